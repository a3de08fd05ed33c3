"""Dates as people write them: which form a whole column has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_DAYS: dict[str, tuple[str, ...]] = {
    "9-9-9": ("%Y-%m-%d", "%m-%d-%Y", "%d-%m-%Y", "%m-%d-%y", "%d-%m-%y"),
    "9/9/9": ("%Y/%m/%d", "%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y"),
    "9.9.9": ("%Y.%m.%d", "%d.%m.%Y", "%d.%m.%y"),
    "9 9 9": ("%Y %m %d", "%d %m %Y"),
    "9-a-9": ("%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y", "%Y-%b-%d"),
    "9/a/9": ("%d/%b/%Y", "%d/%b/%y"),
    "9 a 9": ("%d %b %Y", "%d %B %Y", "%d %b %y"),
    "9. a 9": ("%d. %B %Y", "%d. %b %Y"),
    "a 9, 9": ("%b %d, %Y", "%B %d, %Y"),
    "a 9 9": ("%b %d %Y", "%B %d %Y"),
    "a, a 9, 9": ("%A, %B %d, %Y", "%a, %b %d, %Y"),
    "9-9": ("%Y-%m",),
    "9/9": ("%Y/%m", "%m/%Y"),
}
"""The forms of a day by its shape: 9 for digits, a for letters."""
_TIMES: dict[str, tuple[str, ...]] = {
    "": ("",),
    "9:9": ("%H:%M",),
    "9:9:9": ("%H:%M:%S",),
    "9:9:9.9": ("%H:%M:%S.%f",),
    "9:9a": ("%H:%M%z", "%I:%M%p"),
    "9:9 a": ("%I:%M %p",),
    "9:9:9 a": ("%I:%M:%S %p", "%H:%M:%S %Z"),
    "9:9:9a": ("%H:%M:%S%z", "%I:%M:%S%p"),
    "9:9:9.9a": ("%H:%M:%S.%f%z",),
    **{f"9:9:9{more}": ("%H:%M:%S%z",) for more in ("+9", "+9:9", "-9", "-9:9")},
    **{f"9:9:9.9{more}": ("%H:%M:%S.%f%z",) for more in ("+9", "+9:9", "-9", "-9:9")},
}
_PARTS = re.compile(r"(?P<day>.*?)(?P<between>T|\s+|,\s*)(?P<time>\d{1,2}:\d\d.*)")
_PACKED = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
ENOUGH = 0.9
"""The part of a column's different cells that must be dates in one form."""
_TRIED = 20


def form_of(cells: Sequence[str]) -> tuple[str, bool]:
    """The strptime form of different cells, and whether another one reads all of them otherwise.

    Nothing if they are no dates. 1/2 or 2/1: the form that reads most cells, then the one in which
    dates go on the more steadily as they stand.
    """
    if len(cells) > 2 and all(map(_PACKED.fullmatch, cells)):
        return ("%Y%m%d", False) if read(cells, "%Y%m%d").notna().all() else ("", False)
    good = [(form, read(cells, form)) for form in _candidates(cells[:_TRIED])]
    most = max((days.notna().sum() for _, days in good), default=0)
    if not most or most < ENOUGH * len(cells):
        return "", False
    good = [(form, days) for form, days in good if days.notna().sum() == most]
    form, days = max(good, key=lambda one: _steadiness(one[1]))
    return form, any(not other.equals(days) for _, other in good)


def _candidates(cells: Sequence[str]) -> Iterator[str]:
    """Forms of the shape that most of the first cells have."""
    shapes = [shape for cell in cells if (shape := _shape(cell)) is not None]
    if len(shapes) <= len(cells) / 2:
        return
    day, between, time = max(set(shapes), key=shapes.count)
    for first in _DAYS[day]:
        for then in _TIMES[time]:
            form = first + between + then
            if 2 * read(cells, form).notna().sum() > len(cells):
                yield form


def _shape(cell: str) -> tuple[str, str, str] | None:
    """The shapes of the day and of the time of a cell, and what is between; None if it has none."""
    found = _PARTS.fullmatch(cell)
    day, between, time = found.group("day", "between", "time") if found else (cell, "", "")
    day, time = (re.sub(r"[^\W\d]+\.?", "a", re.sub(r"\d+", "9", part)) for part in (day, time))
    return (day, between, time) if day in _DAYS and time in _TIMES else None


def read(cells: Sequence[str], form: str) -> pd.Series:
    """The dates of cells, without a time zone; missing where a cell is none."""
    import pandas as pd

    zoned = "%z" in form
    found = pd.to_datetime(pd.Series(cells, dtype=object), format=form, errors="coerce", utc=zoned)
    return found.dt.tz_localize(None) if zoned else found


def _steadiness(days: pd.Series) -> float:
    """Which part of the steps from date to date goes one way."""
    steps = days.dropna().diff().dropna().dt.total_seconds()
    return float(max((steps >= 0).mean(), (steps <= 0).mean())) if len(steps) else 0.0
