"""Makes a study's view as it was when so many things had happened, from the whole view.

What is in order is cut, and only what was under way is made anew: with ten thousand trials that
takes some milliseconds, forward and back.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress

import numpy as np

from tuning.honesty import Honest
from tuning.store.confirmations import ConfirmedFits
from tuning.store.counts import Ended, Totals
from tuning.store.records import EpochRecord, FitKey, FitRecord, StudyRecord, TrialRecord
from tuning.store.timeline import NEVER, Timeline
from tuning.store.view import StudyView
from tuning.study import FitState, StudyState, TrialState, Turn

KEPT = 12
"""Moments of one study that are kept: a page draws one in several parts, a person goes back."""


class Past:
    """The moments of one study: each is how many things had happened, and the seconds then."""

    def __init__(self, view: StudyView) -> None:
        self.timeline = line = Timeline(view)
        # A copy, since whoever keeps this under its view must not be held by it.
        self._whole = copy.copy(view)
        self._lock = threading.Lock()
        self._kept: dict[tuple[int, float], StudyView] = {}
        self._trials = [view.trials[number] for number in line.numbers]
        self._fits = [view.fits[key] for key in line.fits]
        places = {number: place for place, number in enumerate(line.numbers)}
        ranked = [places[number] for _, number in view.ranked]
        finished = [places[int(number)] for number in view.ended.number]
        self._ranked, self._finished = line.ended[_index(ranked)], line.ended[_index(finished)]
        # The fits of a trial wait from its begin on; its refit is there once it trains.
        begun = np.append(line.begun, NEVER)[_index([places.get(k[0], -1) for k in line.fits])]
        refit = np.array([not key[1].scores for key in line.fits], dtype=bool)
        self._there = np.where(refit, line.fit_begun, np.minimum(begun, line.fit_begun))
        self._counts = np.array([f.state is FitState.COMPLETED for f in self._fits], bool) & ~refit
        self._seconds = np.array([f.training or 0.0 for f in self._fits]) * ~refit
        self._trained = np.array([len(view.curves.get(key, ())) for key in line.fits], dtype=int)
        self._first = line.epochs[line.starts[:-1]]
        self._last = line.epochs[line.starts[1:] - 1]
        times = np.array([epoch.time for key in line.curves for epoch in view.curves[key]])
        scores = ~line.is_refit
        self._times = times[scores][np.argsort(line.epochs[scores])] if len(times) else times
        self._thinking = np.array([t.reason.get("thinking_seconds") or 0.0 for t in self._trials])
        self._differs = list(_differences(self._trials, line.begun))

    def view(self, happened: int, seconds: float) -> StudyView:
        """The view of a moment before the end; one for all who look at it."""
        with self._lock:
            shown = self._kept.pop((happened, seconds), None) or self._made(happened, seconds)
            self._kept[happened, seconds] = shown
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
            return shown

    def _made(self, happened: int, seconds: float) -> StudyView:
        line, whole = self.timeline, self._whole
        shown = copy.copy(whole)
        # Below zero, where no store counts: the same for the same moment, and others for others.
        base = -(whole.change << 40) - 1
        shown.change = base - happened
        shown.trials_change = base - line.last_change(happened)
        shown.was, shown._whole = line.wall_at(happened, seconds), whole
        shown.fits, shown._fits_of = self._fits_at(happened)
        begun, over = line.begun < happened, line.ended < happened
        shown.trials = dict(compress(zip(line.numbers, self._trials, strict=True), begun))
        under_way = [self._trials[place] for place in np.flatnonzero(begun & ~over)]
        shown.unfinished = {t.number: _under_way(t, shown.fits_of(t.number)) for t in under_way}
        shown.trials |= shown.unfinished
        shown.numbers = list(shown.trials)
        shown.curves = self._curves_at(happened)
        shown.ranked = list(compress(whole.ranked, self._ranked < happened))
        shown.ended = _first(whole.ended, int((self._finished < happened).sum()))
        shown.differs = {name: it < happened for name, at, it in self._differs if at < happened}
        shown.totals = self._totals_at(happened, shown)
        times = self._times[: shown.totals.epochs]
        shown._sorted = np.sort(times, kind="stable")
        shown.study = self._study_at(happened, seconds, shown)
        shown.honest = _honest_at(whole.honest, shown)
        shown._snapshot = None
        shown.confirmations, shown.confirmed = [], ConfirmedFits()
        return shown

    def _fits_at(
        self, happened: int
    ) -> tuple[dict[FitKey, FitRecord], dict[int, dict[FitKey, FitRecord]]]:
        """The fits there were, and those of each trial."""
        line, of_all = self.timeline, self._whole._fits_of
        there, over = self._there < happened, line.fit_ended < happened
        fits = dict(compress(zip(line.fits, self._fits, strict=True), there))
        for place in np.flatnonzero(there & ~over):
            trains = bool(line.fit_begun[place] < happened)
            fits[line.fits[place]] = _fit_under_way(self._fits[place], trains)
        of_trials = {number: of_all[number] for number, _, _ in fits}
        for number in {line.fits[place][0] for place in np.flatnonzero(~over)} & of_trials.keys():
            of_trials[number] = {key: fits[key] for key in of_all[number] if key in fits}
        return fits, of_trials

    def _curves_at(self, happened: int) -> dict[FitKey, list[EpochRecord]]:
        line, curves = self.timeline, self._whole.curves
        begun = self._first < happened
        found = {key: curves[key] for key in compress(line.curves, begun)}
        for place in np.flatnonzero(begun & (self._last >= happened)):
            key, own = line.curves[place], slice(*line.starts[place : place + 2])
            found[key] = curves[key][: int(np.searchsorted(line.epochs[own], happened))]
        return found

    def _totals_at(self, happened: int, shown: StudyView) -> Totals:
        line = self.timeline
        begun, trained = line.begun < happened, line.epochs < happened
        ended = list(compress(self._trials, line.ended < happened))
        starts = (fit.started for fit in shown.fits.values() if fit.started is not None)
        return Totals(
            completed=sum(trial.state is TrialState.COMPLETED for trial in ended),
            failed=sum(trial.state is TrialState.FAILED for trial in ended),
            unscored=sum(trial.score is None for trial in ended),
            by_hand=sum(bool(t.reason.get("by_hand")) for t in shown.trials.values()),
            thinking=float(self._thinking[begun].sum()),
            training=float(self._seconds[line.fit_ended < happened].sum()),
            fits=int((self._counts & (line.fit_ended < happened)).sum()),
            epochs=int((trained & ~line.is_refit).sum()),
            refit_epochs=int((trained & line.is_refit).sum()),
            first_fit=min(starts, default=None),
        )

    def _study_at(self, happened: int, seconds: float, shown: StudyView) -> StudyRecord:
        """The study's own row; its clock stands at the seconds of the moment."""
        best = shown.trials[shown.ranked[0][1]] if shown.ranked else None
        return replace(
            self._whole.study,
            state=StudyState.RUNNING,
            turn=Turn.FAIR,
            error=None,
            started=None,
            finished=None,
            seconds=seconds,
            trials_finished=shown.totals.completed + shown.totals.failed,
            epochs_done=int(self._trained[self.timeline.fit_ended < happened].sum()),
            best_number=best.number if best else None,
            best_score=best.score if best else None,
            result={},
            test={},
            change=shown.change,
        )


