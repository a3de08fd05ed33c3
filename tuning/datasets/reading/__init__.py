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


def read(content: bytes, title: str) -> Table:
    """The table in a file, whatever its name ends in. Raises InvalidInput if there is none."""
    if workbooks.is_one(content):
        return workbooks.read(content, title)
    if content.startswith(parquet.MARK):
        return parquet.read(content, title)
    return texts.read(content, title)


def is_number(column: pd.Series) -> bool:
    """Whether a column of a table's frame is one of numbers."""
    return column.dtype.kind == "f"
