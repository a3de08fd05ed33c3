"""A CSV's bytes read as a table: its separator, its decimal mark, its header, its rows.

Raises InvalidInput, one sentence each. Knows no folder: it is handed the bytes.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tuning.datasets.rules import FIELD
from tuning.errors import InvalidInput

if TYPE_CHECKING:
    import pandas as pd  # for a quick start, pandas is loaded by the first table

MISSING_WORDS = ("?",)
"""What stands for a missing value besides pandas' own words (nothing, NA, NaN, null and such)."""


@dataclass(frozen=True)
class Cells:
    """What was found in a column's cells."""

    kind: Literal["number", "text", "date", "truth", "empty"]
    odd: tuple[str, ...] = ()
    """Of a column of numbers or dates: cells that are neither, the most frequent first; they are
    read as missing."""
    words: Mapping[str, int] = field(default_factory=dict)
    """Of a column of texts: words that may stand for a missing value, with how often they do.
    They still stand in the table."""
    form: str = ""
    """How they are written: of dates as `strptime` takes it, of numbers `%`, `$` and such."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table as it was read."""

    title: str
    frame: pd.DataFrame
    """Numbers are float64, dates datetime64, other cells texts; NaN where a cell is empty."""
    separator: str
    """Empty for a workbook and for Parquet."""
    decimal: str
    encoding: str = "utf-8"
    notes: tuple[str, ...] = ()
    """What was assumed, and what was left out: a sentence each."""
    cells: Mapping[str, Cells] = field(default_factory=dict)
    """By the names of the frame's columns."""


def read(content: bytes, title: str) -> Table:
    """The table in a file. Raises InvalidInput if there is none."""
    text = _decoded(content, title)
    separator = _separator(text)
    _check_header(text, separator, title)
    frame, decimal = _parsed(text, separator, ".", title), "."
    if separator == ";":  # the comma may be the decimal one: the reading with more numbers is right
        other = _parsed(text, separator, ",", title)
        if _numbers(other) > _numbers(frame):
            frame, decimal = other, ","
    if not len(frame):
        raise InvalidInput(f"{title} has a header and no row of data below it.", FIELD)
    return Table(title, frame, separator, decimal)


def _decoded(content: bytes, title: str) -> str:
    if not content.strip():
        raise InvalidInput(f"{title} is empty.", FIELD)
    if b"\0" in content:
        raise InvalidInput(
            f"{title} is not a text file: save the table as CSV in UTF-8, not as a workbook or "
            "in UTF-16.",
            FIELD,
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            f"{title} must be text in UTF-8, but line {line} has the byte "
            f"0x{content[error.start]:02X}: save it as CSV UTF-8.",
            FIELD,
        ) from error


def _first_line(text: str) -> str:
    return text.lstrip("\r\n").splitlines()[0]


def _separator(text: str) -> str:
    """What stands most often in the header outside quotes; a comma if nothing does."""
    plain = re.sub(r'"[^"]*"', "", _first_line(text))
    return max(",;\t|", key=plain.count)


def _check_header(text: str, separator: str, title: str) -> None:
    try:
        names = next(csv.reader(io.StringIO(text.lstrip("\r\n")), delimiter=separator))
    except csv.Error as error:
        raise InvalidInput(f"{title} cannot be read as CSV: {error}.", FIELD) from error
    names = [name.strip() for name in names]
    if len(names) < 2:
        raise InvalidInput(
            f"{title} must have at least 2 columns, separated by commas, semicolons or tabs, "
            f"got 1.",
            FIELD,
        )
    data = next((name for name in names if re.fullmatch(r"[+-]?\d*[.,]\d+", name)), None)
    if data is not None:
        raise InvalidInput(
            f"The first line of {title} must name the columns, but it holds data: {data}.", FIELD
        )
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise InvalidInput(
            f"The columns of {title} must have different names, but "
            f"{', '.join(repr(name) for name in twice[:3])} "
            f"{'stands' if len(twice) == 1 else 'stand'} there more than once.",
            FIELD,
        )


def _parsed(text: str, separator: str, decimal: str, title: str) -> pd.DataFrame:
    import pandas as pd

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.StringIO(text),
                sep=separator,
                decimal=decimal,
                index_col=False,
                skipinitialspace=True,
                na_values=list(MISSING_WORDS),
                low_memory=False,
            )
    except pd.errors.ParserWarning as error:
        raise InvalidInput(f"{title} has rows that are longer than its header.", FIELD) from error
    except (pd.errors.ParserError, ValueError) as error:
        raise InvalidInput(
            f"{title} cannot be read as CSV: {' '.join(str(error).split()).rstrip('.')}.", FIELD
        ) from error
    return frame.rename(columns=lambda name: str(name).strip())


def _numbers(frame: pd.DataFrame) -> int:
    return sum(is_number(frame[name]) for name in frame)


def is_number(column: pd.Series) -> bool:
    import pandas as pd

    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
