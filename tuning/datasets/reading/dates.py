"""Dates as people write them: which form a whole column has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_LIKE = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:\d{1,4}[-/. ]{1,2}(?:\d{1,2}|[A-Za-zä]{3,9}\.?)[-/. ,]{1,2}\d{1,4}"
    r"|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|\d{4}-\d{2})(?:[T ].*|Z)?"
)
_DAYS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d.%m.%y"),
    *("%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y"),
    *("%m-%d-%Y", "%d-%m-%Y", "%m-%d-%y", "%d-%m-%y"),
    *("%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"),
    *("%b %d %Y", "%B %d %Y", "%Y-%m", "%Y %m %d", "%d %m %Y"),
)
_TIMES = (
    *("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M", "T%H:%M:%S", "T%H:%M:%S.%f"),
    *(" %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S%z", "T%H:%M:%S.%f%z", " %H:%M:%S%z"),
    *(" %H:%M:%S.%f%z", "T%H:%M%z"),
)
_PACKED = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
ENOUGH = 0.9
"""The part of a column's cells that must be dates in one form."""


def form_of(cells: Sequence[str]) -> tuple[str, bool]:
    """The strptime form of different cells, and whether another reading was as good.

    Nothing if they are no dates.
    """
    if cells and len(cells) > 2 and all(map(_PACKED.fullmatch, cells)):
        return (
            ("%Y%m%d", False) if len(read(cells, "%Y%m%d").dropna()) == len(cells) else ("", False)
        )
    if sum(bool(_LIKE.fullmatch(cell)) for cell in cells) < ENOUGH * len(cells):
        return "", False
    good = [(form, read(cells, form)) for form in _forms(cells)]
    good = [(form, days) for form, days in good if days.notna().mean() >= ENOUGH]
    if not good:
        return "", False
    most = max(days.notna().sum() for _, days in good)
    good = [(form, days) for form, days in good if days.notna().sum() == most]
    chosen = max(good, key=lambda one: _orderly(one[1]))
    return chosen[0], len({form for form, _ in good}) > 1 and not chosen[1].equals(good[-1][1])


def _forms(cells: Sequence[str]) -> Iterator[str]:
    """Forms that the first cells have."""
    first = cells[:20]
    for day in _DAYS:
        for time in _TIMES:
            if read(first, day + time).notna().mean() > 0.5:
                yield day + time


def read(cells: Sequence[str] | pd.Series, form: str) -> pd.Series:
    """The dates of cells, without a time zone; missing where a cell is none."""
    import pandas as pd

    found = pd.to_datetime(pd.Series(cells), format=form, errors="coerce", utc="%z" in form)
    return found.dt.tz_localize(None) if "%z" in form else found


def _orderly(days: pd.Series) -> float:
    """How steadily dates go on as they stand, from 0 to 1: what tells 1/2 from 2/1."""
    steps = days.dropna().diff().dropna().dt.total_seconds()
    if not len(steps):
        return 0.0
    return float(max((steps >= 0).mean(), (steps <= 0).mean()))
