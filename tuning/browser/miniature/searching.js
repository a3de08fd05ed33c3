// A miniature that searches: a strategy's trials on a known landscape, one by one. What it draws is
// `landscape.js`; here are the request and the steps.

import { Asking } from "./asking.js";
import { Card } from "./card.js";
import { isStill } from "./film.js";
import { Landscape, best } from "./landscape.js";
import { SoFar } from "./so_far.js";
import { Steps } from "./steps.js";
import { count, number, told } from "./words.js";

const SEEDS = 10;
const GHOSTS = 3; // searches before, that are shown
const PACE = 450; // milliseconds a step while it plays,
const MOST = 12000; // unless there are so many that it would take longer than this

export class Searching {
  constructor(root, data) {
    this.data = data;
    this.card = new Card(root, data);
    this.seed = 0;
    this.count = 0;
    this.play = this.card.button("Play", "The trials one after the other", () => this.toggle());
    if (!data.presents) {
      this.back = this.card.button("Back", "One trial back", () => this.step(-1));
      this.forth = this.card.button("Next", "One trial on", () => this.step(1));
      this.card.button("End", "All trials", () => this.step(Infinity));
      this.card.button("Another seed", "The same search from another start", () => this.reseed());
    }
    this.picture = new Landscape(this.card, data);
    this.soFar = new SoFar(this.card, data);
    this.steps = new Steps(this.card.more, data);
    this.before = [];
    this.asking = new Asking((said) => this.hear(said));
    this.draw();
    this.card.meaning.textContent = "no trial yet";
    this.asking.ask(this.request, 0);
  }

  get request() {
    return { kind: "search", lesson: this.data.lesson, seed: this.seed };
  }

  get total() {
    return this.answer?.steps.length ?? 0;
  }

  reseed() {
    this.run(false);
    this.seed = (this.seed + 1) % SEEDS;
    this.asking.ask(this.request, 0);
  }

  hear(said) {
    if (said.state !== "done") {
      const { state, sentence } = told(said);
      this.card.say(said.state, state, sentence);
      if (said.state === "stored" && said.answer && !this.answer) this.take(said.answer);
      return;
    }
    this.take(said.answer);
    const { seed, seconds } = said.answer;
    const same = this.before.find(({ steps }) => sameTrials(steps, said.answer.steps));
    const words = `${count(this.total, "trial")}, seed ${seed}, found in ${seconds.toFixed(2)} s`;
    this.card.say("done", words + (same ? `, the same trials as from seed ${same.seed}` : ""));
  }

  take(answer) {
    const isFirst = !this.answer;
    if (this.answer?.seed === answer.seed && sameTrials(this.answer.steps, answer.steps)) return; // it is seen
    const others = [...this.before, ...(this.answer ? [this.answer] : [])];
    this.before = others.filter(({ seed }) => seed !== answer.seed).slice(-GHOSTS);
    this.answer = answer;
    this.steps.take(answer);
    this.count = 0;
    if (isFirst || isStill()) this.step(Infinity);
    else this.toggle();
  }

  toggle() {
    if (!this.isRunning && this.count >= this.total) this.count = 0;
    this.run(!this.isRunning);
    if (this.isRunning) this.advance();
  }

  run(isOn) {
    clearTimeout(this.timer);
    this.isRunning = isOn;
    this.play.textContent = isOn ? "Stop" : "Play";
    this.card.outcome.setAttribute("aria-live", isOn ? "off" : "polite"); // the last trial is told
  }

  advance() {
    if (this.count + 1 >= this.total) this.run(false);
    this.go(this.count + 1);
    if (!this.isRunning) return;
    this.timer = setTimeout(() => this.advance(), Math.min(PACE, MOST / this.total));
  }

  step(by) {
    this.run(false);
    this.go(this.count + by);
  }

  go(to) {
    if (!this.answer) return;
    this.count = Math.min(Math.max(to, 1), this.total);
    this.draw();
    this.steps.show(this.count);
    this.tell();
  }

  draw() {
    for (const drawing of [this.picture, this.soFar]) drawing.show(this.answer ?? null, this.count, this.before);
  }

  tell() {
    const shown = this.answer.steps.slice(0, this.count);
    const now = shown.at(-1);
    this.card.number.textContent = number(best(shown).score);
    const spent = `${count(this.count, "trial")} and ${count(now.spent, "epoch")}`;
    this.card.meaning.textContent = `best so far, after ${spent}`;
    this.card.conclude(`Trial ${now.number}: ${number(now.score)}. ${now.why}`);
    if (this.back) this.back.disabled = this.count <= 1;
    if (this.forth) this.forth.disabled = this.count >= this.total;
  }

  repaint() {
    this.draw();
  }

  destroy() {
    this.run(false);
    this.asking.stop();
    this.card.destroy();
    this.picture.destroy();
    this.soFar.destroy();
  }
}

function sameTrials(one, other) {
  const values = (steps) => JSON.stringify(steps.map((step) => step.values));
  return values(one) === values(other);
}
