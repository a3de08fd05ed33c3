// What is selected: trials picked one by one, else the rows inside the brush, which is a range on
// each of some axes; and how a drag changes a range.

import { afterClick } from "../picking.js";
import { clamp01 } from "./scales.js";

const EDGE = 7; // px at the end of a range that resize it

export class Brush {
  constructor() {
    this.ranges = new Map();
    this.picked = new Set();
    this.within = new Uint8Array();
    this.inside = this.within;
    this.selected = 0;
  }

  // `ranges`: from an axis' name to the values at both ends; `picked`: numbers of trials.
  // Says whether that is another selection.
  take(ranges, picked) {
    const before = JSON.stringify([this, [...this.picked]]);
    this.ranges = new Map(Object.entries(ranges));
    this.picked = new Set(picked);
    return before !== JSON.stringify([this, [...this.picked]]);
  }

  get isOn() {
    return this.ranges.size > 0 || this.picked.size > 0;
  }

  get(name) {
    return this.ranges.get(name);
  }

  // The latest word counts: who sets a range has done with the trials picked before.
  set(name, range) {
    this.picked.clear();
    if (range) this.ranges.set(name, range);
    else this.ranges.delete(name);
  }

  clear() {
    this.ranges.clear();
    this.picked.clear();
  }

  pick(number, beside) {
    this.picked = new Set(afterClick([...this.picked], [number], beside));
  }

  // Axes may change while a brush stands: drops the ranges of those that are gone, says whether
  // there were any.
  keepOnly(names) {
    const gone = [...this.ranges.keys()].filter((name) => !names.includes(name));
    gone.forEach((name) => this.ranges.delete(name));
    return gone.length > 0;
  }

  toJSON() {
    return Object.fromEntries(this.ranges);
  }

  // Finds the rows that are picked, or inside every range.
  apply(rows, axes) {
    const tests = axes
      .map((axis, k) => [rows.columns[k], this.get(axis.name)])
      .filter(([, range]) => range)
      // The columns come with single precision: so must the ends, or they fall outside.
      .map(([column, range]) => [column, range.map(Math.fround)]);
    this.within = Uint8Array.from(rows.number, (_, i) =>
      tests.every(([column, [low, high]]) => column[i] >= low && column[i] <= high) ? 1 : 0,
    );
    const { picked, within } = this;
    this.inside = picked.size ? rows.number.map((n) => (picked.has(n) ? 1 : 0)) : within;
    this.selected = this.inside.reduce((sum, v) => sum + v, 0);
  }

  // Whether a row is drawn as chosen: all are where nothing is selected.
  holds(i) {
    return !this.isOn || Boolean(this.inside[i]);
  }

  // Whether a row can be pointed at: with a trial picked, the others can.
  reaches(i) {
    return !this.ranges.size || Boolean(this.within[i]) || this.holds(i);
  }
}

// What a position on an axis holds: nothing, an end of its range, or the middle of it.
export function partAt(at, scale, range, height) {
  if (!range) return "free";
  const [low, high] = scale.edges(range);
  const edge = Math.min(EDGE / height, Math.max(0.004, (high - low) / 3));
  if (Math.abs(at - high) <= edge) return "high";
  if (Math.abs(at - low) <= edge) return "low";
  return at > low && at < high ? "inside" : "free";
}

// Both ends of a range, as positions, once a drag has come to `raw`, which may lie off the axis.
export function dragged({ part, at: start, edges }, raw) {
  const at = clamp01(raw);
  let [low, high] = edges;
  if (part === "free") [low, high] = [start, at];
  else if (part === "low") low = at;
  else if (part === "high") high = at;
  else {
    const by = Math.min(1 - high, Math.max(-low, raw - start));
    low += by;
    high += by;
  }
  return low > high ? [high, low] : [low, high];
}

// Both ends of a range once a person has pressed an arrow key on it.
export function stepped([low, high], scale, up, grows) {
  const step = (scale.discrete ? 1 / scale.span : 0.05) * (up ? 1 : -1);
  if (grows) return [low, Math.max(low, clamp01(high + step))];
  const fits = low + step > -1e-9 && high + step < 1 + 1e-9;
  return fits ? [low + step, high + step] : [low, high];
}

// Positions to values; on bands, an end that only touches the next band leaves it out.
export function rangeAt([low, high], scale, column, height) {
  const near = 3 / height;
  if (!scale.discrete && (low < near || high > 1 - near)) {
    // A range that reaches an end of the axis takes in what is drawn at that end.
    const known = column.filter((v) => Number.isFinite(v));
    return [
      low < near ? known.reduce((a, b) => Math.min(a, b), scale.low) : scale.value(low),
      high > 1 - near ? known.reduce((a, b) => Math.max(a, b), scale.high) : scale.value(high),
    ];
  }
  const inset = scale.discrete ? Math.min(0.12 / scale.span, (high - low) / 2) : 0;
  return scale.snap(scale.value(low + inset), scale.value(high - inset));
}
