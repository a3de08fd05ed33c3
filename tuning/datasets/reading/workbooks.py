"""The first sheet of an Excel workbook as a table, by calamine.

What it would unpack to is counted before it is unpacked. Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable
from typing import Any

from tuning.datasets.reading import workbook_size
from tuning.datasets.reading.assembly import Grid, assembled
from tuning.datasets.reading.table import Table
from tuning.datasets.rules import FIELD, check_cells
from tuning.errors import InvalidInput

ARCHIVE, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def is_one(content: bytes) -> bool:
    """Whether bytes begin as a workbook does, a locked or an old one included."""
    return content.startswith((ARCHIVE, COMPOUND))


def read(content: bytes, title: str, like: Table | None = None) -> Table:
    """The table on the first sheet."""
    _check(content, title)
    name, others, rows = _cells(content, title)
    notes = [f"Only the first of {others + 1} sheets is read: {name!r}."] if others else []
    width = max(map(len, rows), default=0)
    check_cells(width * len(rows), title)
    columns = [_texts(row[k] if k < len(row) else "" for row in rows) for k in range(width)]
    grid = Grid.of([columns] if width else [])
    return assembled(grid, title, notes, like=like, separator="")


def _check(content: bytes, title: str) -> None:
    """Refuses what is none, is locked, or would unpack to too much."""
    if not content.startswith(COMPOUND):
        workbook_size.check(content, title)
    elif _LOCKED in content:
        raise InvalidInput(f"{title} is protected by a password: save it without one.", FIELD)
    else:
        raise InvalidInput(
            f"{title} is a workbook of old Excel (.xls): save it as .xlsx or CSV.", FIELD
        )


def _cells(content: bytes, title: str) -> tuple[str, int, list[list[Any]]]:
    """The name of the first sheet, how many others there are, and its cells."""
    import python_calamine

    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=True)
    except Exception as error:  # calamine's own errors have no other base
        raise InvalidInput(
            f"{title} cannot be read as a workbook (.xlsx): {error}.", FIELD
        ) from error
    return sheet.name, len(book.sheet_names) - 1, rows


def _texts(cells: Iterable[Any]) -> Any:
    import pyarrow as pa  # type: ignore[import-untyped]

    given = list(cells)
    timed = any(isinstance(cell, datetime.datetime) for cell in given)
    return pa.array([_text(cell, timed) for cell in given], pa.large_string())


def _text(cell: Any, timed: bool) -> str:
    """A cell as it would stand in a text file; `timed`: dates have a time in its column."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, datetime.date):
        return f"{cell.isoformat()} 00:00:00" if timed else cell.isoformat()
    return str(cell)
