// The report of a study: every chart and the table at the moment that the player is at.

import { watched } from "./curves.js";
import { bestFigure, colorsOf, curvesFigure, linesTable } from "./drawing.js";
import * as figures from "./figures.js";
import { showFrames } from "./frames.js";
import { Study } from "./study.js";
import { TrialTable } from "./table.js";
import { duration } from "./words.js";

const MOST_CURVES = 6;

export class StudyPage {
  constructor({ study, looks, frames }) {
    this.study = new Study(study);
    this.looks = looks;
    this.frames = frames;
    this.brush = {};
    this.table = new TrialTable(document.getElementById("trials"), this.study, () => this.draw());
  }

  total(unit) {
    return this.study.line.total(unit);
  }

  told(unit, value) {
    const moment = this.study.at(unit, value);
    const seconds = unit === "seconds" ? value : moment.spent("seconds");
    const count = (name) => `${moment.spent(name).toLocaleString("en")} of ${this.total(name).toLocaleString("en")} ${name}`;
    return `${count("trials")} · ${count("epochs")} · ${duration(seconds)}`;
  }

  // How much of another unit was spent at the same moment.
  same(before, value, unit) {
    if (before === undefined) return undefined;
    if (value >= this.total(before)) return this.total(unit);
    return this.study.at(before, value).spent(unit);
  }

  show(unit, value) {
    this.unit = unit;
    this.moment = this.study.at(unit, value);
    this.draw();
  }

  draw() {
    const { moment, looks, study } = this;
    const among = this.inside();
    this.table.show(moment, among);
    const picked = this.table.chosen.filter((k) => moment.begun.includes(k));
    const chosen = (picked.length ? picked : watched(moment, MOST_CURVES)).slice(0, MOST_CURVES);
    this.numbers();
    this.legend(chosen);
    figures.figure("best", bestFigure(moment, looks, this.unit), looks.height);
    for (const measure of Object.keys(looks.curves)) {
      figures.figure(`curves-${measure}`, curvesFigure(moment, looks, measure, chosen), looks.height);
    }
    figures.parallel("parallel", linesTable(moment, looks.parallel), looks.parallel, {
      brush: (brush) => {
        this.brush = brush;
        this.draw();
      },
      pick: (number) => this.table.toggle(number),
    });
    showFrames(this.frames, moment.isEnd ? Infinity : moment.spent("trials"));
  }

  // The trials inside the brush; null without one.
  inside() {
    const ranges = Object.entries(this.brush);
    if (!ranges.length) return null;
    const { trials } = this.study;
    const { values } = this.looks.parallel;
    const held = (k) =>
      ranges.every(([name, [low, high]]) => {
        const value = name === "score" ? this.moment.score(k) : values[name][k];
        return value !== null && value >= low && value <= high;
      });
    return new Set([...trials.number.keys()].filter(held));
  }

  numbers() {
    const { moment, study } = this;
    const { best } = moment;
    const write = (name, text) => {
      const place = document.querySelector(`[data-now="${name}"]`);
      if (place) place.textContent = text;
    };
    write("score", best === undefined ? "–" : study.trials.score[best].toFixed(4));
    write("best", best === undefined ? "no score yet" : `trial ${study.trials.number[best]}`);
    write("trials", moment.spent("trials").toLocaleString("en"));
    write("epochs", moment.spent("epochs").toLocaleString("en"));
  }

  // Whose curves are drawn, and in which colour.
  legend(chosen) {
    const { study, looks, moment } = this;
    const numbers = chosen.map((k) => study.trials.number[k]);
    const best = moment.best === undefined ? null : study.trials.number[moment.best];
    const colors = colorsOf(numbers, best, looks.colors.trials.length);
    const items = numbers.map((number) => {
      const item = document.createElement("span");
      const dot = document.createElement("i");
      dot.style.background = [...looks.colors.trials, looks.colors.best][colors.get(number)];
      item.append(dot, `Trial ${number}${number === best ? " · best" : ""}`);
      return item;
    });
    document.getElementById("legend").replaceChildren(...items);
  }
}

