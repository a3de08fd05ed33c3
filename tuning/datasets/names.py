"""The names of a model's columns: which must be there, and which may.

Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

from collections.abc import Collection

from tuning.errors import InvalidInput, quoted
from tuning.text.words import counted

MOST_NAMED = 3
"""Columns that a sentence names."""


def column_name(place: int) -> str:
    """What a column of an array without names is called."""
    return f"column {place}"


def check_names(given: Collection[str], wanted: Collection[str], remedy: str = "") -> None:
    """Raises InvalidInput where a column is missing, or is one too many.

    `remedy`: what can be done about one too many, as a sentence.
    """
    missing = [name for name in wanted if name not in given]
    others = [name for name in given if name not in wanted]
    parts = []
    if missing:
        parts.append(f"{_columns(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    if others:
        parts.append(f"{_columns(others)} {'is' if len(others) == 1 else 'are'} not among them")
    if parts:
        many = counted(len(wanted), "column")
        what = f"The model takes {many}, but {', and '.join(parts)}."
        raise InvalidInput(f"{what} {remedy}" if others else what)


def _columns(names: list[str]) -> str:
    """`the column 'a'`, `the columns 'a', 'b' and 'c'`, `the columns 'a', 'b', 'c' and 7 more`."""
    shown = [quoted(name) for name in names[:MOST_NAMED]]
    if len(names) > MOST_NAMED:
        shown.append(f"{len(names) - MOST_NAMED:,} more")
    if len(shown) == 1:
        return f"the column {shown[0]}"
    return f"the columns {', '.join(shown[:-1])} and {shown[-1]}"
