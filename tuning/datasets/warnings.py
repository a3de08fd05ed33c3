"""What a person should know of their data before a study: a sentence each, none a refusal.

Reads no file: it is handed a table, or arrays as a data set.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tuning.datasets import targets
from tuning.datasets.base import Dataset
from tuning.datasets.cells import cleaned
from tuning.datasets.reading import Table
from tuning.datasets.tables import NOTHING_ELSE, Outline, outline, treated
from tuning.errors import quoted
from tuning.study import DataSpec

MOST_OF_ONE = 0.8
"""The part of the rows above which one class is said to be most of them."""
FEW_ROWS = 200
FEW_NUMBERS = 5
"""Classes that are numbers, up to which they are not asked about."""
OTHER_SCALE = 5.0
"""How many times larger one part's numbers may be than the other's."""
MOST_NAMED = 10
"""Columns that a sentence names."""
LOOKED_AT = 1_000_000
"""Numbers of each part that are looked at for their scale."""


def of_table(table: Table, data: DataSpec) -> list[str]:
    """What to know of a table that is learned from. Raises InvalidInput as `outline` does."""
    if data.rules == 1:
        return []
    found = outline(table, data)
    target = found.target
    return [
        *target.notes,
        *_leaks(found),
        *_nothing_else(found),
        *_most_of_one(target.y, target.class_names),
        *_quantity(table, data, found),
        *_few_rows(len(target.y), found.test_rows),
    ]


def of_columns(table: Table, data: DataSpec) -> list[str]:
    """Which columns are left out of what is learned from, and why, in one sentence if any are."""
    left = [one for one in treated(table, data) if not one.is_used]
    if not left:
        return []
    named = ", ".join(f"{quoted(one.column)} ({one.why})" for one in left[:MOST_NAMED])
    more = f" and {len(left) - MOST_NAMED:,} more" if len(left) > MOST_NAMED else ""
    columns = "1 column is" if len(left) == 1 else f"{len(left):,} columns are"
    return [f"{columns} left out: {named}{more}."]


def of_arrays(found: Dataset) -> list[str]:
    """What to know of a data set that came as arrays."""
    y, rows = np.concatenate([found.y_train, found.y_test]), len(found.y_train)
    return [
        *_scales(found.x_train, found.x_test),
        *_most_of_one(y, found.class_names),
        *_few_rows(len(y), len(y) - rows),
    ]


def _leaks(found: Outline) -> Iterator[str]:
    used = {one.column for one in found.used}
    for name, leak in found.leaks.items():
        if name in used:
            yield (
                f"The column {quoted(name)} tells the target by itself ({leak.why}): leave it out "
                "if it will not be known when the model is used."
            )
        else:
            yield f"The column {quoted(name)} is left out, for it tells the target: {leak.why}."


def _nothing_else(found: Outline) -> Iterator[str]:
    for one in found.used:
        if NOTHING_ELSE in one.why:
            yield f"The column {quoted(one.column)} is learned from as a number: {one.why}."


def _most_of_one(y: np.ndarray, names: tuple[str, ...]) -> Iterator[str]:
    if not names:
        return
    counts = np.bincount(y.astype(np.int64), minlength=len(names))
    most = int(counts.argmax())
    share = counts[most] / len(y)
    if share > MOST_OF_ONE:
        yield (
            f"{counts[most]:,} of {len(y):,} rows are of the class {quoted(names[most])}: always "
            f"answering so has an accuracy of {share:.3g}, so judge by balanced accuracy, F1 or "
            "ROC AUC."
        )


def _quantity(table: Table, data: DataSpec, found: Outline) -> Iterator[str]:
    """Classes that are numbers, and may be a quantity."""
    if found.target.task != "classification":
        return
    column = cleaned(table, data.columns)[found.target.name]
    classes = len(found.target.class_names)
    if column.kind != "number" or classes <= FEW_NUMBERS:
        return
    if targets.suggested(column) == "regression" or not targets.counts_classes(column):
        low, high = column.different.min(), column.different.max()
        yield (
            f"The {classes} classes of {quoted(column.name)} are numbers from {low:g} to {high:g}: "
            "if they are a quantity, choose regression."
        )


def _few_rows(rows: int, tests: int) -> Iterator[str]:
    if rows < FEW_ROWS:
        yield (
            f"There are {rows:,} rows to learn from, {tests:,} of them for the test: with fewer "
            f"than {FEW_ROWS}, scores differ much from split to split, and folds use them best."
        )


def _scales(train: np.ndarray, test: np.ndarray) -> Iterator[str]:
    """Whether the numbers of the two parts look as if only one of them had been scaled."""
    sizes = {"x_train": _size(train), "x_test": _size(test)}
    small, large = sorted(sizes, key=sizes.__getitem__)
    if 0 < sizes[small] * OTHER_SCALE < sizes[large]:
        yield (
            f"x_train and x_test have different scales: the numbers of {small} go up to about "
            f"{sizes[small]:.3g}, those of {large} to {sizes[large]:.3g}."
        )


def _size(x: np.ndarray) -> float:
    """Below which nearly all numbers of an array are, without their signs."""
    flat = x.reshape(-1)
    some = np.abs(flat[:: max(1, flat.size // LOOKED_AT)].astype(np.float64))
    some = some[np.isfinite(some)]
    return float(np.percentile(some, 99.5)) if some.size else 0.0
