"""A column's cells as numbers, dates or texts, whichever they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

import numpy as np

from tuning.datasets.reading import dates, numbers
from tuning.datasets.reading.distinct import Distinct
from tuning.datasets.reading.table import Cells

if TYPE_CHECKING:
    import pandas as pd

MISSING_WORDS = frozenset(
    (
        *("na", "n/a", "#n/a", "n.a.", "<na>", "nan", "null", "(null)", "none", "nil", "\\n"),
        *("-", "--", "---", "–", "—", "?", "??", ".", "..", "..."),
        *("n.d.", "nd", "n/d", "missing", "(missing)", "unknown", "not available", "no data"),
        *("#null!", "#value!", "#div/0!", "#ref!", "#num!", "#name?", "k.a.", "k. a."),
        *("inf", "+inf", "-inf", "infinity", "-infinity"),
    )
)
"""What may stand for a missing value, in small letters."""
SURE_WORDS = MISSING_WORDS - {"none", "unknown", "nd", "nil"}
"""Those that are no class among numbers."""
_ENOUGH = 0.9
"""The part of a column's cells, without missing words, that must be numbers."""
_FEW = 12
"""So few different numbers may be classes, and an odd cell one more of them."""
_TRIED = 300
"""Different cells that tell whether it may be a column of numbers."""
_MOST_ALIKE = 100
"""Different texts up to which it is told which differ in case alone."""


def is_missing_word(cell: str) -> bool:
    return cell.casefold() in MISSING_WORDS


def decimal_of(columns: Iterable[Distinct], separator: str, usual: str = "") -> tuple[str, str]:
    """The decimal mark of most columns of numbers, and the mark of numbers such as 1,234 if only
    the separator told what it means. `usual`: what it is where no column tells."""
    votes, unsure = Counter[str](), Counter[str]()
    for column in columns:
        rest = _no_words(column)
        if not any(map(str.isdigit, "".join(rest[:20]))) or _share(rest) < _ENOUGH:
            continue
        if mark := numbers.decimal_of(rest):
            votes[mark] += 1
        elif mark := numbers.unsure(rest):
            unsure[mark] += 1
    if votes:
        return max(votes, key=votes.__getitem__), ""
    if usual:
        return usual, ""
    if unsure[","]:
        return ("," if separator == ";" else "."), ","
    return ".", ""


def _no_words(column: Distinct) -> list[str]:
    return [cell for cell in column.looked_at if not is_missing_word(cell)]


def _share(cells: list[str]) -> float:
    """Which part of cells are numbers with one decimal mark or the other."""
    return sum(map(numbers.is_one, cells[:_TRIED])) / len(cells[:_TRIED]) if cells else 0.0


def read(
    column: Distinct, decimal: str, known: Cells | None = None
) -> tuple[pd.Series, Cells, str]:
    """A column as what it is, how it is written, and the end of a sentence on what was assumed.

    `decimal`: the table's own mark, for a column that does not tell. `known`: how it is written
    elsewhere, and so here, too, unless its cells say that it is not.
    """
    rest = _no_words(column)
    if not column.looked_at:
        return _texts(column), Cells("empty"), ""
    if known is not None and (meant := _as_known(column, rest, decimal, known)):
        return meant
    form, doubtful = dates.form_of(rest) if rest else ("", False)
    if form:
        return _dates(column, form, doubtful)
    if _share(rest) >= 0.5:
        own = numbers.decimal_of(rest) or decimal
        if found := _numbers(column, own):
            return *found, ""
    words = _words(column, is_missing_word)
    truth = bool(rest) and {cell.casefold() for cell in rest} <= {"true", "false"}
    return _texts(column), Cells("truth" if truth else "text", words=words), _alike(column)


