"""A table as it was read: its columns as numbers, dates and texts, and how they were written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd  # for a quick start, pandas is loaded by the first table

Kind = Literal["number", "text", "date", "truth", "empty"]


@dataclass(frozen=True)
class Cells:
    """How the cells of one column are written."""

    kind: Kind
    odd: tuple[str, ...] = ()
    """Cells of a column of numbers or dates that are none and so read as missing, the most
    frequent first."""
    words: Mapping[str, int] = field(default_factory=dict)
    """In a column of texts: the words that may mean a missing value, and in how many rows each
    stands. They stand in the frame, too."""
    form: str = ""
    """A date's strptime form; what is taken off a number: `%`, `$`, `1,234.5`; else nothing."""
    decimal: str = "."
    """The decimal mark of a number."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table, and what was assumed to read it.

    Plain pandas reads the same cells, as texts, of a text file again:

        pd.read_csv(file, sep=separator if separator != " " else r"\\s+", header=None,
                    skiprows=skipped, names=range(width), dtype=str, keep_default_na=False,
                    encoding=encoding, quotechar=quote, skipinitialspace=True,
                    on_bad_lines="skip")[list(places)].set_axis(list(frame), axis=1)

    Rows of which every cell is empty are left out. A column of numbers is then those cells without
    white space, `odd` ones as missing, all but digits, sign, exponent and `cells[name].decimal`
    taken off, and that mark as a point.
    """

    title: str
    frame: pd.DataFrame
    """Numbers as float64, dates as datetime64, everything else as texts without white space at
    their ends, missing only where a cell is empty."""
    separator: str
    """`,`, `;`, a tab, `|` or a space; nothing for a workbook or a Parquet file."""
    decimal: str = "."
    encoding: str = ""
    notes: tuple[str, ...] = ()
    """Sentences on what was assumed, left out or made up."""
    cells: Mapping[str, Cells] = field(default_factory=dict)
    """Of each column of the frame."""
    skipped: int = 0
    """Lines of a text file above its first row of data."""
    width: int = 0
    """Cells of the longest row that is read."""
    places: tuple[int, ...] = ()
    """Which of the file's columns, from 0, those of the frame are."""
    quote: str = '"'
