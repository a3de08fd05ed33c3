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
from tuning.engine.reports import Send
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


@dataclass(frozen=True, eq=False)
class Site:
    """What a fit finds on a worker."""

    dataset: Dataset
    send: Send
    """How it reports."""


class Rows:
    """Row numbers (n,): what the search takes for X.

    Those on a worker know its `site`. The engine's are numbers alone: what is fitted to them there,
    the refit, is handed to `refit`.
    """

    def __init__(
        self,
        numbers: np.ndarray,
        job: Job,
        site: Site | None = None,
        refit: Callable[[Any], None] | None = None,
    ) -> None:
        self.numbers, self.job, self.site, self.refit = numbers, job, site, refit

    @property
    def shape(self) -> tuple[int, int]:
        return (len(self.numbers), 1)

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, key: Any) -> Rows:
        return Rows(self.numbers[key], self.job, self.site, self.refit)

    @property
    def column(self) -> np.ndarray:
        """As SciKeras takes them: (n, 1)."""
        return self.numbers.reshape(-1, 1)


def rows_and_targets(
    job: Job, dataset: Dataset, send: Send | None = None
) -> tuple[Rows, np.ndarray]:
    """What a search is fitted to: all training rows, and their targets (n,).

    Those of the test set follow only if the study validates on them. `send`: on a worker.
    """
    y = dataset.y_train
    if job.source.spec.evaluation.method == "test":
        y = np.concatenate([y, dataset.y_test])
    site = Site(dataset, send) if send is not None else None
    return Rows(np.arange(len(y)), job, site), y


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
