"""The best trial of a study so far and the weights of its best fit: judged, kept, restored."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tuning import strategies
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
        self._refits = strategies.refits(source.spec)
        self._ranks: dict[FitKey, Rank] = {}
        self._kept_epochs: dict[FitKey, int] = {}
        """By fit, the epochs up to the one that counts."""
        for number in earlier.ended():
            self._rank(earlier.outcomes(number))
        self.best = self._restored(earlier)

    def _rank(self, outcomes: Iterable[FitOutcome]) -> None:
        """Takes down how the fits of a trial that has ended compare, and which epochs they keep."""
        scored = [outcome for outcome in outcomes if outcome.score is not None]
        curves = [[epoch.metrics for epoch in outcome.epochs] for outcome in scored]
        kept = self._source.spec.kept_epochs(curves)
        for outcome, place in zip(scored, kept, strict=True):
            assert outcome.score is not None
            metrics = {} if place is None else outcome.epochs[place].metrics
            self._ranks[outcome.key] = self._objective.rank_fit(outcome.score, metrics)
            if place is not None:
                self._kept_epochs[outcome.key] = outcome.epochs[place].epoch

    def judge(self, trial: TrialRecord, outcomes: Sequence[FitOutcome]) -> bool:
        """Whether a trial that ended is the best so far; if so, the best model is of it."""
        self._rank(outcomes)
        scored = {outcome.index: outcome for outcome in outcomes if outcome.score is not None}
        if trial.score is None or not scored or not self._is_best(trial.number, trial.score):
            return False
        task = self._model(trial)
        weights = scored[task.index].weights if task.kind.scores else None
        self.best = Best.of(trial, task, weights)
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
            self.best = Best.of(trial, self._model(trial), None)

    def keep(self, task: FitTask, weights: Weights) -> None:
        """Makes what one more fit of the best trial learned the best model."""
        assert self.best is not None
        self.best = replace(self.best, fit=task.key, weights=weights, seed=task.seed)
        self._save()

    def refit_epochs(self, number: int) -> int | None:
        """How long a trial's refit trains: up to the epoch that is common to its fits, or where
        each stops early at its own, as long as they did in the mean. None: as its values say.
        """
        keys = ((number, self._kind, index) for index in range(self._fits))
        kept = [self._kept_epochs[key] for key in keys if key in self._kept_epochs]
        has_end = self._refits or self._source.spec.patience is not None
        return round(statistics.fmean(kept)) if kept and has_end else None

    def has_weights(self, kind: FitKind, number: int) -> bool:
        """Whether the best model is this trial's, and its weights those of such a fit."""
        if self.best is None or self.best.weights is None:
            return False
        trial, its_kind, _ = self.best.fit
        return trial == number and its_kind is kind

    def task(self) -> FitTask:
        """The fit whose weights are the best model's. Raises TuningError if no trial succeeded."""
        best = self._known()
        _, kind, index = best.fit
        epochs = self.refit_epochs(best.number) if kind is FitKind.REFIT else None
        task = self._source.task(best.number, best.values, index, kind, epochs)
        return replace(task, seed=best.seed)

    def of_folds(self) -> FitTask:
        """The best one of the fits that scored the best trial. Raises TuningError."""
        best = self._known()
        task = self._source.task(best.number, best.values, self._best_index(best.number))
        return replace(task, wants_weights=True)

    def _known(self) -> Best:
        if self.best is None:
            raise TuningError("No trial could be trained to the end, so there is no best model.")
        return self.best

    def _model(self, trial: TrialRecord) -> FitTask:
        """The fit of a trial whose weights are to be its model's: the best one, or the refit."""
        number, values = trial.number, trial.values
        if self._refits:
            return self._source.task(number, values, 0, FitKind.REFIT, self.refit_epochs(number))
        return self._source.task(number, values, self._best_index(number))

    def _restored(self, earlier: Earlier) -> Best | None:
        """The best trial of earlier runs, with its weights if they are still on disk.

        A fit that is not recorded to its end does not count, though its weights were kept.
        """
        trial = earlier.trials.get(earlier.study.best_number or 0)
        if trial is None or trial.score is None:
            return None
        kept = self._kept.best_of(trial.number)
        if kept is None or not earlier.is_recorded(kept[0]):
            return Best.of(trial, self._model(trial), None)
        (_, kind, index), weights = kept
        return Best.of(trial, self._source.task(trial.number, trial.values, index, kind), weights)

    def _best_index(self, number: int) -> int:
        """The index of a trial's best fit."""
        return min(
            range(self._fits),
            key=lambda index: self._ranks.get((number, self._kind, index), LAST),
        )

    def _save(self) -> None:
        if self.best is not None and self.best.weights is not None:
            self._kept.save_best(self.best.fit, self.best.weights)