def _index(places: Sequence[int]) -> np.ndarray:
    return np.array(places, dtype=int)


def _first(ended: Ended, count: int) -> Ended:
    found = Ended()
    for name, column in vars(ended).items():
        setattr(found, name, column[:count])
    return found


def _honest_at(known: Honest | None, shown: StudyView) -> Honest | None:
    """How honest the winner was; of a study that runs, the best model has met no test rows."""
    if known is None:
        return None
    return replace(known.at(shown.totals.completed), test=None)


def _under_way(trial: TrialRecord, fits: Sequence[FitRecord]) -> TrialRecord:
    trains = any(fit.state is FitState.RUNNING for fit in fits)
    state = TrialState.RUNNING if trains else TrialState.WAITING
    return replace(trial, state=state, score=None, deviation=None, error=None, finished=None)


def _fit_under_way(fit: FitRecord, trains: bool) -> FitRecord:
    if trains and fit.state is FitState.RUNNING:  # it never ended
        return fit
    fit = replace(fit, score=None, seconds=None, preparing=None, program=None, error=None)
    if trains:
        return replace(fit, state=FitState.RUNNING)
    return replace(fit, state=FitState.WAITING, worker=None, started=None)


def _differences(
    trials: Sequence[TrialRecord], begun: np.ndarray
) -> Iterator[tuple[str, int, int]]:
    """Each hyperparameter, when there was one value of it, and when there were two."""
    firsts: dict[str, tuple[object, int]] = {}
    seconds: dict[str, int] = {}
    for place in np.argsort(begun, kind="stable"):
        for name, value in trials[place].values.items():
            if name not in firsts:
                firsts[name] = value, int(begun[place])
            elif name not in seconds and value != firsts[name][0]:
                seconds[name] = int(begun[place])
    for name, (_, at) in firsts.items():
        yield name, at, seconds.get(name, int(NEVER))
