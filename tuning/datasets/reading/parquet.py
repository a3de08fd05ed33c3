"""A Parquet file as a table: its columns have names and types already.

What it would unpack to is counted before it is unpacked. Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from tuning.datasets.reading import cells, header
from tuning.datasets.reading.distinct import Distinct
from tuning.datasets.reading.table import Cells, Table
from tuning.datasets.rules import FIELD, check_cells, check_unpacked
from tuning.errors import InvalidInput

if TYPE_CHECKING:
    import pandas as pd

MARK = b"PAR1"
_INDEX = "__index_level_"
"""What pandas calls an index that it kept without a name."""


def read(content: bytes, title: str, like: Table | None = None) -> Table:
    """The table in a file."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    try:
        file = pq.ParquetFile(io.BytesIO(content))
        about = file.metadata
        check_cells(about.num_rows * about.num_columns, title)
        groups = [about.row_group(k) for k in range(about.num_row_groups)]
        check_unpacked(sum(group.total_byte_size for group in groups), title)
        texts = [one.name for one in file.schema_arrow if _is_text(one.type)]
        found = pq.read_table(io.BytesIO(content), read_dictionary=texts)
        found.validate(full=True)  # that texts are there to which the cells point, and are UTF-8
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise InvalidInput(f"{title} cannot be read as Parquet: {reason}.", FIELD) from error
    return _table(found, title, like)


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _table(found: Any, title: str, like: Table | None) -> Table:
    import pandas as pd

    names, notes = header.different([str(name).strip() for name in found.column_names])
    columns, how, left_out = dict[str, pd.Series](), dict[str, Cells](), list[str]()
    for name, column in zip(names, found.columns, strict=True):
        known = like.cells.get(name) if like else None
        read_ = None if name.startswith(_INDEX) else _column(column, title, known)
        if read_ is None:
            left_out.append(name)
            continue
        columns[name], how[name], note = read_
        if note:
            notes.append(f"{name!r} {note}")
    if left_out:
        notes.append(
            f"Columns that are neither numbers, dates nor texts are left out: "
            f"{', '.join(map(repr, left_out[:5]))}."
        )
    if len(columns) < 2:
        raise InvalidInput(f"{title} must have at least 2 columns, got {len(columns)}.", FIELD)
    if not found.num_rows:
        raise InvalidInput(f"{title} has no row of data.", FIELD)
    places = tuple(place for place, name in enumerate(names) if name in columns)
    return Table(title, pd.DataFrame(columns), "", notes=tuple(notes), cells=how, places=places)


def _column(column: Any, title: str, known: Cells | None) -> tuple[pd.Series, Cells, str] | None:
    """One column by its type; None for what a network cannot learn from."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    kind = column.type
    if pa.types.is_dictionary(kind) and _is_text(kind.value_type):
        check_unpacked(_unpacked(column), title)
        column, kind = column.cast(pa.large_string()), pa.large_string()
    if _is_text(kind):
        texts = pc.utf8_trim_whitespace(pc.fill_null(column, ""))
        return cells.read(Distinct.of(texts), ".", known)
    if pa.types.is_null(kind):
        return column.cast(pa.large_string()).to_pandas(), Cells("empty"), ""
    if pa.types.is_boolean(kind):
        texts = column.cast(pa.large_string()).to_pandas().str.capitalize()
        return texts, Cells("truth" if column.null_count < len(column) else "empty"), ""
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = pd.Series(column.cast(pa.float64(), safe=False).to_numpy())
        numbers = numbers.where(numbers.abs() < float("inf"))
        return numbers, Cells("number" if numbers.notna().any() else "empty"), ""
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        days = pd.Series(column.cast(pa.timestamp("us"), safe=False).to_pandas())
        days = days.dt.tz_localize(None) if days.dt.tz is not None else days
        form = "%Y-%m-%d" if pa.types.is_date(kind) else "%Y-%m-%d %H:%M:%S"
        return days, Cells("date" if days.notna().any() else "empty", form=form), ""
    return None


def _unpacked(column: Any) -> int:
    """Bytes of a column of texts that stand for each other, written out."""
    import pyarrow.compute as pc

    size = 0
    for chunk in column.chunks:
        lengths = pc.binary_length(chunk.dictionary).cast("int64")
        size += pc.sum(lengths.take(chunk.indices)).as_py() or 0
    return size
