// The way of every choice and seed to its score: thin lines, the mean of the seeds thick.

import { element } from "../mount.js";
import { axis, ticks } from "./axis.js";

const NAMESPACE = "http://www.w3.org/2000/svg";
const HEIGHT = 220;
const ROOM = { left: 40, right: 12, top: 10, bottom: 36 };

export class Curves {
  // `choices`: as the answer of a contest has them, with `title`, `color` and `dash`. `curve`: what
  // a curve shows, and `unit`: what it is drawn over. `from`: the part of it by whose end the scale
  // is chosen; what is lower before is left out.
  constructor(parent, choices, { curve, unit, from }) {
    this.choices = choices;
    this.from = from;
    this.title = curve;
    this.unit = unit;
    this.root = element("figure", "question-curves", parent);
    this.svg = make("svg", { role: "img", height: HEIGHT, "aria-label": this.spoken }, this.root);
    this.addKey(element("figcaption", "", this.root));
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.root);
  }

  get spoken() {
    const ends = this.choices.map(({ title, curves }) => {
      const means = meanOf(curves).filter(Number.isFinite);
      return `${title} from ${means.at(0)?.toFixed(2) ?? "–"} to ${means.at(-1)?.toFixed(2) ?? "–"}`;
    });
    return `${this.title}, in the mean of the seeds: ${ends.join("; ")}.`;
  }

  addKey(key) {
    element("p", "", key).textContent = `${this.title}: each seed thin, their mean thick`;
    for (const { title, color, dash } of this.choices) {
      const name = element("span", "", key);
      const line = make("svg", { width: 26, height: 8, "aria-hidden": "true" }, name);
      make("path", { d: "M0 4h26", class: "question-mean-line", "stroke-dasharray": dash }, line);
      line.firstChild.style.stroke = color;
      name.append(title);
    }
  }

  draw() {
    this.width = this.svg.clientWidth;
    if (!this.width) return;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${HEIGHT}`);
    const every = this.choices.flatMap(({ curves }) => curves);
    this.steps = Math.max(2, ...every.map((curve) => curve.length));
    const scaled = every.flatMap((curve) => curve.slice(Math.floor(this.from * curve.length)));
    const finite = scaled.filter(Number.isFinite);
    this.ends = axis(finite.length ? finite : every.flat().filter(Number.isFinite));
    this.svg.replaceChildren();
    this.drawAxes(make("g", { class: "question-axes" }, this.svg));
    const lines = make("g", { class: "question-lines" }, this.svg);
    for (const { curves, color, dash } of this.choices) {
      for (const curve of curves) this.line(lines, curve, { class: "question-seed" }, color);
      const mean = { class: "question-mean-line", "stroke-dasharray": dash };
      this.line(lines, meanOf(curves), mean, color);
    }
  }

  drawAxes(axes) {
    for (const value of ticks(this.ends)) {
      const y = this.y(value);
      make("line", { x1: ROOM.left, x2: this.width - ROOM.right, y1: y, y2: y }, axes);
      write(axes, String(value), ROOM.left - 7, y + 4, "end");
    }
    for (const number of [1, Math.ceil(this.steps / 2), this.steps]) {
      write(axes, number, this.x(number), HEIGHT - ROOM.bottom + 17, "middle");
    }
    write(axes, this.unit, (ROOM.left + this.width) / 2, HEIGHT - 4, "middle");
  }

  line(parent, curve, attributes, color) {
    const path = make("path", { d: this.path(curve), ...attributes }, parent);
    path.style.stroke = color;
  }

  // A gap where a number is missing or too low; a lone number is a dot.
  path(curve) {
    let isOpen = false;
    return curve
      .map((value, at) => {
        const wasOpen = isOpen;
        isOpen = Number.isFinite(value) && value >= this.ends.low;
        if (!isOpen) return "";
        const place = `${this.x(at + 1).toFixed(1)} ${this.y(value).toFixed(1)}`;
        return wasOpen ? `L${place}` : `M${place}h.1`;
      })
      .join("");
  }

  x(step) {
    const wide = this.width - ROOM.left - ROOM.right;
    return ROOM.left + ((step - 1) / (this.steps - 1)) * wide;
  }

  y(value) {
    const high = HEIGHT - ROOM.top - ROOM.bottom;
    return ROOM.top + ((this.ends.high - value) / (this.ends.high - this.ends.low)) * high;
  }

  destroy() {
    this.resizes.disconnect();
    this.root.remove();
  }
}

// Of the seeds that have got so far.
function meanOf(curves) {
  const longest = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from({ length: longest }, (_, at) => {
    const known = curves.map((curve) => curve[at]).filter(Number.isFinite);
    return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
  });
}

function make(tag, attributes, parent) {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

function write(parent, text, x, y, anchor) {
  make("text", { x, y, "text-anchor": anchor }, parent).textContent = text;
}
