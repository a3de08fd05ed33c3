// What the model says: a bar for each class, or a quantity with its interval; and what is true.

import { element } from "../mount.js";

const MOST = 10; // classes that are shown, the likeliest ones
const percent = (share) => {
  const hundredth = 100 * share;
  if (hundredth > 99.95) return share === 1 ? "100 %" : "> 99.9 %";
  if (hundredth < 0.05) return share === 0 ? "0 %" : "< 0.1 %";
  return `${hundredth.toFixed(1)} %`;
};

export class Outcome {
  constructor(root, data) {
    this.root = root;
    const head = element("p", "try-it-head", root);
    head.textContent = data.target ? `Prediction of ${data.target}` : "Prediction";
    this.result = element("p", "try-it-result", root);
    this.name = element("strong", "", this.result);
    this.sure = element("span", "", this.result);
    this.truth = element("p", "try-it-truth", root);
    this.shown = data.classes ? new Classes(root, data) : new Quantity(root, data);
    // Said aloud once nothing has changed for a moment.
    this.aloud = element("p", "try-it-unseen", root);
    this.aloud.setAttribute("aria-live", "polite");
  }

  // What is true of the row, a text; null where nobody knows.
  expect(truth) {
    this.expected = truth;
    this.tell();
  }

  show(outputs) {
    this.root.classList.remove("try-it-old");
    const { name, sure } = this.shown.show(outputs, this.expected);
    this.name.textContent = name;
    this.sure.textContent = sure;
    this.tell();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.aloud.textContent = `Prediction: ${name}, ${sure}`), 600);
  }

  tell() {
    const known = this.expected !== null && this.expected !== undefined;
    const told = typeof this.expected === "number" ? number(this.expected) : this.expected;
    this.truth.textContent = known ? `True value: ${told}` : "";
    this.shown.mark(this.expected);
  }

  fade() {
    this.root.classList.add("try-it-old");
  }

  clear() {
    clearTimeout(this.timer);
    this.root.classList.remove("try-it-old");
    this.name.textContent = this.sure.textContent = this.aloud.textContent = "";
    this.shown.clear();
  }
}

class Classes {
  constructor(root, { classes }) {
    this.classes = classes;
    this.list = element("ol", "try-it-classes", root);
    this.rows = Array.from({ length: Math.min(MOST, classes.length) }, () => new Bar(this.list));
    this.rest = element("p", "try-it-note", root);
    this.clear();
  }

  // In the order of the classes where all are shown, so that no bar jumps; else the likeliest first.
  show(outputs) {
    const order = outputs.map((_, at) => at).sort((a, b) => outputs[b] - outputs[a]);
    const all = outputs.length <= MOST;
    const shown = all ? outputs.map((_, at) => at) : order.slice(0, MOST);
    const [best] = order;
    shown.forEach((at, row) => this.rows[row].show(this.classes[at], outputs[at], at === best));
    const left = outputs.length - shown.length;
    const share = order.slice(MOST).reduce((sum, at) => sum + outputs[at], 0);
    this.rest.textContent = left ? `${left} other classes together: ${percent(share)}` : "";
    return { name: this.classes[best], sure: percent(outputs[best]) };
  }

  mark(truth) {
    for (const row of this.rows) row.mark(truth);
  }

  clear() {
    this.rows.forEach((row, at) => row.show(this.classes[at], null, false));
    this.rest.textContent = "";
  }
}

class Bar {
  constructor(list) {
    this.row = element("li", "try-it-class", list);
    this.name = element("span", "try-it-name", this.row);
    const track = element("span", "try-it-track", this.row);
    track.setAttribute("aria-hidden", "true");
    this.bar = element("span", "", track);
    this.share = element("span", "try-it-share", this.row);
  }

  show(name, share, isBest) {
    this.own = name;
    this.name.textContent = this.name.title = name;
    this.bar.style.width = `${100 * (share ?? 0)}%`;
    this.share.textContent = share === null ? "" : percent(share);
    this.row.classList.toggle("try-it-best", isBest);
    this.mark(this.truth);
  }

  mark(truth) {
    this.truth = truth;
    const isTrue = truth === this.own;
    this.row.classList.toggle("try-it-true", isTrue);
    this.name.textContent = isTrue ? `${this.own} ✓` : this.own;
  }
}

class Quantity {
  constructor(root, { interval, range }) {
    Object.assign(this, { interval, range });
    this.scale = element("div", "try-it-scale", root);
    this.scale.setAttribute("aria-hidden", "true");
    this.band = element("span", "try-it-band", this.scale);
    this.point = element("span", "try-it-point", this.scale);
    this.true = element("span", "try-it-true-point", this.scale);
    const ends = element("div", "try-it-ends", root);
    for (const end of range) element("span", "", ends).textContent = number(end);
    this.note = element("p", "try-it-note", root);
    this.note.textContent = interval?.told ?? "";
    this.clear();
  }

  show([value]) {
    this.scale.classList.remove("try-it-empty");
    this.point.style.left = this.at(value);
    const half = this.interval?.half ?? 0;
    const [low, high] = [value - half, value + half];
    this.band.style.left = this.at(low);
    this.band.style.right = `calc(100% - ${this.at(high)})`;
    const sure = this.interval ? `${number(low, half)} to ${number(high, half)}` : "";
    return { name: number(value, half), sure };
  }

  mark(truth) {
    const value = truth === null || truth === undefined || truth === "" ? NaN : Number(truth);
    this.true.hidden = !Number.isFinite(value);
    if (!this.true.hidden) this.true.style.left = this.at(value);
  }

  clear() {
    this.scale.classList.add("try-it-empty");
  }

  // Where a value stands on the scale, which shows what the training rows have.
  at(value) {
    const [least, most] = this.range;
    const share = most > least ? (value - least) / (most - least) : 0.5;
    return `${100 * Math.min(Math.max(share, 0), 1)}%`;
  }
}

// A quantity to as many digits as its error allows, at least three.
function number(value, error = 0) {
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (size < -4 || size > 8) return value.toPrecision(4);
  const digits = error ? 1 - Math.floor(Math.log10(error)) : 3 - size;
  return value.toLocaleString("en", {
    maximumFractionDigits: Math.min(Math.max(digits, 0), 10),
    useGrouping: size > 3,
  });
}
