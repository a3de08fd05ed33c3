"""The column of a table that is predicted: which can be, as what, and what it is of every row.

Rows whose target is missing are left out and counted, as are those of classes too small to be
learned, unless a person decides otherwise. Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tuning import tasks
from tuning.datasets.base import OTHER
from tuning.datasets.cells import Cleaned, cleaned, listed
from tuning.datasets.reading import Table
from tuning.datasets.treatments import text_of
from tuning.errors import InvalidInput, quoted
from tuning.study import DataSpec, TaskName
from tuning.tasks import FEWEST_ROWS, MOST_CLASSES

TARGET, TASK = "data.target", "data.task"
"""The fields of a study at which a wrong target, and a task that it cannot have, are told."""
FEW_CLASSES = 10
"""Different whole numbers up to which they are taken for classes."""
MANY_CLASSES = 30
"""The same, of numbers that count on from 0 or 1, each in many rows."""
MANY_ROWS = 10
FEWEST_KNOWN = 10
"""Rows with a known target, of which training, validation and test each need some."""


@dataclass(frozen=True, eq=False)
class Target:
    """What is predicted of the rows that can be learned from."""

    name: str
    task: TaskName
    rows: np.ndarray
    """The numbers of the table's rows that are used, in order."""
    y: np.ndarray
    """Of each of them, the number of its class or its quantity."""
    class_names: tuple[str, ...]
    notes: tuple[str, ...]
    """What was left out or merged, and what should be looked at: a sentence each."""


def target(table: Table, data: DataSpec) -> Target:
    """What `data.target` is of every row, by `data.task` or what it suggests.

    Raises InvalidInput.
    """
    column = named(table, data)
    _check_choice(data)
    task = data.task or suggested(column, data) or "classification"
    what = f"The target {quoted(column.name)}"
    _check_values(column, what)
    if task == "regression":
        return _quantity(column, what)
    return _classes(column, what, data)


def named(table: Table, data: DataSpec) -> Cleaned:
    """The column that `data` predict. Raises InvalidInput if they name none."""
    columns = cleaned(table, data.columns)
    shown = ", ".join([*columns][:12]) + (" …" if len(columns) > 12 else "")
    if data.target is None:
        raise InvalidInput(
            f"target must name the column of {table.title} to predict, one of {shown}.", TARGET
        )
    if data.target not in columns:
        raise InvalidInput(
            f"target must be one of the columns of {table.title} ({shown}), "
            f"got {quoted(data.target)}.",
            TARGET,
        )
    return columns[data.target]


def suggested(column: Cleaned, data: DataSpec | None = None) -> TaskName | None:
    """What is learned of a column as the target; None if it can be none.

    Texts, truth values and few whole numbers are classes; numbers with fractions and many different
    ones are quantities.
    """
    chosen = data.choice(column.name).treatment if data else None
    if chosen in ("category", "number"):
        return "classification" if chosen == "category" else "regression"
    if column.kind != "number":
        return "classification" if column.kind == "text" else None
    different = len(column.different)
    if different <= 2:
        return "classification"
    if not column.is_whole:
        return "regression"
    few = different <= FEW_CLASSES and column.present / different >= FEWEST_ROWS
    return "classification" if few or counts_classes(column) else "regression"


def counts_classes(column: Cleaned) -> bool:
    """Whether numbers are those that classes are given: all from 0 or 1 on, each in many rows."""
    numbers = column.different
    low, high, different = numbers.min(), numbers.max(), len(numbers)
    is_dense = low in (0, 1) and high - low + 1 == different
    return bool(is_dense and different <= MANY_CLASSES and column.counts.min() >= MANY_ROWS)


def share(column: Cleaned, task: TaskName) -> float:
    """The part of a table's rows that can be learned from if a column is the target; else 0."""
    rows = column.present
    if task == "classification":
        large = column.counts[column.counts >= FEWEST_ROWS]
        rows = int(large.sum()) if 2 <= len(large) <= MOST_CLASSES else 0
    return rows / len(column.cells) if rows >= FEWEST_KNOWN else 0.0


def _check_choice(data: DataSpec) -> None:
    chosen = data.choice(data.target or "").treatment
    if chosen in ("leave_out", "date"):
        told = "be left out" if chosen == "leave_out" else "be a date"
        raise InvalidInput(
            f"The column {quoted(data.target)} cannot {told}: it is the target.",
            f"data.columns.{data.target}",
        )


