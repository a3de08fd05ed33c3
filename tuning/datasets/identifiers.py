"""Columns that name or number the rows: nothing can be learned from them for rows to come."""

from __future__ import annotations

import re

import numpy as np

from tuning.datasets.cells import Cleaned

NEARLY = 0.95
"""Different values a row from which a column is different in nearly every row."""
CROWDED = 12.0
"""How many of a column's numbers would have to meet, were they drawn and not counted out."""
LONG_TEXT = 40
"""Letters that the texts of a column have on average, if they are written and no names."""
SHUFFLED = "its whole numbers lie close together and"
"""How the reason begins where rows are numbered in no order: so are ranks, of which there may be
several in a table."""
_NAMED = re.compile(
    r"(?i:(?:^|[\W_])(?:ids?|uuid|guid|index|idx|nr|no|num|number|key|serial|row|rows|row_?names?"
    r"|row_?ids?|row_?numbers?|unnamed: \d+)\W*$"
    r"|(?:user|customer|client|patient|person|subject|student|case|sample|order|record)_?(?:id|nr|no)$)"
    r"|[a-z](?:I[Dd]|Nr|No|Index|Key)$|^X$"
)
_TIME = re.compile(
    r"(?i:(?:^|[\W_])(?:year|yr|date|time|t|month|week|day|hour|quarter|season|period|age|decade)s?"
    r"\W*$)|[a-z](?:Year|Date|Time|Month|Week|Day|Hour)$"
)
FIRST_YEAR, LAST_YEAR = 1700, 2100


def why(column: Cleaned) -> str:
    """Why a column is taken for one that names the rows; empty if it is none."""
    different, rows = len(column.different), column.present
    if column.kind == "date" or rows < 3 or different < NEARLY * rows:
        return ""
    if column.kind == "text":
        return _of_texts(column, different, rows)
    return _of_numbers(column, different, rows) if column.is_whole else ""


def _of_texts(column: Cleaned, different: int, rows: int) -> str:
    if not is_named(column.name) and _is_written(column):
        return ""
    return _how_many(different, rows)


def _is_written(column: Cleaned) -> bool:
    return float(np.mean([len(text) for text in column.different[:200]])) > LONG_TEXT


def _of_numbers(column: Cleaned, different: int, rows: int) -> str:
    named = is_named(column.name)
    if not named and (different < rows or is_time(column)):
        return ""
    numbers = column.cells.dropna().to_numpy(np.float64)
    steps = np.diff(numbers)
    if numbers[0] in (0, 1) and (steps == 1).all():
        return "it counts the rows"
    if named:
        return f"its name says so, and {_how_many(different, rows)}"
    reach = float(numbers.max() - numbers.min()) + 1
    if rows * rows / (2 * reach) < CROWDED:
        return ""
    if (steps > 0).all() or (steps < 0).all():
        return "it counts on from row to row" + ("" if reach == rows else ", with gaps")
    return f"{SHUFFLED} {_how_many(different, rows)}"


def is_named(name: str) -> bool:
    """Whether a column is called as those that number rows are."""
    return bool(_NAMED.search(name.strip()))


def is_time(column: Cleaned) -> bool:
    """Whether numbers count years, days or the like, by their name or as years."""
    numbers = column.different
    years = float(numbers.min()) >= FIRST_YEAR and float(numbers.max()) <= LAST_YEAR
    return years or bool(_TIME.search(column.name.strip()))


def _how_many(different: int, rows: int) -> str:
    if different == rows:
        return "it is different in every row"
    return f"it is different in nearly every row ({different:,} values in {rows:,} rows)"
