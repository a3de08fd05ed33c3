"""What every kind of file comes to: a grid of texts, of which a header and columns are made.

Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tuning.datasets.reading import cells, header
from tuning.datasets.reading.distinct import Distinct
from tuning.datasets.reading.table import Cells, Table
from tuning.datasets.rules import FIELD
from tuning.errors import InvalidInput

if TYPE_CHECKING:
    pass

_HEAD = 100
"""Rows that tell whether there is a header."""
_MOST_LONG = 0.05
"""The part of the rows that may be longer than the header: those are left out."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of a file as trimmed texts, the header among them; no row is all empty."""

    columns: tuple[Any, ...]
    """Each a chunked array of Arrow's texts."""
    widths: np.ndarray
    """The place behind the last cell of each row that is not empty."""
    lengths: np.ndarray
    """How many cells each row has in its file, empty ones at its end among them."""
    starts: tuple[int, ...] = ()
    """How many lines of a text stand above each of the first rows."""

    @classmethod
    def of(
        cls,
        parts: Sequence[Sequence[Any]],
        lengths: Sequence[int] | None = None,
        starts: tuple[int, ...] = (),
    ) -> Grid:
        """From parts of the rows, each a list of Arrow's columns, some with fewer of them."""
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.compute as pc  # type: ignore[import-untyped]

        width = max(map(len, parts), default=0)
        columns = []
        for place in range(width):
            chunks = [
                part[place] if place < len(part) else _nothing(len(part[0])) for part in parts
            ]
            columns.append(pc.utf8_trim_whitespace(pa.chunked_array(chunks)))
        widths = _widths(columns)
        grid = cls(tuple(columns), widths, np.array(lengths or widths, np.int64), starts)
        return grid if grid.widths.all() else grid.kept(grid.widths > 0)

    def __len__(self) -> int:
        return len(self.widths)

    def below(self, rows: int) -> Grid:
        """Without its first rows."""
        columns = tuple(column.slice(rows) for column in self.columns)
        return Grid(columns, self.widths[rows:], self.lengths[rows:], self.starts[rows:])

    def kept(self, rows: np.ndarray) -> Grid:
        """With these rows alone; where they start is known of the first one at most."""
        import pyarrow as pa

        columns = tuple(column.filter(pa.array(rows)) for column in self.columns)
        return Grid(columns, self.widths[rows], self.lengths[rows], self.starts[:1])

    def head(self, rows: int = _HEAD) -> list[list[str]]:
        return list(
            map(list, zip(*(c.slice(0, rows).to_pylist() for c in self.columns), strict=True))
        )


def _nothing(rows: int) -> Any:
    import pyarrow as pa

    return pa.array([""] * rows, pa.large_string())


def _widths(columns: Sequence[Any]) -> np.ndarray:
    import pyarrow.compute as pc

    widths = np.zeros(len(columns[0]) if columns else 0, np.int64)
    for place, column in enumerate(columns):
        widths[pc.not_equal(column, "").to_numpy()] = place + 1
    return widths


def assembled(
    grid: Grid, title: str, notes: Sequence[str], like: Table | None = None, **known: Any
) -> Table:
    """The table that a grid is. `like`: see `reading.read`; `known`: fields of Table that are
    known before."""
    told = list(notes)
    if not len(grid.widths) or grid.widths.max() < 2:
        raise InvalidInput(
            f"{title} must have at least 2 columns, separated by commas, semicolons, tabs, bars or "
            "spaces, got 1.",
            FIELD,
        )
    if above := int(np.argmax(grid.widths > 1)):
        told.append(f"The first {above:,} rows of {title} stand above its table and are left out.")
        grid = grid.below(above)
    names, grid, more = _named(grid, title)
    told += more
    if not len(grid):
        raise InvalidInput(f"{title} has a header and no row of data below it.", FIELD)
    names += [""] * (len(grid.columns) - len(names))
    places = [k for k, name in enumerate(names) if name or (grid.widths > k).any()]
    places = [k for k in places if names[k] or not _is_empty(grid.columns[k])]
    if empty := len(names) - len(places):
        many = "An empty column" if empty == 1 else f"{empty:,} empty columns"
        told.append(f"{many} without a name {'is' if empty == 1 else 'are'} left out.")
    different, more = header.different([names[place] for place in places])
    columns = {
        name: Distinct.of(grid.columns[place])
        for name, place in zip(different, places, strict=True)
    }
    known |= {"skipped": grid.starts[0] if grid.starts else 0, "width": int(grid.lengths.max())}
    return _table(columns, title, told + more, like, places=tuple(places), **known)


def _is_empty(column: Any) -> bool:
    import pyarrow.compute as pc

    return not pc.any(pc.not_equal(column, "")).as_py()


def _named(grid: Grid, title: str) -> tuple[list[str], Grid, list[str]]:
    """The names of the columns, the rows below them, and what was assumed."""
    head = grid.head()
    if not header.is_there(head):
        names = header.made_up(len(grid.columns))
        note = f"{title} has no header: its columns are called {names[0]!r} to {names[-1]!r}."
        return names, grid, [note]
    width = int(grid.widths[0])
    names, grid = head[0][:width], grid.below(1)
    longer = grid.widths > width
    if not longer.any():
        return names, grid, []
    if _names_rows(grid, width):
        note = f"The header of {title} names all columns but the first: it is called 'row name'."
        return ["row name", *names], grid, [note]
    if longer.sum() > _MOST_LONG * len(longer):
        raise InvalidInput(
            f"{title} has rows that are longer than its header: {int(longer.sum()):,} of "
            f"{len(longer):,} have more than {width} cells.",
            FIELD,
        )
    note = (
        f"{int(longer.sum()):,} of {len(longer):,} rows have more than {width} cells, as many as "
        f"the header, and are left out: the first is row {int(longer.argmax()) + 1:,}."
    )
    return names, grid.kept(~longer), [note]


def _names_rows(grid: Grid, width: int) -> bool:
    """Whether the first column is R's, which has a row's name and none itself."""
    if grid.widths.max() != width + 1 or (grid.widths > width).mean() < 0.5:
        return False
    first = Distinct.of(grid.columns[0])
    if len(first.texts) < len(grid) or not first.filled.all():
        return False
    numbers = cells.read(first, ".")[0]
    return numbers.dtype != np.float64 or bool((numbers.diff().iloc[1:] == 1).all())


def _table(
    columns: Mapping[str, Distinct],
    title: str,
    told: list[str],
    like: Table | None,
    separator: str,
    **known: Any,
) -> Table:
    """Reads each column as what it is."""
    import pandas as pd

    usual = like.decimal if like and like.separator == separator else ""
    decimal, unsure = ".", ""
    if separator:
        decimal, unsure = cells.decimal_of(columns.values(), separator, usual)
    meant = like.cells if like else {}
    found, how = dict[str, pd.Series](), dict[str, Cells]()
    for name, column in columns.items():
        own = meant.get(name)
        mark = own.decimal if own and usual and own.kind == "number" else decimal
        found[name], how[name], note = cells.read(column, mark, own)
        if note:
            told.append(f"{name!r} {note}")
    if unsure:
        what = "the decimal mark" if decimal == unsure else "a thousands mark"
        told.append(f"The {'comma' if unsure == ',' else 'point'} in numbers is read as {what}.")
    frame = pd.DataFrame(found)
    return Table(title, frame, separator, decimal, notes=tuple(told), cells=how, **known)
