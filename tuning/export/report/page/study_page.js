// The report of a study: every chart and the table at the moment that the replay is at.

import { watched } from "./curves.js";
import { bestFigure, colorsOf, curvesFigure, linesTable, saying } from "./drawing.js";
import * as figures from "./figures.js";
import { showFrames } from "./frames.js";
import { Selection } from "./selection.js";
import { Study } from "./study.js";
import { TrialTable } from "./table.js";
import { showWhy } from "./why.js";
import { duration, score } from "./words.js";

export class StudyPage {
  constructor({ study, looks, frames, whys, mattered, confirmed }) {
    Object.assign(this, { looks, whys, frames: mattered ? [mattered, ...frames] : frames });
    this.study = new Study(study);
    this.selection = new Selection(() => this.draw());
    this.table = new TrialTable(document.getElementById("trials"), this.study, this.selection);
    if (confirmed) figures.figure("confirmed", confirmed.figure, confirmed.height);
  }

  total(unit) {
    return this.study.line.total(unit);
  }

  told(unit, value) {
    const moment = this.study.at(unit, value);
    const seconds = unit === "seconds" ? value : moment.spent("seconds");
    const [trials, epochs] = ["trials", "epochs"].map((name) => {
      const [some, all] = [moment.spent(name), this.total(name)];
      return `${some.toLocaleString("en")} of ${all.toLocaleString("en")} ${name}`;
    });
    return `${trials} · ${epochs} · ${duration(seconds)}`;
  }

  // How much of another unit was spent at a moment.
  same(unit, value, other) {
    return this.study.at(unit, value).spent(other);
  }

  show(unit, value) {
    this.unit = unit;
    this.moment = this.study.at(unit, value);
    this.draw();
  }

  draw() {
    const { moment, looks, selection, unit } = this;
    const inside = this.inside();
    const selected = this.selected(inside);
    const shown = this.shown(selected);
    this.numbers();
    this.legend(shown, selected);
    const best = saying("No trial has a score", bestFigure(moment, looks, unit));
    figures.figure("best", best, looks.height, selection, selected);
    for (const measure of Object.keys(looks.curves)) {
      const made = saying("No epoch was reported", curvesFigure(moment, looks, measure, shown));
      figures.figure(`curves-${measure}`, made, looks.height, selection, selected);
    }
    figures.parallel("parallel", linesTable(moment, looks.parallel), looks.parallel, selection);
    this.table.show(moment, inside, selection.picked);
    this.why(selected);
    showFrames(this.frames, moment.isEnd ? Infinity : moment.spent("trials"));
  }

  // The numbers of the trials inside the brush; null without one.
  inside() {
    const ranges = Object.entries(this.selection.brush);
    if (!ranges.length) return null;
    const { number } = this.study.trials;
    const { values } = this.looks.parallel;
    // In single precision, as they are drawn: a range may end at a drawn value.
    const holds = (value, [low, high]) =>
      value !== null && value !== undefined && Math.fround(value) >= Math.fround(low) && Math.fround(value) <= Math.fround(high);
    const held = (k) =>
      ranges.every(([name, range]) =>
        holds(name === "score" ? this.moment.score(k) : values[name]?.[k], range),
      );
    return new Set(this.moment.begun.filter(held).map((k) => number[k]));
  }

  // The numbers of all selected trials; null where nothing is selected.
  selected(inside) {
    const { place } = this.study;
    const picked = this.selection.picked.filter((number) => this.moment.begun.includes(place.get(number)));
    return picked.length ? new Set(picked) : inside;
  }

  // The trials whose curves are drawn, as `shown_curves` of tuning/analysis/curves.py has it: of
  // many that are selected, the best.
  shown(selected) {
    const { moment, study, selection, looks } = this;
    const [few, most] = [looks.colors.trials.length, looks.mostSelected];
    if (!selected?.size) return { chosen: watched(moment, looks.mostWatched), thin: [], leftOut: 0 };
    const places = [...selected].map((number) => study.place.get(number));
    if (selection.picked.length && places.length <= few) return { chosen: places, thin: [], leftOut: 0 };
    const held = new Set(places);
    const ranked = moment.ranked.filter((k) => held.has(k));
    ranked.forEach((k) => held.delete(k));
    const upward = (some) => some.sort((a, b) => a - b);
    const order = [...ranked, ...upward([...held])];
    const [chosen, thin] = [order.slice(0, few), order.slice(few, most)].map(upward);
    return { chosen, thin, leftOut: Math.max(order.length - most, 0) };
  }

  numbers() {
    const { moment, study } = this;
    const { best } = moment;
    const write = (name, text) => {
      document.querySelector(`[data-now="${name}"]`).textContent = text;
    };
    write("score", score(study.trials.score[best]));
    write("best", best === undefined ? "no score yet" : `trial ${study.trials.number[best]}`);
    write("trials", moment.spent("trials").toLocaleString("en"));
    write("epochs", moment.spent("epochs").toLocaleString("en"));
  }

  // Whose curves are drawn, and in which colour.
  legend({ chosen, thin, leftOut }, selected) {
    const { study, looks, moment } = this;
    const numbers = chosen.map((k) => study.trials.number[k]);
    const best = moment.best === undefined ? null : study.trials.number[moment.best];
    const colors = colorsOf(numbers, best, looks.colors.trials.length);
    const shown = [...looks.colors.trials, looks.colors.best];
    const trials = numbers.map((number) => ({
      number,
      color: shown[colors.get(number)],
      text: `Trial ${number}${number === best ? " · best" : ""}`,
    }));
    let told = selected === null ? "" : `${selected.size} of ${moment.begun.length} trials selected`;
    if (leftOut) told += `, the worst ${leftOut} of them without curves`;
    const how = thin.length ? `dark grey: ${thin.length} more of the selected` : "";
    figures.legend("legend", trials, how, told, this.selection);
  }

  // Why the trial that was picked last was tried; the best one of the moment where none is.
  why(selected) {
    const { moment, study, selection } = this;
    const there = selection.picked.filter((one) => moment.begun.includes(study.place.get(one)));
    const best = moment.best === undefined ? undefined : study.trials.number[moment.best];
    const number = there.at(-1) ?? best;
    showWhy(this.whys, number, study.place.get(number), selection, selected);
  }
}
