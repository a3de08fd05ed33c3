"""What every kind of file comes to: a grid of texts, of which a header and columns are made.

Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tuning.datasets.reading import cells, header
from tuning.datasets.reading.table import Cells, Table
from tuning.datasets.rules import FIELD
from tuning.errors import InvalidInput

if TYPE_CHECKING:
    import pandas as pd

_HEAD = 300
"""Rows that tell whether there is a header."""
_MOST_LONG = 0.05
"""The part of the rows that may be longer than the header: those are left out."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of a file as trimmed texts, the header among them; no row is all empty."""

    texts: pd.DataFrame
    widths: np.ndarray
    """The place behind the last cell of each row that is not empty."""
    starts: tuple[int, ...] = ()
    """How many lines of a text stand above each of the first rows."""

    @classmethod
    def of(cls, parts: Sequence[Sequence[Any]], starts: tuple[int, ...] = ()) -> Self:
        """From parts of the rows, each a list of Arrow's columns, some with fewer of them."""
        import pandas as pd
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.compute as pc  # type: ignore[import-untyped]

        width = max(map(len, parts), default=0)
        columns = []
        for place in range(width):
            chunks = [
                part[place]
                if place < len(part)
                else pa.array([""] * len(part[0]), pa.large_string())
                for part in parts
            ]
            columns.append(pc.utf8_trim_whitespace(pa.chunked_array(chunks)))
        texts = pa.table(columns, list(map(str, range(width)))).to_pandas()
        texts.columns = pd.RangeIndex(width)
        grid = cls(texts, _widths(texts), starts)
        return grid if grid.widths.all() else grid.kept(grid.widths > 0)

    def below(self, rows: int) -> Grid:
        """Without its first rows."""
        return self.kept(np.arange(len(self.texts)) >= rows, self.starts[rows:])

    def kept(self, rows: np.ndarray, starts: tuple[int, ...] = ()) -> Grid:
        """With these rows alone."""
        return replace(
            self,
            texts=self.texts[rows].reset_index(drop=True),
            widths=self.widths[rows],
            starts=starts,
        )

    def head(self) -> list[list[str]]:
        return [list(map(str, row)) for row in self.texts.iloc[:_HEAD].to_numpy(dtype=object)]


def _widths(texts: pd.DataFrame) -> np.ndarray:
    widths = np.zeros(len(texts), np.int64)
    for place in texts:
        widths[(texts[place] != "").to_numpy()] = int(str(place)) + 1
    return widths


def assembled(grid: Grid, title: str, notes: Sequence[str], **known: Any) -> Table:
    """The table that a grid is. `known`: fields of Table that are known before."""
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
    if not len(grid.texts):
        raise InvalidInput(f"{title} has a header and no row of data below it.", FIELD)
    skipped = grid.starts[0] if grid.starts else 0
    return _table(_filled(grid, names, told), title, told, skipped=skipped, **known)


def _named(grid: Grid, title: str) -> tuple[list[str], Grid, list[str]]:
    """The names of the columns, the rows below them, and what was assumed."""
    if not header.is_there(grid.head()):
        names = header.made_up(grid.texts.shape[1])
        note = f"{title} has no header: its columns are called {names[0]!r} to {names[-1]!r}."
        return names, grid, [note]
    width = int(grid.widths[0])
    names = grid.head()[0][:width]
    grid = grid.below(1)
    longer = grid.widths > width
    if longer.any() and _names_rows(grid, width):
        note = f"The header of {title} names all columns but the first: it is called 'row name'."
        return ["row name", *names], grid, [note]
    if longer.sum() > _MOST_LONG * len(longer):
        raise InvalidInput(
            f"{title} has rows that are longer than its header: {int(longer.sum()):,} of "
            f"{len(longer):,} have more than {width} cells.",
            FIELD,
        )
    more = []
    if longer.any():
        more = [
            f"{int(longer.sum()):,} of {len(longer):,} rows have more than {width} cells, as many "
            f"as the header, and are left out: the first is row {int(longer.argmax()) + 1:,}."
        ]
        grid = grid.kept(~longer, grid.starts[:1] if not longer[0] else ())
    return names, grid, more


def _names_rows(grid: Grid, width: int) -> bool:
    """Whether the first column is R's, which has a row's name and no header."""
    first = grid.texts[0]
    if (grid.widths != width + 1).mean() > _MOST_LONG or grid.widths.max() > width + 1:
        return False
    if not first.is_unique:
        return False
    numbers = cells.read(first, ".")[0]
    return numbers.dtype != np.float64 or bool((numbers.diff().iloc[1:] == 1).all())


def _filled(grid: Grid, names: list[str], told: list[str]) -> pd.DataFrame:
    """The columns under their names, without those that have neither a name nor a cell."""
    texts = grid.texts
    names = names + [""] * (texts.shape[1] - len(names))
    places = [k for k, name in enumerate(names) if name or (texts[k] != "").any()]
    if empty := len(names) - len(places):
        many = "An empty column" if empty == 1 else f"{empty:,} empty columns"
        told.append(f"{many} without a name {'is' if empty == 1 else 'are'} left out.")
    different, notes = header.different([names[place] for place in places])
    told += notes
    filled = texts[places]
    filled.columns = different
    filled.attrs["places"] = tuple(places)
    return filled


def _table(texts: pd.DataFrame, title: str, told: list[str], **known: Any) -> Table:
    """Reads each column as what it is."""
    import pandas as pd

    seen = [cells.looked_at(texts[name]) for name in texts]
    decimal, unsure = (
        cells.decimal_of(seen, known["separator"]) if known["separator"] else (".", "")
    )
    columns, how = dict[str, pd.Series](), dict[str, Cells]()
    for name in map(str, texts):
        columns[name], how[name], note = cells.read(texts[name], decimal)
        if note:
            told.append(f"{name!r} {note}")
    if unsure:
        what = "the decimal mark" if decimal == unsure else "a thousands mark"
        told.append(f"The {'comma' if unsure == ',' else 'point'} in numbers is read as {what}.")
    return Table(
        title,
        pd.DataFrame(columns),
        decimal=decimal,
        notes=tuple(told),
        cells=how,
        places=texts.attrs["places"],
        **known,
    )
