"""What a search takes for X and for its folds: row numbers in place of the rows.

Every worker has the data already, prepared by what the fold's training rows say, so that no fold
is ever copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from tuning import tasks
from tuning.datasets import Dataset
from tuning.engine.fits import Source, SplitKey
from tuning.study import Evaluation
from tuning.tasks import Split


@dataclass(frozen=True, eq=False)
class Job:
    """What all fits of one search share."""

    source: Source
    rows: int
    """Training rows; greater row numbers are the test set's."""
    settled: dict[tuple[int, int], float] = field(default_factory=dict)
    """Scores by (trial, fit) that need no training: recorded earlier; NaN where it failed."""


class Rows:
    """Row numbers (n,): what the search takes for X.

    Those on a worker know the data that they mean. The engine's are numbers alone: what is fitted
    to them there, the refit, is handed to `refit`.
    """

    def __init__(
        self,
        numbers: np.ndarray,
        job: Job,
        dataset: Dataset | None = None,
        refit: Callable[[Any], None] | None = None,
    ) -> None:
        self.numbers, self.job, self.dataset, self.refit = numbers, job, dataset, refit

    @property
    def shape(self) -> tuple[int, int]:
        return (len(self.numbers), 1)

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, key: Any) -> Rows:
        return Rows(self.numbers[key], self.job, self.dataset, self.refit)

    @property
    def column(self) -> np.ndarray:
        """As SciKeras takes them: (n, 1)."""
        return self.numbers.reshape(-1, 1)


class Splits:
    """The study's own splits as a cross-validator: the same rows as for any other strategy.

    Executions repeat them, fit by fit, each from another seed.
    """

    def __init__(self, evaluation: Evaluation, seed: int) -> None:
        self.evaluation, self.seed = evaluation, seed

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        return self.evaluation.fits

    def split(
        self, X: Rows, y: np.ndarray, groups: Any = None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        rows = X.job.rows
        task = tasks.of(X.job.source.spec.data)
        parts = task.splits(y[:rows], self.evaluation, self.seed)
        if self.evaluation.method == "test":
            parts = [(np.arange(rows), np.arange(rows, len(y)))]
        for _ in range(self.evaluation.executions):
            yield from parts


def validated(dataset: Dataset, split: SplitKey) -> np.ndarray:
    """The numbers of the rows (n,) that a fit validates on: those of the test set come last."""
    held = _splits(dataset, split.evaluation, split.seed)[split.fold][1]
    known = len(dataset.y_train)
    return held if len(held) else np.arange(known, known + len(dataset.y_test))


@lru_cache(maxsize=2)
def _splits(dataset: Dataset, evaluation: Evaluation, seed: int) -> list[Split]:
    return dataset.splits(evaluation, seed)
