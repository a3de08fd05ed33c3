"""A column's cells as numbers, dates or texts, whichever they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tuning.datasets.reading import dates, numbers
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
_ENOUGH = 0.9
"""The part of a column's cells, without missing words, that must be numbers."""
_LOOKED_AT = 2000
_FEW = 12
"""So few different numbers may be classes, and an odd cell one more of them."""


def is_missing_word(cell: str) -> bool:
    return cell.casefold() in MISSING_WORDS


def looked_at(column: pd.Series) -> list[str]:
    """Different cells of a column, as many as are enough to judge it."""
    return [cell for cell in column.iloc[: 5 * _LOOKED_AT].unique()[:_LOOKED_AT] if cell]


def decimal_of(columns: Iterable[list[str]], separator: str) -> tuple[str, str]:
    """The decimal mark of most columns of numbers, and a number of which nothing tells it."""
    votes, unsure = Counter[str](), Counter[str]()
    for cells in columns:
        rest = [cell for cell in cells if not is_missing_word(cell)]
        if _share(rest) < _ENOUGH:
            continue
        if mark := numbers.decimal_of(rest):
            votes[mark] += 1
        elif mark := numbers.unsure(rest):
            unsure[mark] += 1
    if votes:
        return (max(votes, key=votes.__getitem__)), ""
    if unsure["."] and not unsure[","]:
        return ".", ""
    if unsure[","]:
        return ("," if separator == ";" else "."), ","
    return ".", ""


def _share(cells: list[str]) -> float:
    """Which part of cells are numbers with one decimal mark or the other."""
    if not cells:
        return 0.0
    return max(
        sum(numbers.number(cell, mark) is not None for cell in cells) / len(cells) for mark in ".,"
    )


def read(column: pd.Series, decimal: str) -> tuple[pd.Series, Cells, str]:
    """A column of trimmed texts as what it is, how it is written, and what was assumed.

    `decimal`: the table's own mark, for a column that does not tell.
    """
    seen = looked_at(column)
    rest = [cell for cell in seen if not is_missing_word(cell)]
    if not seen:
        return _texts(column), Cells("empty"), ""
    form, doubtful = dates.form_of(rest) if rest else ("", False)
    if form:
        return _dates(column, form, doubtful)
    if rest and _share(rest) >= 0.5:
        own = numbers.decimal_of(rest) or decimal
        if found := _numbers(column, own):
            return *found, ""
    words = _counts(column, is_missing_word)
    truth = bool(rest) and {cell.casefold() for cell in rest} <= {"true", "false"}
    return _texts(column), Cells("truth" if truth else "text", words=words), _alike(column)


def _texts(column: pd.Series) -> pd.Series:
    return column.where(column != "")


def _dates(column: pd.Series, form: str, doubtful: bool) -> tuple[pd.Series, Cells, str]:
    days = dates.read(column, form)
    odd = _odd(column, days.isna())
    note = ""
    if doubtful:
        note = f"has dates of which no cell tells day from month; they are read as {_said(form)}."
    return days, Cells("date", odd, form=form), note


def _said(form: str) -> str:
    names = {"%d": "day", "%m": "month", "%Y": "year", "%y": "year"}
    return re.sub(r"%[dmYy]", lambda found: names[found[0]], form.partition("%H")[0].strip())


def _odd(column: pd.Series, missing: pd.Series) -> tuple[str, ...]:
    return tuple(map(str, column[missing & (column != "")].value_counts().index))


def _numbers(column: pd.Series, decimal: str) -> tuple[pd.Series, Cells] | None:
    """A column as numbers; None if too many of its cells are none."""
    import pandas as pd

    plain = column.where(
        column.str.fullmatch(rf"[+-]?(\d+[{decimal}]?\d*|[{decimal}]\d+)([eE][+-]?\d{{1,2}})?"), ""
    )
    values = pd.to_numeric(plain.str.replace(decimal, ".", regex=False), errors="coerce")
    values = values.astype("float64")
    open_ = values.isna() & (column != "")
    forms: Counter[str] = Counter()
    if open_.any():
        counts = column[open_].value_counts()
        written = {cell: numbers.number(cell, decimal) for cell in counts.index}
        for cell, one in written.items():
            if one is not None:
                forms[one.form] += int(counts[cell])
        percent = {cell for cell, one in written.items() if one and "%" in one.form}
        if sum(int(counts[cell]) for cell in percent) < 0.5 * int((column != "").sum()):
            written |= dict.fromkeys(percent)  # a few per cents among numbers are odd
            forms = Counter({form: n for form, n in forms.items() if "%" not in form})
        known = {cell: one.value for cell, one in written.items() if one is not None}
        values = values.where(~open_, column[open_].map(known).reindex(column.index))
        values = values.astype("float64")
    if not _is_number(column, values):
        return None
    form = max(forms, key=forms.__getitem__) if forms else ""
    return values, Cells("number", _odd(column, values.isna()), form=form, decimal=decimal)


def _is_number(column: pd.Series, values: pd.Series) -> bool:
    """Whether the cells that are no numbers are so few, or such, that the column is one."""
    here = int(values.notna().sum())
    odd = column[values.isna() & (column != "")].value_counts()
    if not here:
        return False
    unlike = {
        cell: int(n)
        for cell, n in odd.items()
        if str(cell).casefold() not in SURE_WORDS and not numbers.LOOKS.fullmatch(str(cell))
    }
    sure = {cell: int(n) for cell, n in odd.items() if str(cell).casefold() in SURE_WORDS}
    others = int(odd.sum()) - sum(sure.values())
    if others > (1 - _ENOUGH) * (here + others):
        return False
    return not unlike or values.nunique() > _FEW


def _counts(column: pd.Series, which: object) -> dict[str, int]:
    counts = column.value_counts()
    return {str(cell): int(n) for cell, n in counts.items() if cell and is_missing_word(str(cell))}


def _alike(column: pd.Series) -> str:
    """Says which texts differ in case alone."""
    seen: dict[str, list[str]] = {}
    for cell in looked_at(column):
        seen.setdefault(cell.casefold(), []).append(cell)
    alike = [cells for cells in seen.values() if len(cells) > 1]
    if not alike or len(seen) > 100:
        return ""
    pairs = "; ".join(" and ".join(map(repr, sorted(cells))) for cells in alike[:3])
    return f"has texts that differ in case alone and stay apart: {pairs}."
