"""How a text table is divided: its separator and its quotation mark."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t", "|", " ")
_SAMPLE = 60_000
"""Letters of a text that are looked at."""
_FEWEST_LINES = 5
_CLEAN = re.compile(
    r"[+-]?[$€£]?\s?\d+([.,]\d+)?([eE][+-]?\d+)?\s?[%€$£]?"  # a number
    r"|[\d/.:T+Z-]+"  # a date or a time
    r"|[^,;\t|\n\"']*"  # words or nothing, without what may separate or quote
)
_SAYS = re.compile(r'"?sep=(.)"?[\s;,]*\n', re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How rows are written."""

    separator: str
    quote: str = '"'
    said: bool = False
    """The first line says the separator, as Excel's `sep=;`."""

    def rows(self, text: str) -> Iterator[list[str]]:
        """The rows as lists of cells, empty lines among them. Raises csv.Error."""
        return _rows(text, self.separator, self.quote)


def _rows(text: str, separator: str, quote: str) -> Iterator[list[str]]:
    return csv.reader(
        (line.strip(" \n") + "\n" for line in io.StringIO(text))
        if separator == " "
        else io.StringIO(text),
        delimiter=separator,
        quotechar=quote,
        skipinitialspace=True,
    )


def found(text: str) -> Dialect:
    """How a text, with `\\n` between its lines, is divided."""
    if says := _SAYS.match(text):
        return Dialect(says[1], said=True)
    sample = _sample(text)
    candidates = [Dialect(mark, quote) for mark in SEPARATORS for quote in _quotes(sample)]
    return max(candidates, key=lambda dialect: _score(sample, dialect))


def _sample(text: str) -> str:
    """Its first lines, whole: more than one even where they are very long."""
    most = _SAMPLE
    while most < len(text) and text.count("\n", 0, most) < _FEWEST_LINES:
        most *= 4
    return text if most >= len(text) else text[: text.rfind("\n", 0, most) + 1]


def _quotes(sample: str) -> str:
    return "\"'" if re.search(r"(^|[,;\t| ])'[^'\n]*'($|[,;\t| ])", sample, re.MULTILINE) else '"'


def _score(sample: str, dialect: Dialect) -> tuple[float, int]:
    """How well a sample is divided: rows of one width, cells that look like cells."""
    try:
        rows = [row for row in dialect.rows(sample) if any(row)]
    except csv.Error:
        return 0.0, 0
    [(width, times)] = Counter(map(len, rows)).most_common(1) or [(0, 0)]
    if width < 2:
        return 0.0, 0
    alike = [row for row in rows if len(row) == width]
    clean = sum(bool(_CLEAN.fullmatch(cell.strip())) for row in alike for cell in row)
    return times / len(rows) * (0.2 + clean / (width * times)), -SEPARATORS.index(dialect.separator)
