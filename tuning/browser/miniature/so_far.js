// The best score so far, by the epochs that a search has spent; the last few searches as ghosts.

import { element } from "../mount.js";
import { spread } from "./curves.js";
import { Scores } from "./scores.js";
import { label, make } from "./svg.js";
import { count as many, number } from "./words.js";

// Pixels: of the figure; around its axes; between two names.
const AT_A_DESK = { height: 200, left: 44, top: 12, right: 112, bottom: 36, line: 16 };
const ON_A_WALL = { height: 300, left: 64, top: 18, right: 178, bottom: 54, line: 25 };

export class SoFar {
  // It stands below the card's body.
  constructor(card, data) {
    this.data = data;
    this.size = data.presents ? ON_A_WALL : AT_A_DESK;
    this.scores = new Scores(data.landscape.best.score);
    [this.answer, this.count, this.ghosts] = [null, 0, []];
    this.root = element("div", "miniature-curves miniature-so-far");
    card.more.before(this.root);
    this.svg = make("svg", { role: "img", height: this.size.height }, this.root);
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.root);
  }

  show(answer, count, ghosts = []) {
    Object.assign(this, { answer, count, ghosts });
    this.draw();
  }

  x(epochs) {
    return this.size.left + (epochs / this.data.landscape.budget) * (this.width - this.size.left - this.size.right);
  }

  y(score) {
    return this.size.top + (1 - this.scores.place(score)) * (this.size.height - this.size.top - this.size.bottom);
  }

  draw() {
    this.width = this.svg.clientWidth;
    if (!this.width) return;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.size.height}`);
    this.svg.replaceChildren();
    this.drawAxes(make("g", { class: "miniature-axes" }, this.svg));
    const shown = this.answer?.steps.slice(0, this.count) ?? [];
    const lines = [
      ...this.ghosts.map((ghost) => ({ seed: ghost.seed, steps: ghost.steps, name: "miniature-pale-line" })),
      ...(shown.length ? [{ seed: this.answer.seed, steps: shown, name: "miniature-own-line" }] : []),
    ];
    const ways = make("g", {}, this.svg);
    for (const { steps, name } of lines) this.drawWay(ways, steps, name);
    this.drawTrials(make("g", { class: "miniature-dots" }, this.svg), shown);
    this.drawNames(lines);
    this.svg.setAttribute("aria-label", this.spoken(lines));
  }

  drawAxes(axes) {
    const right = this.width - this.size.right;
    for (const tick of this.scores.ticks) {
      make("line", { x1: this.size.left, x2: right, y1: this.y(tick), y2: this.y(tick) }, axes);
      label(axes, tick, this.size.left - 8, this.y(tick) + 4, "end");
    }
    const { budget, best } = this.data.landscape;
    const top = this.y(best.score);
    make("line", { class: "miniature-best-line", x1: this.size.left, x2: right, y1: top, y2: top }, axes);
    for (const epochs of [0, Math.round(budget / 2), budget]) {
      label(axes, epochs, this.x(epochs), this.size.height - this.size.bottom + this.size.line, "middle");
    }
    label(axes, "Epochs trained in all", this.x(budget / 2), this.size.height - 4, "middle");
  }

  drawWay(parent, steps, name) {
    let top = -Infinity;
    const parts = steps.map(({ score, spent }) => {
      const before = top;
      top = Math.max(top, score);
      const x = this.x(spent).toFixed(1);
      return before === -Infinity ? `M${x} ${this.y(top).toFixed(1)}h.1` : `H${x}V${this.y(top).toFixed(1)}`;
    });
    const line = make("path", { class: name, d: parts.join("") }, parent);
    if (name === "miniature-own-line") line.style.stroke = this.data.color;
  }

  drawTrials(parent, shown) {
    for (const { score, spent } of shown) {
      make("circle", { r: 2.5, cx: this.x(spent), cy: this.y(score) }, parent);
    }
  }

  drawNames(lines) {
    const names = make("g", {}, this.svg);
    const { best } = this.data.landscape;
    const ends = lines.map(({ steps }) => Math.max(...steps.map(({ score }) => score)));
    const wanted = [this.y(best.score), ...ends.map((score) => this.y(score))];
    const places = spread(wanted, this.size.line, this.size.top, this.size.height - this.size.bottom);
    const left = this.width - this.size.right + 6;
    label(names, `top ${number(best.score)}`, left, places[0] + 4, "start");
    lines.forEach(({ seed, name }, k) => {
      const text = `${this.data.landscape.named} ${seed}: ${number(ends[k])}`;
      const node = label(names, text, left, places[k + 1] + 4, "start");
      if (name === "miniature-own-line") node.classList.add("miniature-name-now");
    });
  }

  spoken(lines) {
    if (!lines.length) return "The best score so far by epochs trained: no trial yet.";
    const told = lines.map(({ seed, steps }) => {
      const top = Math.max(...steps.map(({ score }) => score));
      return `${this.data.landscape.named} ${seed} ${number(top)} after ${many(steps.at(-1).spent, "epoch")}`;
    });
    return `The best score so far by epochs trained: ${told.join("; ")}. The landscape's best is ${number(this.data.landscape.best.score)}.`;
  }

  destroy() {
    this.resizes.disconnect();
  }
}
