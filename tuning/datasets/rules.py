"""The limits of a person's own data. What its targets may be is the task's affair."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from tuning.errors import InvalidInput, quoted
from tuning.study import ARRAYS, TABLES

BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
"""What Python raises for an archive that is broken."""
FIELD = "data.name"
"""The field of a study at which a wrong file is told."""
MOST_BYTES = 100 * 10**6
"""The largest file that is read."""
MOST_UNPACKED = 1000 * 10**6
"""The largest `.npz`, workbook or Parquet file, unpacked."""
MOST_CELLS = 10 * 10**6
"""The largest table: rows times columns."""
MOST_INPUTS = 50_000
MOST_TEXTS = 100
"""Different texts up to which a column is one of categories."""
LARGEST = 1e30


def check_kind(title: str, field: str = FIELD) -> None:
    """By the end of a file's name. Raises InvalidInput."""
    if Path(title).suffix.lower() not in (*TABLES, ARRAYS):
        raise InvalidInput(
            f"Own data come as a table ({', '.join(TABLES)}) or as arrays ({ARRAYS}), "
            f"got {quoted(title)}.",
            field,
        )


def check_size(size: int, title: str) -> None:
    """Before a file is read. Raises InvalidInput."""
    if size > MOST_BYTES:
        raise InvalidInput(
            f"{title} must be at most {MOST_BYTES // 10**6} MB, got {size / 1e6:,.0f} MB.", FIELD
        )


def check_cells(cells: int, title: str) -> None:
    """While a table is read. Raises InvalidInput."""
    if cells > MOST_CELLS:
        raise InvalidInput(
            f"{title} must have at most {MOST_CELLS:,} cells (rows times columns), "
            f"got {cells:,} or more.",
            FIELD,
        )


def check_unpacked(size: int, title: str) -> None:
    """Before a file is unpacked. Raises InvalidInput."""
    if size > MOST_UNPACKED:
        raise InvalidInput(
            f"{title} must be at most {MOST_UNPACKED // 10**6:,} MB unpacked, "
            f"got {size / 1e6:,.0f} MB.",
            FIELD,
        )
