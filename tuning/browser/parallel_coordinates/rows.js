// The rows of a chart: the trials' values as they arrived, and how good each trial is.

import { unpacked } from "../arrays.js";
import { clamp01 } from "./scales.js";

const SHARED_FROM = 20; // rows, from which on the worst tenth shares one colour
const MOST_FADING = 200;

// The columns of a drawing, which has them by their places, in single precision; null is NaN here.
export function readColumns(drawing) {
  return Object.values(drawing.data[0]).map((column) =>
    Float64Array.from(unpacked(column), (value) => (value === null ? NaN : Math.fround(value))),
  );
}

function sameColumns(a, b) {
  return (
    a.length === b.length &&
    a.every((column, k) => column.length === b[k].length && column.every((v, i) => Object.is(v, b[k][i])))
  );
}

// `number` holds a trial's number a row, `columns` a column an axis, `score` says which of them
// holds the scores; `scale` is that axis', `better` its good end.
export class Rows {
  constructor(number, columns, score, scale, better) {
    this.number = number;
    this.columns = columns;
    this.score = score;
    this.done = new Map(Array.from(number, (n, i) => [n, !Number.isNaN(columns[score][i])]));
    this.inactive = columns.map((column, k) => k !== score && column.some((v) => Number.isNaN(v)));
    this.rank(scale, better === "low");
  }

  hasSame(number, columns) {
    return sameColumns([number, ...columns], [this.number, ...this.columns]);
  }

  // Rows that are new, or have got a score, since others were shown; none of very many.
  changedSince(before) {
    const changed = new Set();
    this.number.forEach((n, i) => {
      if (before.done.get(n) !== this.done.get(n)) changed.add(i);
    });
    if (changed.size > MOST_FADING) changed.clear();
    return changed;
  }

  // Colour positions 0 (worst) to 1 (best), and the order of drawing: the best comes last. The
  // worst tenth shares one colour, so that a few failures do not make all the others look alike.
  rank(scale, flip) {
    const score = this.columns[this.score];
    const good = Float64Array.from(score, (v) => (flip ? 1 - scale.at(v) : scale.at(v)));
    const known = good.filter((v) => !Number.isNaN(v)).sort();
    const shared = known.length >= SHARED_FROM;
    let from = shared ? known[Math.floor(known.length * 0.1)] : known[0];
    let to = known[known.length - 1];
    const tied = known.length > 1 && to - from < 1e-9;
    if (known.length && to - from < 1e-9) [from, to] = [from - 0.5, to];
    this.good = { from: from ?? 0, to: to ?? 1, shared, tied };
    this.color = good.map((v) => this.shade(v));
    const rows = Array.from(score.keys());
    this.pending = rows.filter((i) => Number.isNaN(score[i]));
    this.finished = rows.filter((i) => !Number.isNaN(score[i])).sort((a, b) => good[a] - good[b]);
  }

  // The colour position of a height on the score axis; bent, so that only the best are vivid.
  shade(good) {
    return clamp01((good - this.good.from) / (this.good.to - this.good.from)) ** 1.5;
  }

  isPending(i) {
    return Number.isNaN(this.color[i]);
  }
}
