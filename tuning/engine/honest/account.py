"""What one study's trials and baselines gave the rows that validate, and what follows from it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tuning import catalog, tasks
from tuning.datasets import Dataset
from tuning.engine.fits import TestedModel
from tuning.engine.honest.field import Field
from tuning.honesty import Honest, OnTest, intervals, reckoning, words
from tuning.honesty.correction import Candidate
from tuning.honesty.course import Ended
from tuning.planning.speed import weights
from tuning.space import Values
from tuning.store import FitKey, FitRecord, RowScores, TrialRecord
from tuning.store.row_scores import LINEAR
from tuning.study import FitKind, StudySpec, TrialState

_Key = tuple[int, str]
"""A trial's number, and the kind of its fits; 0 of a baseline."""


class Account:
    """It is handed records as they come, in any order; what is written anew replaces."""

    def __init__(self, study_id: int, spec: StudySpec, dataset: Dataset) -> None:
        self.winner: int | None = None
        """The study's best trial, as it says."""
        self._spec, self._dataset = spec, dataset
        self._field = Field(study_id, spec, dataset)
        self._trials: dict[int, TrialRecord] = {}
        """Those that have a score."""
        self._fits: dict[FitKey, FitRecord] = {}
        self._rows: dict[_Key, dict[int, RowScores]] = {}
        """By index; forgotten once all fits of a trial have them."""
        self._candidates: dict[_Key, Candidate | None] = {}
        self._sizes: dict[str, float] = {}
        """By a network's values, as text, its weights."""

    def take_trial(self, trial: TrialRecord) -> None:
        """Takes a trial as it now is: one counts that is completed and has a score."""
        if trial.state is TrialState.COMPLETED and trial.score is not None:
            self._trials[trial.number] = trial
        else:
            self._trials.pop(trial.number, None)

    def take_fit(self, fit: FitRecord) -> None:
        """Takes a fit, if it makes up a trial's score."""
        if fit.kind.scores:
            self._fits[fit.key] = fit

    def take_rows(self, scores: RowScores) -> None:
        """Takes what validation rows gave a fit; with a trial's last fit it is a candidate."""
        key = scores.trial, scores.kind
        rows = self._rows.setdefault(key, {})
        rows[scores.index] = scores
        if len(rows) == self._expected(scores.kind):
            self._candidates[key] = self._field.candidate(scores.trial, list(rows.values()))
            if scores.kind == self._spec.evaluation.kind:
                del self._rows[key]

    def _expected(self, kind: str) -> int:
        """How many fits of a kind a trial has: a linear model one a split."""
        return len(self._field.kept) if kind == LINEAR else self._spec.evaluation.fits

    def honest(self, baselines: Mapping[str, float]) -> Honest:
        """What is known now. `baselines`: their scores, by name, as far as they were told."""
        known = replace(self._field.known, baselines=dict(baselines), winner=self.winner)
        ended = sorted(self._trials.values(), key=lambda trial: (trial.finished or 0, trial.number))
        if not ended:
            return replace(known, winner=None, missing=words.NOTHING)
        missing = self._missing(ended)
        if missing:
            return self._as_chosen(known, ended, missing)
        trials = [Ended(one, trial.score or 0.0) for trial in ended if (one := self._of(trial))]
        return reckoning.honest(
            known,
            self._field.rows,
            trials,
            self._baselines,
            {trial.number: self._size(trial.values) for trial in ended},
            self._seconds,
        )

    def on_test(self, tested: TestedModel, truth: np.ndarray) -> OnTest | None:
        """What the best model scored on the test rows, by the measure that chose it."""
        name = self._spec.objective.measure.name
        if name not in tested.metrics:
            return None
        low, high = intervals.intervals(truth, tested.outputs, [name]).get(name, (None, None))
        chose = self._spec.evaluation.method == "test"
        return OnTest(name, tested.metrics[name], low, high, len(truth), chose)

    def _of(self, trial: TrialRecord) -> Candidate | None:
        return self._candidates.get((trial.number, self._spec.evaluation.kind.value))

    def _missing(self, ended: list[TrialRecord]) -> str:
        """Why nothing can be reckoned; empty where it can."""
        if sum(map(len, self._field.kept)) < 2:
            return words.NO_ROWS
        keys = [(trial.number, self._spec.evaluation.kind.value) for trial in ended]
        lacking = [key for key in keys if key not in self._candidates]
        if lacking:
            return words.OLD if len(lacking) == len(keys) else words.PARTLY_OLD
        return words.OTHER_ROWS if any(self._candidates[key] is None for key in keys) else ""

    def _as_chosen(self, known: Honest, ended: list[TrialRecord], missing: str) -> Honest:
        """The winner with its score where it was chosen, and nothing else."""
        objective = self._spec.objective
        best = min(ended, key=lambda trial: (objective.cost(trial.score or 0.0), trial.number))
        winner = self._trials.get(self.winner or 0, best)
        rows = sum(map(len, self._field.targets)) or None
        return replace(
            known,
            chosen=winner.score,
            winner=winner.number,
            rows=rows,
            trials=len(ended),
            missing=missing,
        )

    @property
    def _baselines(self) -> dict[str, Candidate]:
        """Those whose row scores are known, by name."""
        linear, untuned = (0, LINEAR), (0, FitKind.BASELINE.value)
        found = {
            "constant": self._field.constant,
            "linear": self._candidates.get(linear),
            "untuned": self._candidates.get(untuned),
        }
        return {name: one for name, one in found.items() if one is not None}

    @property
    def _seconds(self) -> dict[int, float]:
        """How long the fits of each trial trained."""
        found: dict[int, list[float]] = {}
        for fit in self._fits.values():
            if fit.seconds is not None:
                found.setdefault(fit.trial, []).append(fit.seconds)
        return {number: math.fsum(seconds) for number, seconds in found.items()}

    def _size(self, values: Values) -> float:
        """The weights of a trial's network, about."""
        key = repr(sorted(values.items()))
        if key not in self._sizes:
            family = catalog.family(self._spec.model)
            image, features = self._dataset.image_shape, self._dataset.features
            shape = (*image, 1)[:3] if family.images_only and image else family.shape_of(features)
            output = tasks.of(self._spec.data).output(self._dataset.classes)
            layers = family.layers(family.values(values), shape, output)
            self._sizes[key] = weights(layers, shape)
        return self._sizes[key]
