"""What a study's scores rest on: the rows that validate, what is true of them, how they judge.

It depends on the data and the spec alone, so that it is the same in every run of a study.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tuning import metrics, tasks
from tuning.datasets import Dataset
from tuning.honesty import Honest, constant, words
from tuning.honesty.correction import Candidate, Fit, Rule, candidate
from tuning.honesty.course import Rows
from tuning.honesty.judges import Judge, judge
from tuning.honesty.resamples import Resamples, by_class, draw
from tuning.store import RowScores
from tuning.study import StudySpec


@dataclass(frozen=True, eq=False)
class Field:
    """That of one study."""

    study_id: int
    spec: StudySpec
    dataset: Dataset

    @cached_property
    def known(self) -> Honest:
        """What a study says of itself before a trial has ended."""
        measure, y = self.spec.objective.measure, self.dataset.y_train
        names = self.dataset.class_names
        answer = names[constant.most_frequent(y.astype(np.int64))] if names else ""
        return Honest(
            metric=measure.name,
            missing=self._missing,
            judged_by=self.judge.metric if self._missing else "",
            answer=answer,
            of_quantities=not names,
            is_split=self.spec.evaluation.method == "split",
        )

    @property
    def _missing(self) -> str:
        objective = self.spec.objective
        if metrics.METRICS[objective.metric].rows == "training":
            return words.OF_TRAINING
        if self.judge.metric != objective.measure.name:
            return words.no_mean(objective.measure.name)
        return ""

    @cached_property
    def judge(self) -> Judge:
        """By the study's own measure; where that is no mean over rows, by accuracy."""
        objective, y = self.spec.objective, self.dataset.y_train
        spread = None if self.dataset.classes else float(np.var(y))
        found = judge(objective.measure.name, spread)
        is_validated = metrics.METRICS[objective.metric].rows == "validation"
        if found is not None and is_validated:
            return found
        return Judge("accuracy" if self.dataset.classes else "mse")

    @property
    def is_folded(self) -> bool:
        return self.spec.evaluation.method == "folds"

    @cached_property
    def rule(self) -> Rule:
        evaluation, objective = self.spec.evaluation, self.spec.objective
        is_common = self.is_folded and evaluation.epoch == "common" and objective.reduce == "best"
        return Rule(is_common, objective.reduce, objective.last)

    @cached_property
    def targets(self) -> list[np.ndarray]:
        """Of each split what is true of the rows that validate."""
        evaluation, y = self.spec.evaluation, self.dataset.y_train
        if evaluation.method == "test":
            return [self.dataset.y_test]
        return [y[held_out] for _, held_out in self.dataset.splits(evaluation, self.spec.seed)]

    @cached_property
    def kept(self) -> list[np.ndarray]:
        """The same of the rows of which row scores are kept."""
        many, seed = len(self.targets), self.spec.seed
        return [
            its[tasks.kept_rows(len(its), many, seed, fold)]
            for fold, its in enumerate(self.targets)
        ]

    @cached_property
    def rows(self) -> Rows:
        """Resampled, the same in every run."""
        sizes = [len(its) for its in self.kept]
        return Rows(
            self.judge,
            draw(sizes, (self.study_id, self.spec.seed), self._weights),
            count=sum(map(len, self.targets)),
            is_cost=self.spec.objective.direction == "min",
            is_refitted=self.is_folded,
        )

    @property
    def _weights(self) -> np.ndarray:
        """Of each row, so that the splits count alike, as in a trial's score; 1 in the mean."""
        parts = [
            by_class(its.astype(np.int64)) if self.judge.by_class else np.ones(len(its))
            for its in self.kept
        ]
        rows = sum(map(len, parts))
        return np.concatenate([part * rows / (len(parts) * part.sum()) for part in parts])

    @property
    def resamples(self) -> Resamples:
        return self.rows.resamples

    @cached_property
    def constant(self) -> Candidate:
        """The constant baseline."""
        y, fits = self.dataset.y_train, []
        for part, truth in enumerate(self.kept):
            if self.dataset.classes:
                hits, costs = constant.of_classes(y.astype(np.int64), truth.astype(np.int64))
                gains = self.judge.gains(hits, costs)
            else:
                gains = self.judge.gains(None, constant.of_quantities(y, truth))
            assert gains is not None
            fits.append(Fit(part, gains))
        return candidate(0, fits, self.rule, self.resamples)

    def candidate(self, number: int, scores: Sequence[RowScores]) -> Candidate | None:
        """A trial or a baseline from the row scores of its fits, those of all its splits.

        None where they are of other rows, or lack what judges.
        """
        fits = [self._fit(one) for one in scores]
        known = [one for one in fits if one is not None]
        if len(known) < len(fits) or {one.part for one in known} != set(range(len(self.kept))):
            return None
        return candidate(number, known, self.rule, self.resamples)

    def _fit(self, scores: RowScores) -> Fit | None:
        part = scores.index % len(self.kept)
        hits = scores.hits()
        gains = self.judge.gains(hits, scores.row_costs())
        if gains is None or gains.shape[1] != len(self.kept[part]) or not len(gains):
            return None
        is_beside = hits is not None and not self.judge.of_shares
        return Fit(part, gains, hits.astype(np.float32) if is_beside and hits is not None else None)
