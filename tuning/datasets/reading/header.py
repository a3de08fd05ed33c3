"""Whether the first row of a table names its columns, and the names that they have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tuning.datasets.reading import cells, numbers

Row = Sequence[str]
_FIRST_YEAR, _LAST_YEAR = 1700, 2200
_VALUE = re.compile(r"[\d/.:T +-]*\d[\d/.:T +-]*Z?")


def is_there(rows: Sequence[Row]) -> bool:
    """Whether the first of a table's first rows names the columns.

    A column of numbers below a text says so, one of numbers below a number the contrary, and so
    does a text that stands in its column again.
    """
    first, rest = rows[0], rows[1:]
    if not rest:
        return True
    if _counts_up(first):
        return True
    for_, against = 0.0, 0.0
    for place, name in enumerate(first):
        column = [row[place] for row in rest if place < len(row) and row[place]]
        vote = _vote(name, column)
        for_, against = for_ + max(vote, 0.0), against - min(vote, 0.0)
    return for_ >= against


def _counts_up(first: Row) -> bool:
    """Whether its numbers are those of columns, or years across, and so names."""
    found = [int(cell) for cell in first if cell.isdecimal() and len(cell) < 5]
    if len(found) < 3 or len(found) < sum(map(_is_value, first)):
        return False
    steps = {later - earlier for earlier, later in pairwise(found)}
    if steps == {1}:
        return found[0] < 2 or found[0] > _FIRST_YEAR
    return min(steps) > 0 and min(found) > _FIRST_YEAR and max(found) < _LAST_YEAR


def _vote(name: str, column: Row) -> float:
    """Above 0 if a cell looks like a name above its column, below if like one more of its cells."""
    present = [cell for cell in column if not cells.is_missing_word(cell)]
    if not name or not present:
        return 0.0
    if cells.is_missing_word(name):
        return -0.5
    values = sum(map(_is_value, present)) / len(present)
    if values >= 0.8:
        if not _is_value(name):
            return 1.0
        return -0.3 if re.fullmatch(r"(1[89]|20)\d\d", name) else -1.0
    if _is_value(name):
        return 0.0
    again = Counter(present)[name]
    return -1.0 if again > 1 or (again and len(present) < 20) else 0.3


def _is_value(cell: str) -> bool:
    return numbers.is_one(cell) or bool(_VALUE.fullmatch(cell))


def made_up(width: int) -> list[str]:
    return [f"column {place + 1}" for place in range(width)]


def different(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names, each different and none empty, and sentences on what was done for it."""
    taken, found, notes = set(names), list[str](), list[str]()
    nameless = []
    for place, name in enumerate(names):
        if not name:
            nameless.append(place)
            name = "row name" if place == 0 else f"column {place + 1}"
        new, number = name, 2
        while new in found or (new != names[place] and new in taken):
            new, number = f"{name} ({number})", number + 1
        found.append(new)
    if nameless:
        called = ", ".join(repr(found[place]) for place in nameless[:3])
        notes.append(_plural(len(nameless), "column has", "columns have") + f" no name: {called}.")
    if twice := [name for name, times in Counter(filter(None, names)).items() if times > 1]:
        more = [
            new for name, new in zip(names, found, strict=True) if name in twice and new != name
        ]
        notes.append(
            f"The name {twice[0]!r} stands more than once in the header: "
            f"{', '.join(map(repr, more[:3]))} {'is' if len(more) == 1 else 'are'} numbered."
        )
    folded = Counter(name.casefold() for name in set(found))
    if alike := [name for name in found if folded[name.casefold()] > 1]:
        notes.append(
            f"Columns are named alike but for their case: {', '.join(map(repr, alike[:4]))}; "
            "they are different columns."
        )
    return found, notes


def _plural(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
