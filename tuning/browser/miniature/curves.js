// The curves of the setting that is shown, by epoch, and the last few settings as ghosts.

import { element } from "../mount.js";
import { label, make } from "./svg.js";
import { count, last, names, number, setting } from "./words.js";

// Pixels: of the figure; between two names at the ends of curves; of a letter.
const AT_A_DESK = { height: 235, line: 17, letter: 7.4 };
const ON_A_WALL = { height: 400, line: 26, letter: 11.5 };
const LEAD = 14; // from a curve's end to its name
const LOW = 0.4; // where an axis of accuracies of two classes begins
const MOST_LOSS = 3; // a loss beyond it leaves the picture
const MEASURES = {
  accuracy: { title: "Accuracy", train: "accuracy", validation: "val_accuracy" },
  loss: { title: "Loss", train: "loss", validation: "val_loss" },
};

export class Curves {
  constructor(parent, data) {
    this.data = data;
    Object.assign(this, data.presents ? ON_A_WALL : AT_A_DESK);
    this.room = { left: 5 + 5 * this.letter, top: 12, bottom: 2.3 * this.line };
    this.measure = "accuracy";
    this.ghosts = [];
    this.answer = null;
    this.epoch = Infinity;
    this.root = element("div", "miniature-curves", parent);
    const choice = element("fieldset", "miniature-choices", this.root);
    choice.hidden = data.presents;
    this.choose(choice);
    this.svg = make("svg", { role: "img", height: this.height }, this.root);
    this.clip = make("rect", { x: 0, y: 0, height: this.height }, make("clipPath", { id: clipName() }, this.svg));
    this.axes = make("g", { class: "miniature-axes" }, this.svg);
    this.pale = make("g", { class: "miniature-ghosts" }, this.svg);
    const clip = `url(#${this.clip.parentNode.id})`;
    this.lines = make("g", { class: "miniature-lines", "clip-path": clip }, this.svg);
    this.names = make("g", { class: "miniature-names" }, this.svg);
    this.key = element("div", "miniature-key", this.root);
    this.key.innerHTML =
      '<span><i class="miniature-line miniature-solid"></i> validation</span>' +
      '<span><i class="miniature-line miniature-dashed"></i> training</span>' +
      '<span><i class="miniature-line miniature-pale"></i> earlier settings</span>';
    this.resizes = new ResizeObserver(() => this.draw());
    this.resizes.observe(this.root);
  }

  choose(group) {
    element("legend", "miniature-unseen", group).textContent = "What the curves show";
    const name = clipName();
    for (const [measure, { title }] of Object.entries(MEASURES)) {
      const label = element("label", "", group);
      const input = element("input", "", label);
      Object.assign(input, { type: "radio", name, checked: measure === this.measure });
      input.onchange = () => {
        this.measure = measure;
        this.draw();
      };
      element("span", "", label).textContent = title;
    }
  }

  take(answer, ghosts) {
    this.answer = answer;
    this.ghosts = ghosts;
    this.draw();
  }

  // Shows the curves up to an epoch.
  at(epoch) {
    this.epoch = epoch;
    this.reveal();
  }

  draw() {
    this.width = this.svg.clientWidth;
    if (!this.width) return;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    const shown = [...this.ghosts, ...(this.answer ? [this.answer] : [])];
    const named = names(this.data, shown);
    this.scale(shown, named);
    this.drawAxes();
    this.drawGhosts();
    this.drawLines();
    this.drawNames(shown, named);
    this.reveal();
    this.svg.setAttribute("aria-label", this.spoken(shown));
  }

  scale(shown, named) {
    const { train, validation } = MEASURES[this.measure];
    const values = shown.flatMap(({ curves }) => [...curves[train], ...curves[validation]]);
    const finite = values.filter((value) => Number.isFinite(value));
    this.epochs = Math.max(this.data.epochs, ...shown.map(({ curves }) => curves.loss.length));
    const longest = Math.max(0, ...named.map((name) => name.length));
    this.right = Math.min(LEAD + 8 + this.letter * longest, this.width * 0.4);
    if (this.measure === "accuracy") {
      this.low = this.data.digits || Math.min(...finite, 1) < LOW ? 0 : LOW;
      this.high = 1;
      this.beyond = null;
    } else {
      const most = Math.max(1, ...finite);
      this.low = 0;
      this.high = Math.min(most, MOST_LOSS);
      this.beyond = most > MOST_LOSS ? MOST_LOSS : null;
    }
  }

  x(epoch) {
    const wide = this.width - this.room.left - this.right;
    return this.room.left + (this.epochs > 1 ? ((epoch - 1) / (this.epochs - 1)) * wide : 0);
  }

  y(value) {
    const high = this.height - this.room.top - this.room.bottom;
    return this.room.top + (1 - (value - this.low) / (this.high - this.low)) * high;
  }

