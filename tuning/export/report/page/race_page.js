// The report of a race: its chart, its standings and its studies at the moment that the replay is
// at. Each study is at the same moment of its own.

import * as figures from "./figures.js";
import { raceAt } from "./race_figure.js";
import { isBetter } from "./scores.js";
import { upTo } from "./timeline.js";
import { duration, score } from "./words.js";

export class RacePage {
  constructor(data) {
    Object.assign(this, data);
    this.studies = this.parts.flatMap((part) => part.studies);
    this.rows = [...document.querySelectorAll("[data-study]")];
    for (const part of this.parts) {
      const own = `[data-contender^="${part.figure}:"]`;
      part.places = [...document.querySelectorAll(own)];
    }
    this.cells = [...document.querySelectorAll("[data-of], [data-sentence], [data-as-of]")];
    this.ends = this.cells.map((cell) => cell.textContent);
    this.apart = document.getElementById("apart");
    this.chosen = document.getElementById("chosen");
    for (const choice of [this.apart, this.chosen]) if (choice) choice.onchange = () => this.draw();
    if (this.ranks) figures.figure("ranks", this.ranks, this.ranks_height);
  }

  total(unit) {
    return Math.max(0, ...this.studies.map(({ way }) => way[unit].at(-1) ?? 0));
  }

  told(unit, value) {
    const shown = (one) => (unit === "seconds" ? duration(one) : Math.floor(one).toLocaleString("en"));
    const what = { trials: "trials each", epochs: "epochs each", seconds: "of training each" }[unit];
    return `${shown(value)} of ${shown(this.total(unit))} ${what}`;
  }

  // Studies spend at different rates: as far along as before.
  same(unit, value, other) {
    return (value / (this.total(unit) || 1)) * this.total(other);
  }

  show(unit, value) {
    Object.assign(this, { unit, value, isEnd: value >= this.total(unit) });
    this.draw();
  }

  draw() {
    const { unit, value, isEnd } = this;
    this.bests = new Map(this.studies.map(({ id, way }) => [id, rowAt(way, unit, value)]));
    this.cells.forEach((cell, k) => (cell.textContent = this.ends[k]));
    if (!isEnd) this.showStudies();
    for (const part of this.parts) {
      const figure = this.figureOf(part);
      figures.figure(part.figure, isEnd ? figure : raceAt(figure, value), this.height);
      if (!isEnd) this.showStandings(part);
      else part.places.forEach((row) => row.parentElement.append(row));
    }
  }

  // By the scores that judge it or, where those are corrected, by the chosen ones.
  figureOf({ figures: drawn }) {
    const own = drawn[this.unit];
    const first = this.chosen?.checked && own.length > 2 ? 2 : 0;
    return own[first + (this.apart.checked ? 1 : 0)];
  }

  showStudies() {
    for (const row of this.rows) {
      const found = this.bests.get(Number(row.dataset.study));
      write(row, "best", score(found.best));
      write(row, "trials", found.trials.toLocaleString("en"));
      write(row, "epochs", found.epochs.toLocaleString("en"));
      if (this.value < found.last) {
        write(row, "state", "running");
        write(row, "test", "–"); // met at the end
      }
    }
  }

  showStandings(part) {
    const found = part.contenders.map(({ studies }, k) => {
      const scores = studies.map((id) => this.bests.get(id).judged).filter((one) => one !== null);
      return { k, scores, median: median(scores) };
    });
    for (const { k, scores, median } of found.sort((a, b) => order(part, a, b))) {
      const row = part.places.find((one) => one.dataset.contender === `${part.figure}:${k}`);
      write(row, "median", score(median));
      const ends = [Math.min(...scores), Math.max(...scores)].map(score);
      write(row, "range", scores.length ? ends.join(" to ") : "–");
      if (row.querySelector("[data-of=test]")) write(row, "test", "–"); // met at the end
      row.parentElement.append(row);
    }
    this.showTold(part);
  }

  // What was reckoned beforehand, at the latest of its moments.
  showTold({ figure, moments, places }) {
    const { at, sentences, cells } = moments[this.unit];
    const nth = upTo(at, this.value) - 1;
    const told = nth < 0 ? "" : `What is told of all seeds is as it was after ${this.told(this.unit, at[nth])}.`;
    document.querySelector(`[data-sentence="${figure}"]`).textContent = sentences[nth] ?? "Nothing is told of all seeds yet.";
    document.querySelector(`[data-as-of="${figure}"]`).textContent = told;
    for (const row of places) {
      const own = cells[row.dataset.contender.split(":")[1]];
      for (const [name, texts] of Object.entries(own)) {
        if (row.querySelector(`[data-of="${name}"]`)) write(row, name, texts[nth] ?? "–");
      }
    }
  }
}

// The best median first, those without a score last.
function order(part, a, b) {
  if (a.median === null || b.median === null) return (a.median === null) - (b.median === null);
  if (a.median === b.median) return a.k - b.k;
  return isBetter(part, a.median, b.median) ? -1 : 1;
}

function write(row, name, text) {
  row.querySelector(`[data-of="${name}"]`).textContent = text;
}

// What a study had when it had spent so much.
function rowAt(way, unit, value) {
  const rows = upTo(way[unit], value);
  const last = way[unit].at(-1) ?? 0;
  if (!rows) return { best: null, judged: null, trials: 0, epochs: 0, last };
  const [best, judged, epochs] = [way.best, way.judged, way.epochs].map((column) => column[rows - 1]);
  return { best, judged, trials: rows, epochs, last };
}

function median(scores) {
  if (!scores.length) return null;
  const sorted = [...scores].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
