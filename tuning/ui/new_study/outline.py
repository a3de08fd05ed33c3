"""How a column's values are spread: heights of a few bars, and the same in words.

Knows no widget: must not import Streamlit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuning.datasets import distributions
from tuning.datasets.cells import Cleaned
from tuning.text import names, words

NAMED = 3
"""Values that are named in words."""
LETTERS = 24


@dataclass(frozen=True)
class Outline:
    """A column at a glance."""

    bars: tuple[float, ...]
    """Heights from 0 to 1, the highest 1; none where nothing stands in the column."""
    told: str
    others: bool = False
    """Whether the last bar is that of all further values together."""


def of_column(column: Cleaned) -> Outline:
    """A column's outline, without what is missing in it."""
    if not column.present:
        return Outline((), "no value at all")
    found = distributions.of(column)
    bars = tuple(count / max(found.counts) for count in found.counts)
    return Outline(bars, _told(column), others=bool(found.others))


def _told(column: Cleaned) -> str:
    if column.kind == "number":
        return of_numbers(column.different.astype(float), column.counts)
    if column.kind == "date":
        days = column.different.astype("datetime64[D]")
        return f"{days.min()} to {days.max()}"
    pairs = zip(column.different[:NAMED].tolist(), column.counts.tolist(), strict=False)
    told = ", ".join(f"{_named(value)} {count:,}" for value, count in pairs)
    more = len(column.different) - NAMED
    return told + (f" and {more:,} more" if more > 0 else "")


def of_numbers(values: np.ndarray, counts: np.ndarray | None = None) -> str:
    """Quantities (n,) in words; each stands there `counts` (n,) times, else once."""
    counts = np.ones(len(values), int) if counts is None else counts
    order = np.argsort(values)
    ranks = np.cumsum(counts[order])
    middle = values[order][np.searchsorted(ranks, ranks[-1] / 2)]
    low, high = words.number(values.min()), words.number(values.max())
    return f"{low} to {high}, half of them at most {words.number(middle)}"


def _named(value: object) -> str:
    return names.cut(" ".join(str(value).split()), LETTERS)
