"""The columns of an own table as the form shows them: a row each, with what may be chosen.

Knows no widget.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from tuning.datasets import tables
from tuning.datasets.cells import Cleaned, cleaned
from tuning.datasets.reading import Table
from tuning.datasets.treatments import Treatment
from tuning.errors import InvalidInput
from tuning.study import DataSpec
from tuning.ui.new_study.outline import Outline, of_column

OUT = "leave_out"
GAPS = {
    "median": "gaps take the median",
    "mean": "gaps take the mean",
    "most_frequent": "gaps take the most frequent value",
}


@dataclass(frozen=True, eq=False)
class Row:
    """A column, what becomes of it, and what else could."""

    number: int
    """Its place in the table, from 0."""
    name: str
    cells: Cleaned
    treatment: Treatment | None
    """None of the target."""
    becomes: str
    """A few words: what it becomes, and why it is left out where it is."""
    suggested: str
    """What is suggested: `number`, `category`, `date` or `leave_out`."""
    possible: tuple[str, ...]
    """What it may become, the suggestion first."""
    chosen: str
    suggested_words: tuple[str, ...]
    """The words that are suggested to mean missing."""

    @property
    def is_target(self) -> bool:
        return self.treatment is None

    @property
    def is_left_out(self) -> bool:
        return self.treatment is not None and not self.treatment.is_used

    @property
    def missing_words(self) -> list[str]:
        """The words that do mean missing."""
        return [word for word, _ in self.cells.words]

    @property
    def known_words(self) -> list[str]:
        """These, and those that could."""
        found = (*self.missing_words, *self.suggested_words, *self.cells.stays)
        return list(dict.fromkeys(found))

    @property
    def outline(self) -> Outline:
        return of_column(self.cells)


def rows_of(table: Table, data: DataSpec) -> list[Row]:
    """Every column, the target first. A choice that cannot be is shown as what is suggested."""
    usual = data.model_copy(update={"columns": ()})
    suggested = {one.column: one for one in tables.treated(table, usual)}
    found, before = suggested, cleaned(table)
    cells = before
    with contextlib.suppress(InvalidInput):
        cells = cleaned(table, data.columns)
        found = {one.column: one for one in tables.treated(table, data)}
    rows = [
        _row(number, cells[name], before[name], found.get(name), suggested.get(name), data)
        for number, name in enumerate(cells)
    ]
    return sorted(rows, key=lambda row: not row.is_target)


def _row(
    number: int,
    cells: Cleaned,
    before: Cleaned,
    found: Treatment | None,
    suggested: Treatment | None,
    data: DataSpec,
) -> Row:
    usual = suggested.what if suggested and suggested.is_used else OUT
    return Row(
        number,
        cells.name,
        cells,
        found,
        _becomes(found, data),
        usual,
        tuple(dict.fromkeys((usual, *_possible(cells)))),
        data.choice(cells.name).treatment or usual,
        tuple(word for word, _ in before.words),
    )


def _possible(cells: Cleaned) -> tuple[str, ...]:
    """What a column's cells can be taken for."""
    if len(cells.different) < 2:
        return (OUT,)
    own = () if cells.kind == "text" else (cells.kind,)
    return (*own, "category", OUT)


def _becomes(one: Treatment | None, data: DataSpec) -> str:
    if one is None:
        return f"the {'quantity' if data.task == 'regression' else 'class'} to predict"
    if not one.is_used:
        return f"left out: {one.why}"
    if one.what == "category":
        told = f"one-hot, {len(one.values):,} inputs"
        told += f", the rarest {one.rare:,} together as “other”" if one.rare else ""
        return told + (", gaps take the most frequent value" if one.missing else "")
    made = "standardised" if one.what == "number" else "year, month, day of the week, days"
    return made + (f", {GAPS[data.missing]}" if one.missing else "")
