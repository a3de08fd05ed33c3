"""A table as a data set: what is done to each column, which one is predicted, and the arrays.

Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tuning.datasets.base import SPLIT_SEED, TEST_FRACTION, Column, Dataset
from tuning.datasets.reading import Table, is_number
from tuning.datasets.rules import (
    FIELD,
    LARGEST,
    MOST_INPUTS,
    MOST_TEXTS,
)
from tuning.errors import InvalidInput, quoted
from tuning.tasks import Task

if TYPE_CHECKING:
    import pandas as pd  # for a quick start, pandas is loaded by the first table

TARGET = "data.target"
"""The field of a study at which a wrong target is told."""
LIKELY_TARGETS = ("target", "class", "label", "y", "species", "outcome", "diagnosis", "quality")


@dataclass(frozen=True)
class Treatment:
    """What is done to one column."""

    column: str
    what: Literal["number", "text", "dropped"]
    values: tuple[str, ...]
    """The different texts of a text column."""
    missing: int
    why: str = ""
    """Why it is dropped."""


def treatments(table: Table, target: str | None) -> list[Treatment]:
    """What is done to each column but the target."""
    return [_treatment(_known(table, str(name))) for name in table.frame if name != target]


def _known(table: Table, name: str) -> pd.Series:
    """A column in which the words for a missing value are missing."""
    column = table.frame[name]
    return column.where(~column.isin(list(table.cells[name].words)))


def _treatment(column: pd.Series) -> Treatment:
    name, missing = str(column.name), int(column.isna().sum())
    present = column.dropna()
    different = int(present.nunique())
    if different < 2:
        why = "it is empty" if not different else f"it is always {present.iloc[0]}"
        return Treatment(name, "dropped", (), missing, why)
    if is_number(column):
        if not missing and len(column) > 2 and bool((column.diff().iloc[1:] == 1).all()):
            return Treatment(name, "dropped", (), missing, "it counts the rows")
        return Treatment(name, "number", (), missing)
    if different > MOST_TEXTS:
        why = f"it has {different:,} different texts, more than {MOST_TEXTS}"
        return Treatment(name, "dropped", (), missing, why)
    return Treatment(name, "text", tuple(sorted(map(str, present.unique()))), missing)


def targets(table: Table, target: str | None, task: Task) -> tuple[np.ndarray, tuple[str, ...]]:
    """What is to be predicted of every row, and the names of its classes. Raises InvalidInput."""
    columns = [str(name) for name in table.frame]
    shown = ", ".join(columns[:12]) + (" …" if len(columns) > 12 else "")
    if target is None:
        raise InvalidInput(
            f"target must name the column of {table.title} to predict, one of {shown}.", TARGET
        )
    if target not in columns:
        raise InvalidInput(
            f"target must be one of the columns of {table.title} ({shown}), got {quoted(target)}.",
            TARGET,
        )
    column = _known(table, target)
    missing = int(column.isna().sum())
    if missing:
        raise InvalidInput(
            f"The target {quoted(target)} must be known in every row, but it is missing in "
            f"{missing:,} of {len(column):,} rows: remove them from the file.",
            TARGET,
        )
    what, values = f"The target {quoted(target)}", column.to_numpy()
    task.check_column(values, what, TARGET)
    [numbers], names = task.encode([values], what, TARGET)
    return numbers, names


def possible_targets(table: Table, task: Task) -> list[str]:
    """The columns that can be predicted, the likeliest first."""
    possible = []
    for name in map(str, table.frame):
        try:
            targets(table, name, task)
        except InvalidInput:
            continue
        possible.append(name)
    places = {name: place for place, name in enumerate(LIKELY_TARGETS)}
    last = str(table.frame.columns[-1])
    return sorted(possible, key=lambda name: (places.get(name.lower(), 99), name != last))


def to_dataset(table: Table, name: str, target: str | None, missing: str, task: Task) -> Dataset:
    """The data set that predicts `target`; 20 % of the rows test. Raises InvalidInput."""
    y, class_names = targets(table, target, task)
    used = [one for one in treatments(table, target) if one.what != "dropped"]
    if not used:
        raise InvalidInput(
            f"{table.title} has no column to learn {quoted(target)} from: each of the others is "
            "constant, counts the rows or has too many different texts.",
            TARGET,
        )
    inputs = sum(len(one.values) or 1 for one in used)
    if inputs > MOST_INPUTS:
        raise InvalidInput(
            f"{table.title} may give at most {MOST_INPUTS:,} inputs, got {inputs:,}.", FIELD
        )
    x = np.column_stack([_column(_known(table, one.column), one) for one in used])
    train, test = task.hold_out(y, TEST_FRACTION, SPLIT_SEED)
    return Dataset(
        name,
        x[train],
        y[train],
        x[test],
        y[test],
        class_names,
        columns=tuple(_described(one) for one in used),
        missing=missing,
        task=task.name,
    )


def _described(one: Treatment) -> Column:
    return Column(one.column, one.values, "category" if one.what == "text" else "number")


def _column(column: pd.Series, treatment: Treatment) -> np.ndarray:
    if treatment.what == "number":
        values = column.to_numpy(dtype=np.float64)
        if np.any(np.abs(values) > LARGEST):
            raise InvalidInput(
                f"The column {quoted(treatment.column)} holds infinite numbers or numbers beyond "
                f"{LARGEST:g}.",
                FIELD,
            )
        return values
    places = {text: float(place) for place, text in enumerate(treatment.values)}
    present = column.notna()
    found = np.full(len(column), np.nan)
    found[present.to_numpy()] = [places[str(text)] for text in column[present]]
    return found