def _as_known(
    column: Distinct, rest: list[str], decimal: str, known: Cells
) -> tuple[pd.Series, Cells, str] | None:
    """A column read as one that is known; None where it cannot be, or where nothing is known."""
    rest = [cell for cell in rest if cell not in known.odd]
    if known.kind in ("text", "truth"):
        return _texts(column), Cells(known.kind, words=_words(column, is_missing_word)), ""
    if not rest:
        return None
    if known.kind == "date" and known.form:
        own, _ = dates.form_of(rest)
        there = dates.read(rest, own).notna().sum() if own else 0
        here = dates.read(rest, known.form).notna().sum()
        return (
            _dates(column, known.form, False) if here >= max(there, _ENOUGH * len(rest)) else None
        )
    if known.kind == "number":
        found = _numbers(column, numbers.decimal_of(rest) or decimal, known.odd)
        return (*found, "") if found else None
    return None


def _words(column: Distinct, which: Callable[[str], bool]) -> dict[str, int]:
    """Some different cells, each with its rows."""
    found = np.array([bool(cell) and which(cell) for cell in column.texts.to_pylist()], bool)
    return column.frequent(found)


def _texts(column: Distinct) -> pd.Series:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.compute as pc  # type: ignore[import-untyped]

    here = pc.if_else(pa.array(column.filled), column.texts, None)
    return here.take(pa.array(column.codes)).to_pandas()


def _dates(column: Distinct, form: str, doubtful: bool) -> tuple[pd.Series, Cells, str]:
    days = dates.read(column.texts.to_pylist(), form)
    odd = column.frequent(days.isna().to_numpy() & column.filled)
    note = ""
    if doubtful:
        note = f"has dates of which no cell tells day from month: they are read as {_said(form)}."
    whole = days.iloc[column.codes].reset_index(drop=True)
    return whole, Cells("date", tuple(odd), form=form), note


def _said(form: str) -> str:
    names = {"%d": "day", "%m": "month", "%Y": "year", "%y": "year"}
    return re.sub(r"%[dmYy]", lambda found: names[found[0]], re.split("[ T]%[HI]", form)[0])


def _numbers(
    column: Distinct, decimal: str, known_odd: Collection[str] | None = None
) -> tuple[pd.Series, Cells] | None:
    """A column as numbers; None if too many of its cells are none.

    `known_odd`: cells that are none, of a column that is known to be one of numbers.
    """
    import pandas as pd

    values, forms = numbers.read(column, decimal)
    if not _is_number(column, values, known_odd):
        return None
    odd = column.frequent(np.isnan(values) & column.filled)
    form = max(forms, key=forms.__getitem__) if forms else ""
    cells = Cells("number", tuple(odd), form=form, decimal=decimal)
    return pd.Series(values[column.codes]), cells


def _is_number(
    column: Distinct, values: np.ndarray, known_odd: Collection[str] | None = None
) -> bool:
    """Whether the cells that are no numbers are so few, or such, that the column is one."""
    numeric = ~np.isnan(values)
    here = int(column.counts[numeric].sum())
    if not here:
        return False
    odd = column.frequent(~numeric & column.filled)
    others = {
        cell: n
        for cell, n in odd.items()
        if cell.casefold() not in SURE_WORDS and cell not in (known_odd or ())
    }
    if sum(others.values()) > (1 - _ENOUGH) * (here + sum(others.values())):
        return False
    unlike = any(not numbers.LOOKS.fullmatch(cell) for cell in others)
    return not unlike or known_odd is not None or len(np.unique(values[numeric])) > _FEW


def _alike(column: Distinct) -> str:
    """Says which texts differ in case alone."""
    if len(column.texts) > 2 * _MOST_ALIKE:
        return ""
    seen: dict[str, list[str]] = {}
    for cell in column.looked_at:
        seen.setdefault(cell.casefold(), []).append(cell)
    alike = [cells for cells in seen.values() if len(cells) > 1]
    if not alike or len(seen) > _MOST_ALIKE:
        return ""
    pairs = "; ".join(" and ".join(map(repr, sorted(cells))) for cells in alike[:3])
    return f"has texts that differ in case alone and stay apart: {pairs}."
