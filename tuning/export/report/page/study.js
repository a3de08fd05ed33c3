// A study's records, and what of them was there at a moment.

import { scoreOf } from "./scores.js";
import { isThere, Timeline } from "./timeline.js";

export class Study {
  constructor(records) {
    Object.assign(this, records);
    this.line = new Timeline(records);
    this.place = new Map(this.trials.number.map((number, k) => [number, k]));
    this.fitsOf = this.trials.number.map(() => []);
    this.fits.trial.forEach((number, fit) => this.fitsOf[this.place.get(number)].push(fit));
    this.fitsOf.forEach((own) => own.sort((a, b) => this.fits.index[a] - this.fits.index[b]));
    this.epochsOf = this.fits.trial.map(() => []);
    this.curves.fit.forEach((fit, k) => this.epochsOf[fit].push(k));
  }

  at(unit, value) {
    return new Moment(this, this.line.happened(unit, value));
  }
}

export class Moment {
  constructor(study, happened) {
    this.study = study;
    this.happened = happened;
    this.isEnd = happened >= study.length;
    const { trials } = study;
    // The trials' places in their columns, those that had begun and those that had ended.
    this.begun = [...trials.number.keys()].filter((k) => this.had(trials.began[k]));
    this.over = new Set(this.begun.filter((k) => this.had(trials.ended[k])));
    this.ranked = [...this.over]
      .filter((k) => trials.score[k] !== null)
      .sort((a, b) => this.cost(a) - this.cost(b) || a - b);
  }

  had(place) {
    return isThere(place, this.happened);
  }

  cost(k) {
    const sign = this.study.objective.direction === "max" ? -1 : 1;
    return sign * this.study.trials.score[k];
  }

  // How much of each unit was spent.
  spent(unit) {
    return this.study.line.spent(unit, this.happened);
  }

  // The best trial's place; undefined before there is a score.
  get best() {
    const { place, bestNumber } = this.study;
    const told = place.get(bestNumber);
    return this.isEnd && this.ranked.includes(told) ? told : this.ranked[0];
  }

  state(k) {
    const { study } = this;
    if (this.over.has(k)) return study.trials.state[k];
    const trains = study.fitsOf[k].some(
      (fit) => this.had(study.fits.began[fit]) && !this.had(study.fits.ended[fit]),
    );
    return trains ? "RUNNING" : "WAITING";
  }

  score(k) {
    return this.over.has(k) ? this.study.trials.score[k] : null;
  }

  // The epochs that a fit had by then, as places in the study's curves.
  epochs(fit) {
    return this.study.epochsOf[fit].filter((k) => this.had(this.study.curves.at[k]));
  }

  // Of a trial that still trains: the mean over those of its fits that have an epoch.
  scoreSoFar(k) {
    const { study } = this;
    const { metric } = study.objective;
    const scores = study.fitsOf[k].flatMap((fit) => {
      if (this.had(study.fits.ended[fit]) && study.fits.score[fit] !== null) {
        return [study.fits.score[fit]];
      }
      const values = this.epochs(fit).map((epoch) => study.curves.metrics[metric][epoch]);
      const known = values.filter((value) => value !== null);
      return known.length ? [scoreOf(study.objective, known)] : [];
    });
    return scores.length ? scores.reduce((sum, score) => sum + score, 0) / scores.length : null;
  }

  // How many fits of a trial had ended, and the seconds that they took.
  spentOn(k) {
    const { fits, fitsOf } = this.study;
    const over = fitsOf[k].filter((fit) => this.had(fits.ended[fit]));
    return [over.length, over.reduce((sum, fit) => sum + (fits.seconds[fit] ?? 0), 0)];
  }
}