def _check_values(column: Cleaned, what: str) -> None:
    """Raises InvalidInput for a target that says nothing."""
    if not column.present:
        raise InvalidInput(f"{what} is missing in all {len(column.cells):,} rows.", TARGET)
    if column.kind == "date":
        raise InvalidInput(
            f"{what} must be classes or a quantity, but it holds dates such as "
            f"{column.different[0].astype('datetime64[D]')}.",
            TARGET,
        )
    if len(column.different) == 1:
        raise InvalidInput(
            f"{what} must have at least 2 different values, got "
            f"{quoted(text_of(column, column.different[0]))} in every row"
            f"{' that has one' if column.missing else ''}.",
            TARGET,
        )
    if column.present < FEWEST_KNOWN:
        raise InvalidInput(
            f"{what} must be known in at least {FEWEST_KNOWN} rows, got {column.present}.", TARGET
        )


def _quantity(column: Cleaned, what: str) -> Target:
    if column.kind != "number":
        raise InvalidInput(
            f"task must be classification for {what[0].lower()}{what[1:]}: it holds texts such as "
            f"{listed(column.different.tolist(), 2)}, which are no quantity.",
            TASK,
        )
    rows = np.flatnonzero(column.cells.notna().to_numpy())
    values = column.cells.to_numpy(np.float64)[rows]
    tasks.REGRESSION.check_column(values, what, TARGET)
    [y], names = tasks.REGRESSION.encode([values], what, TARGET)
    return Target(column.name, "regression", rows, y, names, tuple(_missing(column, what)))


def _classes(column: Cleaned, what: str, data: DataSpec) -> Target:
    values = column.cells.dropna().to_numpy()
    if column.kind == "number":
        tasks.CLASSIFICATION.check_column(values, what, TARGET)
    rows = np.flatnonzero(column.cells.notna().to_numpy())
    small = {} if data.small_classes == "keep" else _small(column)
    notes = [*_missing(column, what)]
    merged = data.small_classes == "merge" and sum(small.values()) >= FEWEST_ROWS
    if small:
        notes.append(_said(small, what, merged))
    large = np.array([value not in small for value in values.tolist()])
    of = f" of {FEWEST_ROWS} rows or more" if small else ""
    tasks.check_classes(len(column.different) - len(small) + merged, what, TARGET, of)
    y, names = _encoded(values, large, what)
    if merged:
        names = names if OTHER in names else (*names, OTHER)
        y[~large] = names.index(OTHER)
    else:
        rows, y = rows[large], y[large]
    notes += _alike(names)
    return Target(column.name, "classification", rows, y, names, tuple(notes))


def _small(column: Cleaned) -> dict[object, int]:
    """The classes of too few rows to be learned, and how many they have."""
    counted = zip(column.different.tolist(), column.counts.tolist(), strict=True)
    return {value: count for value, count in counted if count < FEWEST_ROWS}


def _encoded(
    values: np.ndarray, large: np.ndarray, what: str
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The class of each row that is `large`, and the names of the classes."""
    y = np.zeros(len(values), np.int64)
    kept = values[large]
    if not len(kept):
        return y, ()
    [y[large]], names = tasks.CLASSIFICATION.encode([kept], what, TARGET)
    return y, names


def _missing(column: Cleaned, what: str) -> Iterable[str]:
    if column.missing:
        words = [word for word, _ in column.words] + list(column.odd)
        written = f" (written {listed(words)}, or left empty)" if words else ""
        yield (
            f"{what} is missing in {column.missing:,} of {len(column.cells):,} rows{written}, "
            "which are left out."
        )


def _said(small: Mapping[object, int], what: str, merged: bool) -> str:
    """What became of small classes."""
    names = [f"{v:.15g}" if isinstance(v, float) else str(v) for v in small]
    rows, number = sum(small.values()), len(small)
    classes = "1 class" if number == 1 else f"{number:,} classes"
    became = f"are one class {quoted(OTHER)}" if merged else "are left out"
    return (
        f"{what} has {classes} of fewer than {FEWEST_ROWS} rows ({listed(names)}): "
        f"their {rows:,} rows {became}."
    )


def _alike(names: Iterable[str]) -> Iterable[str]:
    """Classes whose names differ by small and capital letters alone."""
    known: dict[str, list[str]] = {}
    for name in names:
        known.setdefault(name.casefold(), []).append(name)
    for spellings in known.values():
        if len(spellings) > 1:
            yield (
                f"The classes {' and '.join(map(quoted, spellings))} differ by small and capital "
                "letters alone: they are learned as different ones."
            )
