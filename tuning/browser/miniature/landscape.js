// The picture of a search: a landscape of two hyperparameters that was measured once, and the
// trials of a search on it. A disc is a trial, the larger the longer it was trained.

import { element } from "../mount.js";
import { Axis, picture } from "./ground.js";
import { GRADIENT, Scores } from "./scores.js";
import { label, make } from "./svg.js";
import { count as many, number } from "./words.js";

const ROOM = { left: 52, right: 14, top: 10, bottom: 46 }; // pixels, at a desk
const ON_A_WALL = 1.5; // times as large
const SMALL = 3.5; // the radius of a trial of one epoch,
const LARGE = 7; // and of one that was trained longest
const CROSS = "M-6-6 6 6M-6 6 6-6";
const STAR = "0,-10 2.9,-4 9.5,-3.1 4.7,1.5 5.9,8.1 0,5 -5.9,8.1 -4.7,1.5 -9.5,-3.1 -2.9,-4";

export class Landscape {
  // `card`: the picture goes where its picture is, the key to its side. `data`: what the page sends.
  // `propose(k, l)`: a person points at the k-th and l-th measured values; without it nobody can.
  constructor(card, data, propose) {
    card.root.classList.add("miniature-searches");
    card.root.style.setProperty("--miniature-best", data.best);
    this.data = data;
    this.axes = data.landscape.axes.map((axis) => new Axis(axis));
    this.scores = new Scores(data.landscape.best.score);
    this.zoom = data.presents ? ON_A_WALL : 1;
    this.room = Object.fromEntries(Object.entries(ROOM).map(([side, size]) => [side, size * this.zoom]));
    this.isHidden = Boolean(data.landscape.hidden);
    [this.answer, this.count, this.ghosts] = [null, 0, []];
    this.root = element("div", "miniature-landscape", card.picture);
    this.svg = make("svg", { role: "img" }, this.root);
    this.ground = make("image", { preserveAspectRatio: "none" }, this.svg);
    this.ground.setAttribute("href", picture(this.axes, data.landscape.scores, this.scores));
    this.frame = make("g", { class: "miniature-axes" }, this.svg);
    this.marks = make("g", {}, this.svg);
    this.drawBar();
    this.drawKey(card.side);
    if (propose) this.listen(propose);
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.root);
  }

  // Draws the first `count` steps of `answer.steps`, the last of them as the present one; without
  // an answer (null) the landscape alone. `ghosts`: answers before, of which the best is marked.
  show(answer, count, ghosts = []) {
    Object.assign(this, { answer, count, ghosts });
    this.draw();
  }

  hide(isHidden) {
    this.isHidden = isHidden;
    this.toggle.checked = !isHidden;
    this.draw();
  }

  drawBar() {
    const bar = element("div", "miniature-bar", this.root);
    const { epochs } = this.data.landscape;
    element("span", "", bar).textContent = `Validation accuracy after ${many(epochs, "epoch")}`;
    const scale = element("div", "miniature-bar-scale", bar);
    scale.style.background = GRADIENT;
    for (const tick of this.scores.ticks) {
      const node = element("i", "", bar);
      node.textContent = tick;
      node.style.setProperty("--at", this.scores.place(tick));
    }
  }

  drawKey(parent) {
    const discs = "<circle r='8'/><circle r='8'/>";
    const own = `style="--own:${this.data.color}"`;
    const signs = [
      ["a trial; larger: more epochs", `<g class="miniature-mark">${discs}</g>`],
      ["cut at its rung", `<g class="miniature-mark miniature-cut">${discs}</g>`],
      ["the present trial", `<g class="miniature-mark miniature-now" ${own}>${discs}</g>`],
      ["the best so far", `<polygon class="miniature-star" points="${STAR}"/>`],
      ["the best of each search before", `<path class="miniature-ghost-best" d="${CROSS}"/>`],
    ];
    if (!this.data.landscape.rungs) signs.splice(1, 1);
    element("div", "miniature-key", parent).innerHTML = signs
      .map(([told, sign]) => `<span><svg viewBox="-12 -12 24 24" aria-hidden="true">${sign}</svg> ${told}</span>`)
      .join("");
    const seen = element("label", "miniature-seen", parent);
    this.toggle = element("input", "", seen);
    Object.assign(this.toggle, { type: "checkbox", checked: !this.isHidden });
    this.toggle.onchange = () => this.hide(!this.toggle.checked);
    element("span", "", seen).textContent = "Show the landscape (the search sees its trials alone)";
  }

  listen(propose) {
    this.svg.classList.add("miniature-proposes");
    this.svg.onclick = (event) => {
      const { left, top } = this.svg.getBoundingClientRect();
      const u = (event.clientX - left - this.room.left) / (this.x(1) - this.room.left);
      const v = 1 - (event.clientY - top - this.room.top) / (this.y(0) - this.room.top);
      if (Math.min(u, v) < -0.03 || Math.max(u, v) > 1.03) return;
      propose(this.axes[0].nearest(u), this.axes[1].nearest(v));
    };
  }

  x(part) {
    return this.room.left + part * (this.width - this.room.left - this.room.right);
  }

  y(part) {
    return this.room.top + (1 - part) * (this.height - this.room.top - this.room.bottom);
  }

  at(values) {
    const [across, up] = this.axes.map((axis) => axis.part(values[axis.name]));
    return `translate(${this.x(across).toFixed(1)} ${this.y(up).toFixed(1)})`;
  }

  draw() {
    this.width = this.root.clientWidth;
    if (!this.width) return;
    this.height = Math.round(this.width * 0.86);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    const [width, height] = [this.x(1) - this.x(0), this.y(0) - this.y(1)];
    const box = { x: this.x(0), y: this.y(1), width, height };
    for (const [name, value] of Object.entries(box)) this.ground.setAttribute(name, value);
    this.ground.style.display = this.isHidden ? "none" : "";
    this.drawAxes(box);
    this.drawMarks();
    this.svg.setAttribute("aria-label", this.spoken());
  }

  drawAxes(box) {
    const [across, up] = this.axes;
    this.frame.replaceChildren();
    make("rect", { class: "miniature-frame", ...box }, this.frame);
    for (const value of across.ticks) {
      const x = this.x(across.part(value));
      make("line", { x1: x, x2: x, y1: this.y(0), y2: this.y(0) + 5 }, this.frame);
      label(this.frame, value, x, this.y(0) + 19 * this.zoom, value === across.ticks.at(-1) ? "end" : "middle");
    }
    for (const value of up.ticks) {
      const y = this.y(up.part(value));
      make("line", { x1: this.room.left - 5, x2: this.room.left, y1: y, y2: y }, this.frame);
      label(this.frame, value, this.room.left - 8, y + 4, "end");
    }
    label(this.frame, title(across), (this.x(0) + this.x(1)) / 2, this.height - 6 * this.zoom, "middle");
    const side = label(this.frame, title(up), 0, 0, "middle");
    side.setAttribute("transform", `translate(${13 * this.zoom} ${(this.y(0) + this.y(1)) / 2}) rotate(-90)`);
  }

  drawMarks() {
    this.marks.replaceChildren();
    for (const ghost of this.ghosts) this.drawGhost(best(ghost.steps));
    const shown = this.answer?.steps.slice(0, this.count) ?? [];
    if (!shown.length) return;
    const now = shown.at(-1);
    const last = new Map(shown.map((step) => [JSON.stringify(step.values), step]));
    for (const step of last.values()) if (step !== now) this.drawMark(step);
    this.drawMark(now, "miniature-now");
    const star = make("g", { transform: this.at(best(shown).values) }, this.marks);
    make("polygon", { class: "miniature-star", points: STAR }, star);
  }

  drawMark(step, name = "") {
    const isCut = step.cut !== null && step.cut < this.count;
    const own = `miniature-mark ${name} ${isCut ? "miniature-cut" : ""}`;
    const mark = make("g", { class: own, transform: this.at(step.values) }, this.marks);
    const share = Math.sqrt(step.epochs / this.data.landscape.epochs);
    const r = (SMALL + (LARGE - SMALL) * Math.min(share, 1)) * this.zoom;
    const fill = this.isHidden ? this.scores.color(step.score) : "";
    mark.style.setProperty("--own", fill || (name ? this.data.color : "#fff"));
    make("circle", { r }, mark);
    make("circle", { r }, mark);
    make("title", {}, mark).textContent = this.told(step) + (isCut ? ", cut at its rung" : "");
  }

  drawGhost(step) {
    const mark = make("g", { transform: this.at(step.values) }, this.marks);
    make("path", { class: "miniature-ghost-best", d: CROSS }, mark);
  }

  told({ number: trial, values, score, epochs }) {
    const parts = this.axes.map(({ name, title: named }) => `${named.toLowerCase()} ${brief(values[name])}`);
    return `Trial ${trial}: ${parts.join(", ")}, ${number(score)} after ${many(epochs, "epoch")}`;
  }

  // What is seen, in a few sentences, for who does not see it.
  spoken() {
    const { best: top, epochs } = this.data.landscape;
    const [across, up] = this.axes.map(({ title: named }) => named);
    const ground = this.isHidden
      ? `${across} and ${up.toLowerCase()}; the landscape is hidden.`
      : `A landscape of validation accuracies after ${epochs} epochs by ${across.toLowerCase()} and ` +
        `${up.toLowerCase()}; its best is ${number(top.score)} at ${this.axes
          .map(({ name, title: named }) => `${named.toLowerCase()} ${brief(top.values[name])}`)
          .join(", ")}.`;
    const shown = this.answer?.steps.slice(0, this.count) ?? [];
    if (!shown.length) return `${ground} No trial yet.`;
    return `${ground} ${many(shown.length, "trial")}. Best so far: ${this.told(best(shown))}.`;
  }

  destroy() {
    this.resizes.disconnect();
  }
}

export function best(steps) {
  return steps.reduce((one, other) => (other.score > one.score ? other : one));
}

export function brief(value) {
  return String(Number(value.toPrecision(3)));
}

function title({ title: named, log }) {
  return log ? `${named} (log scale)` : named;
}
