"""A data set in memory: its rows, its columns, its classes. Imports NumPy alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np

from tuning import tasks
from tuning.study import Evaluation
from tuning.tasks import Split

SPLIT_SEED = 0
"""Data sets without a test set of their own are split by this seed, the same for every study."""
TEST_FRACTION = 0.2
"""The part of such a data set that becomes its test set, stratified."""


OTHER = "other"
"""The value of a category in which its rare values stand together."""


DATE_PARTS = 4
"""What a date becomes: year, month, day of the week, days since the first."""


@dataclass(frozen=True)
class Column:
    """One column of a table, as it is learned from.

    Its numbers in a data set: of a number, itself; of a category, its place in `values`; of a date,
    days since 1970-01-01.
    """

    name: str
    values: tuple[str, ...] = ()
    """The texts of a category."""
    kind: Literal["number", "category", "date"] = "number"
    form: str = ""
    """How a date is written, as `strptime` takes it."""
    is_numeric: bool = False
    """Whether the cells of a category are numbers in the file."""
    missing: tuple[str, ...] = ()
    """The words in the file that stand for a missing value."""

    @property
    def is_text(self) -> bool:
        return self.kind == "category"

    @property
    def width(self) -> int:
        """Inputs of a network that it becomes."""
        return {"number": 1, "category": len(self.values), "date": DATE_PARTS}[self.kind]

    def shown(self, value: float) -> Any:
        """One of its numbers in a data set as a person reads it; None where it is missing."""
        if np.isnan(value):
            return None
        if self.kind == "number":
            return float(value)
        return self.values[int(value)] if self.kind == "category" else self._date(float(value))

    def _date(self, days: float) -> str:
        when = datetime(1970, 1, 1) + timedelta(days=days)
        return when.strftime(self.form or ("%Y-%m-%d" if days == int(days) else "%Y-%m-%d %H:%M"))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows and targets: `x_*` (rows, …) as they came, `y_*` (rows,) class numbers from 0, or
    quantities in their own unit.

    A table's `x_*` hold numbers alone (see `Column`); a missing value is NaN. What makes them fit
    for a network is `tuning.datasets.preprocessing`.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    """Empty where quantities are learned."""
    image_shape: tuple[int, ...] | None = None
    """Height and width, and channels where there are several; None for a table."""
    columns: tuple[Column, ...] = ()
    missing: str = "median"
    """What takes the place of a missing number."""
    task: str = "classification"
    """What is learned from it: see `tuning.tasks`."""

    @property
    def classes(self) -> int:
        return len(self.class_names)

    @property
    def feature_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def features(self) -> int:
        """Inputs of a network: pixels, or numbers, the values of each text, the parts of dates."""
        if self.columns:
            return sum(column.width for column in self.columns)
        return int(np.prod(self.x_train.shape[1:]))

    def shown(self, row: np.ndarray) -> dict[str, Any]:
        """One row of a table as a person reads it; None where a value is missing."""
        return {
            column.name: column.shown(value)
            for column, value in zip(self.columns, row, strict=True)
        }

    def subset(self, rows: int | None, seed: int) -> Dataset:
        """With only `rows` training rows, drawn as its task draws them. Raises InvalidInput."""
        if rows is None or rows >= len(self.y_train):
            return self
        keep = tasks.task(self.task).subset(self.y_train, rows, seed)
        return replace(self, x_train=self.x_train[keep], y_train=self.y_train[keep])

    def splits(self, evaluation: Evaluation, seed: int) -> list[Split]:
        """Which training rows train and which validate: of each fold, else a single pair.

        The same for the same targets, evaluation and seed. Raises InvalidInput.
        """
        return tasks.task(self.task).splits(self.y_train, evaluation, seed)
