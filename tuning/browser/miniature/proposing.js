// A miniature in which the reader searches the landscape by hand: a click, or two ranges and a
// button, propose a trial. What the landscape scores is known here; nothing is asked of the engine.

import { Card } from "./card.js";
import { Controls } from "./controls.js";
import { Landscape, best, brief } from "./landscape.js";
import { SoFar } from "./so_far.js";
import { Steps } from "./steps.js";
import { count, number } from "./words.js";

const GHOSTS = 3;

export class Proposing {
  constructor(root, data) {
    this.data = data;
    this.card = new Card(root, data);
    this.controls = new Controls(this.card.moves, data.controls, () => {});
    this.tryIt = this.card.button("Try", "Scores the network that the controls describe", () => this.propose());
    this.again = this.card.button("Start over", "Another search by hand; this one stays as a ghost", () => this.restart());
    this.picture = new Landscape(this.card, data, (...at) => this.pointed(at));
    this.soFar = new SoFar(this.card, data);
    this.steps = new Steps(this.card.more, data);
    this.ghosts = [];
    this.answer = { seed: 1, steps: [] };
    this.show();
  }

  get left() {
    return this.data.trials - this.answer.steps.length;
  }

  pointed(at) {
    this.controls.all.forEach((control, k) => (control.at = at[k]));
    this.propose();
  }

  propose() {
    if (!this.left) return;
    const [k, l] = this.controls.all.map(({ at }) => at);
    const steps = this.answer.steps;
    const { scores, epochs } = this.data.landscape;
    steps.push({
      number: steps.length + 1,
      values: this.controls.values,
      score: scores[k][l],
      epochs,
      spent: (steps.length + 1) * epochs,
      why: "You proposed it.",
      continues: null,
      cut: null,
    });
    if (!this.left) this.picture.hide(false);
    this.show();
  }

  restart() {
    if (this.answer.steps.length) this.ghosts = [...this.ghosts, this.answer].slice(-GHOSTS);
    this.answer = { seed: this.answer.seed + 1, steps: [] };
    this.picture.hide(true);
    this.show();
  }

  show() {
    const { steps } = this.answer;
    this.steps.take(this.answer);
    this.steps.show(steps.length);
    this.picture.show(this.answer, steps.length, this.ghosts);
    this.soFar.show(this.answer, steps.length, this.ghosts);
    this.tryIt.disabled = !this.left;
    this.again.disabled = !steps.length;
    this.card.say("done", `${count(this.left, "trial")} left`);
    this.tell(steps);
  }

  tell(steps) {
    if (!steps.length) {
      this.card.number.textContent = "";
      this.card.meaning.textContent = "no trial yet";
      return this.card.conclude("Click on the picture where you would look first, or set the controls and try.");
    }
    const [now, top] = [steps.at(-1), best(steps)];
    this.card.number.textContent = number(top.score);
    this.card.meaning.textContent = `best so far, after ${count(steps.length, "trial")}`;
    const standing = top === now ? "the best so far" : `trial ${top.number} stays ahead with ${number(top.score)}`;
    this.card.conclude(`Trial ${now.number}: ${number(now.score)}, ${standing}.${this.left ? "" : this.end()}`);
  }

  end() {
    const { best: there } = this.data.landscape;
    const at = this.picture.axes.map(({ name, title }) => `${title.toLowerCase()} ${brief(there.values[name])}`);
    return ` The landscape is shown now: its best, ${number(there.score)}, lies at ${at.join(", ")}.`;
  }

  repaint() {
    this.show();
  }

  destroy() {
    this.card.destroy();
    this.picture.destroy();
    this.soFar.destroy();
  }
}
