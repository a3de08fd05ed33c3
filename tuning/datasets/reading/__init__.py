"""A file's bytes read as a table: its encoding, its dialect, its header, its columns' cells.

Raises InvalidInput, one sentence each. Knows no folder: it is handed the bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuning.datasets.reading import parquet, texts, workbooks
from tuning.datasets.reading.table import Cells, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Cells", "Table", "is_number", "read"]


def read(content: bytes, title: str, like: Table | None = None) -> Table:
    """The table in a file, whatever its name ends in. Raises InvalidInput if there is none.

    `like`: a table whose columns, by their names, say how cells are meant that could be read in
    several ways: few rows do not tell day from month, nor a code such as 01 from a number.
    """
    if workbooks.is_one(content):
        return workbooks.read(content, title, like)
    if content.startswith(parquet.MARK):
        return parquet.read(content, title, like)
    return texts.read(content, title, like)


def is_number(column: pd.Series) -> bool:
    """Whether a column of a table's frame is one of numbers."""
    return column.dtype.kind == "f"
