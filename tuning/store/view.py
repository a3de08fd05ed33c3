"""A study as a reader holds it: everything in memory, brought up to date by what is new.

One `StudyView` serves all browsers of a process; `refresh()` asks the store only for rows written
since the last call, and counts are kept as rows come, so that watching ten thousand trials costs
what changed, not what there is.
"""

from __future__ import annotations

import copy
import math
import threading
import time
from array import array
from bisect import bisect_left, insort
from dataclasses import replace
from typing import Any

import numpy as np

from tuning.honesty import Honest
from tuning.space import Value
from tuning.store import ENDING, EpochRecord, FitKey, FitRecord, Store, StudyRecord, TrialRecord
from tuning.store.confirmations import ConfirmationRecord, ConfirmedFits
from tuning.store.counts import Ended, Totals
from tuning.study import FitKind, FitState, TrialState


class StudyView:
    """The records of one study. Raises NotFound for an unknown id."""

    def __init__(self, store: Store, study_id: int) -> None:
        self._store = store
        self._lock = threading.Lock()
        self.study: StudyRecord = store.study(study_id)
        self.was: float | None = None
        """Of a view that shows a moment of the past, when that was; see `moments`."""
        self._whole: StudyView | None = None
        self.change = 0
        """The store's change counter that this view has seen."""
        self.trials_change = 0
        """The counter at which a trial last changed: figures of trials depend on it alone."""
        self.trials: dict[int, TrialRecord] = {}
        self.fits: dict[FitKey, FitRecord] = {}
        self.curves: dict[FitKey, list[EpochRecord]] = {}
        """The epochs of each fit, in order."""
        self.unfinished: dict[int, TrialRecord] = {}
        """The trials that have not ended."""
        self.numbers: list[int] = []
        """The trials' numbers in order."""
        self.ranked: list[tuple[float, int]] = []
        """The trials that have a score, the best first: by what is the smaller the better."""
        self.ended = Ended()
        self.confirmations: list[ConfirmationRecord] = []
        """What was asked to be trained again once the search was over, the latest last."""
        self.confirmed = ConfirmedFits()
        self.ending = ""
        """What the engine does with it now, after its last trial, in a few words; else empty."""
        self.honest: Honest | None = None
        """How honest the winner is; None before the engine has reckoned it."""
        self.differs: dict[str, bool] = {}
        """The hyperparameters that trials have, and whether they differ in them."""
        self.totals = Totals()
        self._first: dict[str, Value] = {}
        self._fits_of: dict[int, dict[FitKey, FitRecord]] = {}
        self._times = array("d")
        self._sorted: np.ndarray | None = None
        self._before = np.empty(0)
        """The first of `_times`, in order: what was sorted when the latest came."""
        self._snapshot: StudyView | None = None
        self.refresh()

    @property
    def store_path(self) -> str:
        """The store's file: with the study's id, what tells it from all others."""
        return str(self._store.path)

    @property
    def now(self) -> float:
        """The time at which it is as it is shown."""
        return time.time() if self.was is None else self.was

    @property
    def whole(self) -> StudyView:
        """All that is recorded, where it shows a moment of the past; else itself."""
        return self if self._whole is None else self._whole

    def refresh(self) -> bool:
        """Reads what is new; True if anything was."""
        with self._lock:
            study = self._store.study(self.study.id)
            changed = study.change != self.change
            if changed or study != self.study:
                since = self.change
                trials = self._store.trials(study.id, since)
                fits = self._store.fits(study.id, since)
                epochs = self._store.epochs(study.id, since)
                for trial in trials:
                    self._take_trial(self._as_it_is(trial))
                for fit in fits:
                    self._take_fit(fit)
                self.confirmations = self._store.confirmations(study.id)
                turned = self._turned({fit.trial for fit in fits})
                for trial in turned:
                    self._take_trial(trial)
                for epoch in epochs:
                    self._take_epoch(epoch)
                self.honest = self._store.honest(study.id, since) or self.honest
                if trials or turned:
                    self.trials_change = study.change
                self.study, self.change, self._snapshot = study, study.change, None
                self.ending = self._told_last()
            return changed

    def _told_last(self) -> str:
        study = self.study
        if self.unfinished or not (self.trials and study.state.is_active()):
            return ""
        since = study.started or 0.0
        told = (e for e in reversed(self._store.events(study.id)) if e.kind == ENDING)
        return next((event.text for event in told if event.time >= since), "")

    def snapshot(self) -> StudyView:
        """The study as it is now, which stays so while the view goes on; one for all readers."""
        if self.was is not None:  # a moment of the past stays what it was
            return self
        with self._lock:
            if self._snapshot is None:
                shown = copy.copy(self)
                for name in ("trials", "fits", "curves", "unfinished", "differs", "_fits_of"):
                    setattr(shown, name, dict(getattr(self, name)))
                for name in ("numbers", "ranked", "_times"):
                    setattr(shown, name, getattr(self, name)[:])
                shown.totals, shown.ended = replace(self.totals), self.ended.copy()
                shown.confirmed = self.confirmed.copy()
                shown._sorted = self.epoch_times()
                self._snapshot = shown
            return self._snapshot

    def _as_it_is(self, trial: TrialRecord) -> TrialRecord:
        """A trial runs while one of its fits trains, and else waits; its record says RUNNING."""
        if trial.state.is_finished():
            return trial
        fits = self._fits_of.get(trial.number, {}).values()
        trains = any(fit.state is FitState.RUNNING for fit in fits)
        return replace(trial, state=TrialState.RUNNING if trains else TrialState.WAITING)

    def _turned(self, numbers: set[int]) -> list[TrialRecord]:
        """Of these trials, those that run now and did not, or the other way round."""
        known = [self.unfinished[number] for number in numbers & self.unfinished.keys()]
        turned = ((trial, self._as_it_is(trial)) for trial in known)
        return [now for before, now in turned if now.state is not before.state]

    def _take_trial(self, trial: TrialRecord) -> None:
        before = self.trials.get(trial.number)
        if before is None:
            insort(self.numbers, trial.number)
        else:
            self._count_trial(before, -1)
            self.ended.remove(before)
            if (rank := self._rank(before)) is not None:
                self.ranked.pop(bisect_left(self.ranked, rank))
        self._count_trial(trial, 1)
        self.ended.add(trial)
        if (rank := self._rank(trial)) is not None:
            insort(self.ranked, rank)
        self.trials[trial.number] = trial
        if trial.state.is_finished():
            self.unfinished.pop(trial.number, None)
        else:
            self.unfinished[trial.number] = trial
        for name, value in trial.values.items():
            if name not in self._first:
                self._first[name] = value
                self.differs[name] = False
            elif not self.differs[name]:
                self.differs[name] = value != self._first[name]

    def _rank(self, trial: TrialRecord) -> tuple[float, int] | None:
        if trial.score is None or math.isnan(trial.score):
            return None
        return self.study.spec.objective.cost(trial.score), trial.number

    def _count_trial(self, trial: TrialRecord, by: int) -> None:
        totals = self.totals
        totals.completed += by * (trial.state is TrialState.COMPLETED)
        totals.failed += by * (trial.state is TrialState.FAILED)
        totals.unscored += by * (trial.state.is_finished() and trial.score is None)
        totals.by_hand += by * bool(trial.reason.get("by_hand"))
        totals.thinking += by * float(trial.reason.get("thinking_seconds") or 0.0)

    def _take_fit(self, fit: FitRecord) -> None:
        if fit.kind is FitKind.CONFIRMATION:
            self.confirmed.take_fit(fit)
            return
        before = self.fits.get(fit.key)
        if before is not None:
            self._count_fit(before, -1)
            if before.attempt != fit.attempt:
                self._drop(fit.key, self.curves.pop(fit.key, []))
        self._count_fit(fit, 1)
        self.fits[fit.key] = fit
        # A new dict, because a snapshot may hold the one there is.
        self._fits_of[fit.trial] = self._fits_of.get(fit.trial, {}) | {fit.key: fit}
        if fit.started is not None and fit.kind.scores:
            self.totals.first_fit = min(self.totals.first_fit or fit.started, fit.started)

    def _count_fit(self, fit: FitRecord, by: int) -> None:
        scores = fit.kind.scores
        self.totals.fits += by * (scores and fit.state is FitState.COMPLETED)
        self.totals.training += by * (fit.training or 0.0) * scores

    def _take_epoch(self, epoch: EpochRecord) -> None:
        key = (epoch.trial, FitKind(epoch.kind), epoch.index)
        if key[1] is FitKind.CONFIRMATION:
            self.confirmed.take_epoch(key, epoch)
            return
        curve = self.curves.setdefault(key, [])
        if curve and epoch.epoch <= curve[-1].epoch:
            if epoch in curve:  # written while the last refresh read: it is read twice
                return
            self._drop(key, [known for known in curve if known.epoch >= epoch.epoch])
            curve = [known for known in curve if known.epoch < epoch.epoch]
            self.curves[key] = curve
        curve.append(epoch)
        if key[1].scores:
            self.totals.epochs += 1
            self._times.append(epoch.time)
            if self._sorted is not None:
                self._before, self._sorted = self._sorted, None
        elif key[1].is_of_search:
            self.totals.refit_epochs += 1

    def _drop(self, key: FitKey, epochs: list[EpochRecord]) -> None:
        """Epochs of a fit that begins again no longer count."""
        if not key[1].scores:
            self.totals.refit_epochs -= len(epochs) if key[1].is_of_search else 0
            return
        self.totals.epochs -= len(epochs)
        for epoch in epochs:
            self._times.remove(epoch.time)
        self._sorted, self._before = None, np.empty(0)

    def fits_of(self, number: int) -> list[FitRecord]:
        """The fits of one trial, refit last; without those that confirm it."""
        found = [fit for fit in self._fits_of.get(number, {}).values() if fit.kind.is_of_search]
        return sorted(found, key=lambda fit: (not fit.kind.scores, fit.index))

    def knowledge_of(self, number: int) -> dict[str, Any]:
        """What the strategy knew as it proposed a trial, where it left that; read when asked for.

        It never changes, so that it holds for the view of any moment.
        """
        return self._store.knowledge(self.study.id, number) if number in self.trials else {}

    def epochs_of(self, number: int) -> int:
        """The epochs that the fits which score a trial have done."""
        keys = self._fits_of.get(number, {})
        return sum(len(self.curves.get(key, ())) for key in keys if key[1].scores)

    def epoch_times(self) -> np.ndarray:
        """When each epoch of the fits that score ended, in order."""
        if self._sorted is None:
            new = np.sort(np.frombuffer(self._times[len(self._before) :].tobytes()))
            # Almost all that there were stay where they are.
            last = np.searchsorted(self._before, new[:1], side="right").sum()
            tail = np.concatenate((self._before[last:], new))
            self._sorted = np.concatenate((self._before[:last], np.sort(tail, kind="stable")))
        return self._sorted
