// A miniature that trains: a setting of the controls is asked for at once, and its answer is shown as
// a film of the training. The old picture stays until the new one comes.

import { Asking } from "./asking.js";
import { Card } from "./card.js";
import { Controls } from "./controls.js";
import { Curves } from "./curves.js";
import { Film } from "./film.js";
import { Plane } from "./plane.js";
import { Tiles } from "./tiles.js";
import { Tried } from "./tried.js";
import { SCORE, done, number, outcome, setting, told, within } from "./words.js";

const SEEDS = 10;
const FIGURE_SPACE = "\u2007"; // as wide as a digit: no words move while epochs pass
const HOLD = 500; // milliseconds that a picture stands while all stops are played

export class Training {
  constructor(root, data) {
    this.data = data;
    this.card = new Card(root, data);
    this.controls = new Controls(this.card.moves, data.controls, () => this.moved());
    this.seed = 0;
    this.play = this.card.button("Play", "", () => this.toggle());
    if (!data.presents) {
      this.card.button("Again", "Plays the training of this setting again", () => this.show());
      this.card.button("Another seed", "The same setting from other first weights", () => this.reseed());
    }
    this.picture = new (data.digits ? Tiles : Plane)(this.card.picture, data);
    this.curves = new Curves(this.card.side, data);
    this.tried = new Tried(this.card.more, data);
    this.film = new Film((part) => this.at(part));
    this.asking = new Asking((said) => this.hear(said));
    this.sweeping = false;
    this.isExample = false; // whether a stored example is shown
    this.tellPlay();
    this.ask(0);
  }

  get request() {
    const { lesson } = this.data;
    return { kind: "training", lesson, values: this.controls.values, seed: this.seed };
  }

  ask(wait) {
    this.asking.ask(this.request, wait);
  }

  moved() {
    this.sweep(false);
    this.ask();
  }

  reseed() {
    this.sweep(false);
    this.seed = (this.seed + 1) % SEEDS;
    this.ask(0);
  }

  // Plays all stops of the first control, one after the other, or stops doing so.
  toggle() {
    const first = this.controls.all[0];
    if (!this.sweeping) first.at = 0;
    this.sweep(!this.sweeping);
    if (this.sweeping) this.ask(0);
  }

  sweep(isOn) {
    clearTimeout(this.next);
    this.sweeping = isOn;
    this.tellPlay();
  }

  tellPlay() {
    const [{ title }] = this.data.controls;
    this.play.textContent = this.sweeping ? "Stop" : "Play";
    this.play.title = this.sweeping ? "Stops here" : `Every stop of ${title.toLowerCase()}, one after the other`;
  }

  goOn() {
    const first = this.controls.all[0];
    if (!this.sweeping) return;
    if (first.at + 1 >= first.control.stops.length) return this.sweep(false);
    this.next = setTimeout(() => {
      first.at += 1;
      this.ask(0);
    }, HOLD);
  }

  hear(said) {
    if (said.state === "done") return this.take(said.answer);
    if (said.state === "refused" || said.state === "lost") this.sweep(false);
    if (said.state === "stored" && said.answer && !this.shown) {
      this.isExample = true;
      this.draw(said.answer, []);
    }
    const { state, sentence } = told(said, this.isExample);
    this.card.say(said.state, state, sentence);
  }

  take(answer) {
    const before = this.tried.answers.at(-1)?.answer;
    const isOther = before && (before.seed !== answer.seed || !sameValues(before, answer));
    this.isExample = false;
    this.tried.take(answer);
    this.draw(answer, this.tried.ghosts);
    this.card.say("done", done(answer), outcome(this.data, answer, isOther ? before : null));
  }

  draw(answer, ghosts) {
    this.shown = answer;
    this.picture.take(answer);
    this.curves.take(answer, ghosts);
    this.show();
  }

  show() {
    if (this.shown) this.film.play(() => this.goOn());
  }

  at(part) {
    const epochs = this.shown.curves.val_accuracy;
    const epoch = 1 + part * (epochs.length - 1);
    this.picture.at(epoch);
    this.curves.at(epoch);
    this.tellScore(epochs[Math.floor(epoch) - 1], Math.floor(epoch), part === 1);
  }

  tellScore(score, epoch, isEnd) {
    const failed = isEnd && this.shown.error;
    const digits = String(this.shown.curves.loss.length).length;
    const at = `epoch ${String(epoch).padStart(digits, FIGURE_SPACE)}`;
    this.card.number.textContent = failed ? "Failed" : number(score);
    this.card.meaning.textContent = failed ? `in ${at}` : `${SCORE}, ${at}`;
    this.card.of.textContent = within(setting(this.data, this.shown));
  }

  repaint() {
    this.picture.repaint();
  }

  destroy() {
    this.sweep(false);
    this.asking.stop();
    this.film.stop();
    this.card.destroy();
    this.picture.destroy();
    this.curves.destroy();
  }
}

function sameValues(one, other) {
  return JSON.stringify(one.values) === JSON.stringify(other.values);
}
