// The report of a race: its chart, its standings and its studies at the moment that the player is
// at. Each study is at the same moment of its own.

import * as figures from "./figures.js";
import { isBetter } from "./scores.js";
import { isThere, Timeline } from "./timeline.js";
import { duration } from "./words.js";

export class RacePage {
  constructor({ studies, contenders, looks, objective }) {
    Object.assign(this, { contenders, looks, objective });
    this.studies = studies.map((study) => ({ ...study, line: new Timeline(study) }));
    this.rows = new Map(
      [...document.querySelectorAll("[data-study]")].map((row) => [Number(row.dataset.study), row]),
    );
    this.places = [...document.querySelectorAll("#standings tbody tr")];
    this.cells = [...document.querySelectorAll("[data-of]")];
    this.cells.forEach((cell) => (cell.dataset.end = cell.textContent));
  }

  total(unit) {
    return Math.max(0, ...this.studies.map(({ line }) => line.total(unit)));
  }

  told(unit, value) {
    const shown = unit === "seconds" ? duration(value) : value.toLocaleString("en");
    const all = unit === "seconds" ? duration(this.total(unit)) : this.total(unit).toLocaleString("en");
    return unit === "seconds" ? `${shown} of ${all} each` : `${shown} of ${all} ${unit} each`;
  }

  show(unit, value) {
    const isEnd = value >= this.total(unit);
    this.bests = new Map(this.studies.map((study) => [study.id, bestAt(study, unit, value)]));
    figures.figure("race", clipped(this.looks.race[unit], isEnd ? Infinity : value), this.looks.height);
    this.showStudies();
    this.showStandings();
    if (isEnd) this.cells.forEach((cell) => (cell.textContent = cell.dataset.end));
  }

  showStudies() {
    for (const [id, row] of this.rows) {
      const best = this.bests.get(id);
      write(row, "best", best ? best.best?.toFixed(4) ?? "–" : "–");
      write(row, "trials", best ? best.trials : 0);
      write(row, "epochs", best ? best.epochs.toLocaleString("en") : 0);
    }
  }

  showStandings() {
    const told = this.contenders.map(({ studies }, k) => {
      const scores = studies.map((id) => this.bests.get(id)?.best ?? null).filter((one) => one !== null);
      return { k, median: median(scores), low: Math.min(...scores), high: Math.max(...scores) };
    });
    told.sort((a, b) => {
      if (a.median === null || b.median === null) return (a.median === null) - (b.median === null);
      if (a.median === b.median) return a.k - b.k;
      return isBetter(this.objective, a.median, b.median) ? -1 : 1;
    });
    const rows = told.map(({ k, median, low, high }) => {
      const row = this.places.find((one) => Number(one.dataset.contender) === k);
      write(row, "median", median === null ? "–" : median.toFixed(4));
      write(row, "range", median === null ? "–" : `${low.toFixed(4)} to ${high.toFixed(4)}`);
      return row;
    });
    document.querySelector("#standings tbody").append(...rows);
  }
}

function write(row, name, text) {
  const cell = row.querySelector(`[data-of="${name}"]`);
  if (cell) cell.textContent = text;
}

// The last row of a study's way to its best by then.
function bestAt({ line, way }, unit, value) {
  const happened = line.happened(unit, value);
  const rows = way.place.filter((place) => isThere(place, happened)).length;
  return rows ? { best: way.best[rows - 1], trials: rows, epochs: way.epochs[rows - 1] } : null;
}

export function median(values) {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// The chart as it was when so much had been spent: a line goes on to there, its end with it.
export function clipped({ data, layout }, value) {
  if (value === Infinity) return { data, layout };
  const cut = data.map((trace) => cutTrace(trace, value));
  cut.forEach((trace) => {
    if (trace.mode !== "markers" || trace.uid?.startsWith("end-") !== true) return;
    const line = cut.find((one) => one.legendgroup === trace.legendgroup && one.uid?.startsWith("line-"));
    Object.assign(trace, { x: line?.x.slice(-1) ?? [], y: line?.y.slice(-1) ?? [] });
  });
  return { data: cut, layout };
}

function cutTrace(trace, value) {
  if (!Array.isArray(trace.x)) return trace;
  const count = trace.x.filter((x) => x <= value).length;
  const [x, y] = [trace.x.slice(0, count), trace.y.slice(0, count)];
  if (count && count < trace.x.length && trace.mode === "lines") {
    x.push(value);
    y.push(y.at(-1));
  }
  return { ...trace, x, y };
}
