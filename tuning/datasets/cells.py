"""A table's columns as they are learned from: without what stands for a missing value.

Which words do so is said by a person, column by column, else suggested here. Raises InvalidInput.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tuning.datasets.reading import Cells, Table
from tuning.datasets.rules import LARGEST
from tuning.errors import InvalidInput, quoted
from tuning.study import ColumnChoice

if TYPE_CHECKING:
    import pandas as pd  # for a quick start, pandas is loaded by the first table

NEVER = frozenset({"none", "nil", "unknown", "nd"})
"""Words that say something of a row: values, unless a person says otherwise. In small letters."""
ALWAYS = frozenset({"?", "??", "nan", "null", "(null)", "<na>", "n/a", "#n/a", "\\n"})
"""Words that stand for a missing value wherever they are. Others that may are values where they
are as frequent as the other values of their column."""
AS_FREQUENT = 0.5
"""The part of the usual frequency of a column's values from which a word is one of them."""


@dataclass(frozen=True, eq=False)
class Cleaned:
    """One column: NaN where a value is missing, and what is known of the others."""

    name: str
    kind: Literal["number", "date", "text"]
    cells: pd.Series
    different: np.ndarray
    """The different values, the most frequent first."""
    counts: np.ndarray
    """How often each of them stands there."""
    words: tuple[tuple[str, int], ...] = ()
    """The words that are read as missing, and how often they stand there."""
    stays: tuple[str, ...] = ()
    """Words that could mean missing and are values here."""
    odd: tuple[str, ...] = ()
    """Cells of a column of numbers or dates that are neither, and so missing."""
    form: str = ""

    @property
    def missing(self) -> int:
        return len(self.cells) - self.present

    @property
    def present(self) -> int:
        return int(self.counts.sum())

    @property
    def is_whole(self) -> bool:
        """Whether it holds whole numbers alone."""
        numbers = self.different
        return self.kind == "number" and bool((numbers == np.round(numbers)).all())


@lru_cache(maxsize=4)
def cleaned(table: Table, choices: tuple[ColumnChoice, ...] = ()) -> Mapping[str, Cleaned]:
    """Every column of a table by its name. Raises InvalidInput for a choice of another column."""
    frame, stated = table.frame, {choice.name: choice.missing for choice in choices}
    for name in stated:
        if name not in frame.columns:
            raise InvalidInput(
                f"columns must name columns of {table.title}, got {quoted(name)}.",
                f"data.columns.{name}",
            )
    uses_na = any("NA" in found.odd for found in table.cells.values())
    return {
        name: _cleaned(frame[name], table.cells.get(name), stated.get(name), uses_na)
        for name in map(str, frame)
    }


def _cleaned(
    column: pd.Series, found: Cells | None, stated: tuple[str, ...] | None, uses_na: bool
) -> Cleaned:
    import pandas as pd

    kind = _kind(column)
    odd, form = (found.odd, found.form) if found else ((), "")
    if kind == "text":
        return _text(column, found.words if found else {}, stated, uses_na)
    if kind == "number":
        column, beyond = _bounded(column)
        odd = (*odd, *beyond)
    words: tuple[tuple[str, int], ...] = ()
    if stated:
        meant = {word: _read(word, kind, form) for word in stated}
        words = tuple((word, int((column == value).sum())) for word, value in meant.items())
        words = tuple((word, count) for word, count in words if count)
        column = column.mask(column.isin([value for value in meant.values() if pd.notna(value)]))
    different, counts = _counted(column)
    return Cleaned(str(column.name), kind, column, different, counts, words, (), odd, form)


def _bounded(column: pd.Series) -> tuple[pd.Series, tuple[str, ...]]:
    """A column of numbers without those too large to be learned from, and these."""
    numbers = column.to_numpy(np.float64)
    beyond = np.abs(numbers) > LARGEST
    if not beyond.any():
        return column.astype(np.float64), ()
    return column.mask(beyond), tuple(f"{number:g}" for number in np.unique(numbers[beyond]))


def _read(word: str, kind: str, form: str) -> Any:
    """A word as the number or the date that it is; NaN for one that is neither."""
    import pandas as pd

    if kind == "number":
        return pd.to_numeric(word, errors="coerce")
    return pd.to_datetime(word, format=form or None, errors="coerce")


def _text(
    column: pd.Series,
    known: Mapping[str, int],
    stated: tuple[str, ...] | None,
    uses_na: bool,
) -> Cleaned:
    import pandas as pd

    column = column.astype(object).where(column.notna(), np.nan)
    # Truth values, or what a file of typed columns holds.
    if any(type(cell) is not str for cell in column.dropna()):
        column = column.map(lambda cell: cell if pd.isna(cell) else str(cell))
    different, counts = _counted(column)
    by_word = dict(zip(different.tolist(), counts.tolist(), strict=True))
    means = set(stated) if stated is not None else suggested(known, by_word, uses_na)
    words = tuple((word, by_word[word]) for word in by_word if word in means)
    stays = tuple(word for word in known if word in by_word and word not in means)
    if words:
        keep = [value not in means for value in different]
        column = column.mask(column.isin(means))
        different, counts = different[keep], counts[keep]
    return Cleaned(str(column.name), "text", column, different, counts, words, stays)


def suggested(words: Iterable[str], counts: Mapping[str, int], uses_na: bool) -> set[str]:
    """Which words stand for a missing value in a column of texts with these counts.

    `words`: those that may. `uses_na`: whether the table writes NA where a number is missing.
    """
    means = {word for word in words if word in counts and word.casefold() not in NEVER}
    others = [count for word, count in counts.items() if word not in means]
    usual = float(np.median(others)) if others else 0.0
    return {word for word in means if not _is_value(word, counts[word], usual, uses_na)}


def _is_value(word: str, count: int, usual: float, uses_na: bool) -> bool:
    if word.casefold() in ALWAYS or (word == "NA" and uses_na):
        return False
    return 0 < usual * AS_FREQUENT <= count and count > 1


def _kind(column: pd.Series) -> Literal["number", "date", "text"]:
    kind = getattr(column.dtype, "kind", "O")
    return "number" if kind in "iuf" else "date" if kind == "M" else "text"


def _counted(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    if _kind(column) == "number":  # many columns may be of numbers: NumPy takes a tenth of the time
        numbers = column.to_numpy()
        different, times = np.unique(numbers[~np.isnan(numbers)], return_counts=True)
        order = np.argsort(-times, kind="stable")
        return different[order], times[order]
    counts = column.value_counts(dropna=True)
    return counts.index.to_numpy(), counts.to_numpy()


def listed(values: Iterable[object], most: int = 3) -> str:
    """The first few values of a column in a sentence."""
    given = list(values)
    shown = ", ".join(quoted(value) for value in given[:most])
    return f"{shown} …" if len(given) > most else shown