  drawAxes() {
    this.axes.replaceChildren();
    for (const value of ticks(this.low, this.high)) {
      const y = this.y(value);
      make("line", { x1: this.room.left, x2: this.width - this.right, y1: y, y2: y }, this.axes);
      const text = String(Math.round(value * 100) / 100) + (value === this.beyond ? "+" : "");
      label(this.axes, text, this.room.left - 8, y + 4, "end");
    }
    for (const epoch of epochTicks(this.epochs)) {
      label(this.axes, epoch, this.x(epoch), this.height - this.room.bottom + this.line, "middle");
    }
    label(this.axes, "Epoch", (this.x(1) + this.x(this.epochs)) / 2, this.height - 5, "middle");
  }

  drawGhosts() {
    const { validation } = MEASURES[this.measure];
    this.pale.replaceChildren();
    this.ghosts.forEach((answer, k) => {
      const line = make("path", { d: this.path(answer.curves[validation]) }, this.pale);
      line.style.opacity = 0.35 + (0.35 * (k + 1)) / this.ghosts.length;
    });
  }

  drawLines() {
    const { train, validation } = MEASURES[this.measure];
    this.lines.replaceChildren();
    if (!this.answer) return;
    make("path", { class: "miniature-train", d: this.path(this.answer.curves[train]) }, this.lines);
    make("path", { class: "miniature-validation", d: this.path(this.answer.curves[validation]) }, this.lines);
  }

  // A gap where a number is missing; a lone number is a short stroke.
  path(values) {
    let isOpen = false;
    return values
      .map((value, k) => {
        if (!Number.isFinite(value)) {
          isOpen = false;
          return "";
        }
        const inside = Math.min(value, this.high + 0.05 * (this.high - this.low));
        const place = `${this.x(k + 1).toFixed(1)} ${this.y(inside).toFixed(1)}`;
        const step = isOpen ? `L${place}` : `M${place}h.1`;
        isOpen = true;
        return step;
      })
      .join("");
  }

  // A name at the right, and a line that leads to it from its curve's end; a cross where the
  // training failed before.
  drawNames(shown, named) {
    const { validation } = MEASURES[this.measure];
    this.names.replaceChildren();
    const ends = shown.map(({ curves }) => this.end(curves[validation]));
    const places = spread(ends.map(([, y]) => y), this.line, this.room.top, this.height - this.room.bottom + 4);
    const edge = this.width - this.right;
    const most = Math.floor((this.right - LEAD - 8) / this.letter + 0.01);
    shown.forEach((answer, k) => {
      const [x, y] = ends[k];
      if (answer.error) label(this.names, "✗", x + 3, y + 4, "start");
      else make("path", { d: `M${x + 3} ${y}H${edge + 2}L${edge + LEAD} ${places[k]}` }, this.names);
      const text = label(this.names, cut(named[k], most), edge + LEAD + 4, places[k] + 4, "start");
      text.classList.toggle("miniature-name-now", answer === this.answer);
    });
  }

  // Where a curve's last number stands; below all where it has none.
  end(values) {
    const at = values.findLastIndex((value) => Number.isFinite(value));
    return [this.x(at + 1), this.y(at < 0 ? this.low : Math.min(values[at], this.high))];
  }

  reveal() {
    if (!this.width) return;
    this.clip.setAttribute("width", Math.max(this.x(Math.min(this.epoch, this.epochs)) + 3, 0));
  }

  spoken(shown) {
    const { title, train, validation } = MEASURES[this.measure];
    if (!this.answer) return `${title} by epoch: no curve yet.`;
    const { curves } = this.answer;
    const own =
      `${title} by epoch with ${setting(this.data, this.answer)}: after ` +
      `${count(curves.loss.length, "epoch")} ${number(last(curves[train]))} in training, ` +
      `${number(last(curves[validation]))} in validation.`;
    const others = shown.slice(0, -1).map((answer) => {
      return `${setting(this.data, answer)} ${number(last(answer.curves[validation]))}`;
    });
    return others.length ? `${own} Validation before: ${others.join("; ")}.` : own;
  }

  destroy() {
    this.resizes.disconnect();
  }
}

// Places of names near where they are wanted, none less than `gap` from the next, inside `low` and
// `high` where there is room.
export function spread(wanted, gap, low, high) {
  const order = wanted.map((_, k) => k).sort((a, b) => wanted[a] - wanted[b]);
  const places = [...wanted];
  order.forEach((k, n) => {
    places[k] = Math.max(places[k], n ? places[order[n - 1]] + gap : low);
  });
  let most = high;
  for (const k of order.reverse()) {
    places[k] = Math.min(places[k], most);
    most = places[k] - gap;
  }
  return places;
}

const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

// Round numbers between two ends, five or so.
function ticks(low, high) {
  const step = [0.1, 0.2, 0.5, 1].find((size) => (high - low) / size <= 6) ?? 1;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, k) => (first + k) * step);
}

function epochTicks(epochs) {
  const step = [1, 2, 5, 10, 20, 50].find((size) => epochs / size <= 6) ?? 100;
  const round = Array.from({ length: Math.floor(epochs / step) }, (_, k) => (k + 1) * step);
  return step === 1 ? round : [1, ...round];
}

let drawn = 0;
function clipName() {
  return `miniature-curves-${++drawn}`;
}
