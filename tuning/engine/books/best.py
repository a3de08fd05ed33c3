"""The best trial of a study so far and the weights of its best fit: judged, kept, restored."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tuning.engine.books.earlier import Earlier
from tuning.engine.books.kept import KeptWeights
from tuning.engine.fits import FitOutcome, FitTask, Source, Weights
from tuning.errors import TuningError
from tuning.space import Values
from tuning.store import FitKey, TrialRecord
from tuning.study import FitKind

Rank = tuple[float, float]
LAST: Rank = (math.inf, math.inf)


@dataclass(frozen=True)
class Best:
    """The best trial and the fit whose weights are the best model's."""

    number: int
    score: float
    values: Values
    fit: FitKey
    weights: Weights | None
    """None: nobody kept them; they are made again from the seed."""
    seed: int

    @classmethod
    def of(cls, trial: TrialRecord, task: FitTask, weights: Weights | None) -> Best:
        """Of a trial with a score, by one of its fits."""
        assert trial.score is not None
        return cls(trial.number, trial.score, trial.values, task.key, weights, task.seed)


class BestModel:
    """The best model so far. It has no lock of its own: the ledger holds one around each call."""

    def __init__(self, source: Source, kept: KeptWeights, earlier: Earlier) -> None:
        self._source, self._kept = source, kept
        self._objective = source.spec.objective
        self._kind, self._fits = source.spec.evaluation.kind, source.spec.evaluation.fits
        self._ranks: dict[FitKey, Rank] = {}
        self._kept_epochs: dict[FitKey, int] = {}
        """By fit, the epochs up to the one whose weights are kept."""
        for key in earlier.settled():
            outcome = earlier.outcome(key)
            assert outcome is not None
            self.rank(outcome)
        self.best = self._restored(earlier.trials.get(earlier.study.best_number or 0))

    def rank(self, outcome: FitOutcome) -> None:
        """Takes down how a fit compares with the others of its trial."""
        if outcome.score is not None:
            curve = [epoch.metrics for epoch in outcome.epochs]
            self._ranks[outcome.key] = self._objective.rank_fit(outcome.score, curve)
            if curve:
                self._kept_epochs[outcome.key] = self._objective.kept_epoch(curve) + 1

    def judge(self, trial: TrialRecord, outcomes: Iterable[FitOutcome]) -> bool:
        """Whether a trial that ended is the best so far; if so, its best fit is the best model."""
        scored = [outcome for outcome in outcomes if outcome.score is not None]
        if trial.score is None or not scored or not self._is_best(trial.number, trial.score):
            return False
        fit = min(scored, key=lambda outcome: self._ranks.get(outcome.key, LAST))
        task = self._source.task(trial.number, trial.values, fit.index, fit.kind)
        self.best = Best.of(trial, task, fit.weights)
        self._save()
        return True

    def _is_best(self, number: int, score: float) -> bool:
        """Of equal scores, the trial that was proposed first is the best, whichever ended first.

        So do KerasTuner and scikit-learn.
        """
        if self.best is not None and score == self.best.score:
            return number < self.best.number
        return self._objective.is_better(score, self.best.score if self.best else None)

    def choose(self, trial: TrialRecord) -> None:
        """Makes a trial with a score the best, whatever the others' scores."""
        if self.best is None or self.best.number != trial.number:
            task = self._source.task(trial.number, trial.values, self._best_index(trial.number))
            self.best = Best.of(trial, task, None)

    def keep(self, task: FitTask, weights: Weights) -> None:
        """Makes what one more fit of the best trial learned the best model."""
        assert self.best is not None
        self.best = replace(self.best, fit=task.key, weights=weights, seed=task.seed)
        self._save()

    def refit_epochs(self, number: int) -> int | None:
        """How long a trial's refit trains where its fits stop early: as long as they did, in the
        mean, up to their best epochs. None: as long as its values say.
        """
        keys = ((number, self._kind, index) for index in range(self._fits))
        kept = [self._kept_epochs[key] for key in keys if key in self._kept_epochs]
        if self._source.spec.patience is None or not kept:
            return None
        return round(statistics.fmean(kept))

    def has_weights(self, kind: FitKind, number: int) -> bool:
        """Whether the best model is this trial's, and its weights those of such a fit."""
        if self.best is None or self.best.weights is None:
            return False
        trial, its_kind, _ = self.best.fit
        return trial == number and its_kind is kind

    def task(self) -> FitTask:
        """The fit whose weights are the best model's. Raises TuningError if no trial succeeded."""
        if self.best is None:
            raise TuningError("No trial could be trained to the end, so there is no best model.")
        number, (_, kind, index) = self.best.number, self.best.fit
        epochs = self.refit_epochs(number) if kind is FitKind.REFIT else None
        task = self._source.task(number, self.best.values, index, kind, epochs)
        return replace(task, seed=self.best.seed)

    def _restored(self, trial: TrialRecord | None) -> Best | None:
        """The best trial of earlier runs, with its weights if they are still on disk."""
        if trial is None or trial.score is None:
            return None
        index, kind, weights = self._best_index(trial.number), self._kind, None
        kept = self._kept.best_of(trial.number)
        if kept is not None:
            (_, kind, index), weights = kept
        task = self._source.task(trial.number, trial.values, index, kind)
        return Best.of(trial, task, weights)

    def _best_index(self, number: int) -> int:
        """The index of a trial's best fit."""
        return min(
            range(self._fits),
            key=lambda index: self._ranks.get((number, self._kind, index), LAST),
        )

    def _save(self) -> None:
        if self.best is not None and self.best.weights is not None:
            self._kept.save_best(self.best.fit, self.best.weights)
