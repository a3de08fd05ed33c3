"""A text file's rows: divided, counted, padded to one length and kept column by column.

Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from tuning.datasets.reading import dialect, encoding
from tuning.datasets.reading.assembly import Grid, assembled
from tuning.datasets.reading.table import Table
from tuning.datasets.rules import FIELD, check_cells
from tuning.errors import InvalidInput

_AT_ONCE = 20_000
"""Rows that are held as Python's own texts at a time."""
_HEAD = 1000
"""Rows of which is known how many lines stand above them."""


def read(content: bytes, title: str, like: Table | None = None) -> Table:
    """The table in a text file."""
    text, code = encoding.decoded(content, title)
    old = "\n" not in text and "\r" in text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    divided = dialect.found(text)
    if divided.separator != " " and divided.quote not in text:  # told before any row is made
        check_cells(text.count(divided.separator) + text.count("\n"), title)
    try:
        grid = _grid(divided.rows(text), title)
    except csv.Error as error:
        raise InvalidInput(f"{title} cannot be read as a table: {error}.", FIELD) from error
    if divided.said:
        grid = grid.below(1)
    return assembled(
        grid,
        title,
        encoding.note(title, code) + ([f"The lines of {title} end as old Macs'."] if old else []),
        like=like,
        separator=divided.separator,
        quote=divided.quote,
        encoding=code,
    )


def _grid(rows: Any, title: str) -> Grid:
    """All rows but the blank ones."""
    starts, lengths, parts, cells = list[int](), list[int](), list[list[Any]](), 0

    def filled() -> Iterator[list[str]]:
        before = 0
        for row in rows:
            if any(cell and not cell.isspace() for cell in row):
                if len(starts) < _HEAD:
                    starts.append(before)
                yield row
            before = rows.line_num

    found = filled()
    while some := list(islice(found, _AT_ONCE)):
        width = max(map(len, some))
        cells += width * len(some)
        check_cells(cells, title)
        parts.append(_columns(some, width))
        lengths += map(len, some)
    return Grid.of(parts, lengths, tuple(starts))


def _columns(rows: Iterable[list[str]], width: int) -> list[Any]:
    """Some rows as columns of Arrow's texts."""
    import pyarrow as pa  # type: ignore[import-untyped]

    padded = (row + [""] * (width - len(row)) for row in rows)
    return [pa.array(column, pa.large_string()) for column in zip(*padded, strict=True)]
