"""How the values of a table's columns are distributed, as small plain data for a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tuning.datasets.cells import Cleaned, cleaned
from tuning.datasets.reading import Table
from tuning.datasets.tables import days
from tuning.datasets.treatments import text_of
from tuning.study import ColumnChoice

BINS = 20
MOST_BARS = 12
"""Values of a text column that have a bar each; the others share the last."""


@dataclass(frozen=True)
class Distribution:
    """Rows by value: of numbers and dates a histogram, of texts the commonest values."""

    counts: tuple[int, ...]
    """Rows of each bar."""
    edges: tuple[float, ...] = ()
    """Of a histogram, the bounds of its bars, one more than bars; dates: days since 1970-01-01."""
    labels: tuple[str, ...] = ()
    """Of the commonest values, their names, the most frequent first."""
    others: int = 0
    """Different values that share the last bar, which has no label."""
    is_date: bool = False


def of_table(table: Table, choices: tuple[ColumnChoice, ...] = ()) -> Mapping[str, Distribution]:
    """The distribution of every column that has values, by its name. Raises InvalidInput."""
    columns = cleaned(table, choices)
    return {name: of(column) for name, column in columns.items() if column.present}


def of(column: Cleaned) -> Distribution:
    """The distribution of a column's present values; few different numbers have a bar each."""
    few = len(column.different) <= min(MOST_BARS, BINS)
    if column.kind == "text" or (few and column.kind == "number"):
        return _commonest(column)
    values = column.different if column.kind == "number" else days(column.different)
    counts, edges = np.histogram(values.astype(np.float64), BINS, weights=column.counts)
    return Distribution(
        tuple(round(count) for count in counts),
        tuple(map(float, edges)),
        is_date=column.kind == "date",
    )


def _commonest(column: Cleaned) -> Distribution:
    """Bars by frequency; of numbers in their order."""
    shown = np.arange(min(len(column.different), MOST_BARS))
    if column.kind == "number":
        shown = np.argsort(column.different, kind="stable")
    counts = [int(count) for count in column.counts[shown]]
    labels = tuple(text_of(column, value) for value in column.different[shown].tolist())
    others = len(column.different) - len(shown)
    if others:
        counts.append(column.present - sum(counts))
    return Distribution(tuple(counts), labels=labels, others=others)
