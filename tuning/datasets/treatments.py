"""What becomes of each column of a table, and why: nothing is left out without its sentence.

A person's choices (`DataSpec.columns`) come before what is suggested. Raises InvalidInput for a
choice that a column cannot be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tuning.datasets import identifiers
from tuning.datasets.base import OTHER
from tuning.datasets.cells import Cleaned, listed
from tuning.errors import InvalidInput, quoted
from tuning.study import ColumnChoice

What = Literal["number", "category", "date", "id", "constant", "empty", "text", "left_out"]
Used = Literal["number", "category", "date"]

MOST_VALUES = 1000
"""Different texts up to which a column is one of categories."""
MOST_APART = 100
"""Values of a category that stand by themselves; rarer ones stand together."""
FEW_VALUES = 20
"""Different values up to which each stands by itself, however rare."""
MOST_NAMED = 5
"""Words that a sentence names."""
FEWEST_ROWS = 5
"""Rows of a value from which it stands by itself where there are many."""


@dataclass(frozen=True)
class Treatment:
    """What becomes of one column."""

    column: str
    what: What
    why: str
    missing: int = 0
    """Rows in which it has no value."""
    values: tuple[str, ...] = ()
    """The values of a category, `OTHER` last where rare ones stand together."""
    rare: int = 0
    """How many different values stand together as `OTHER`."""
    words: tuple[tuple[str, int], ...] = ()
    """The words that are read as missing, and how often each stands there."""
    stays: tuple[str, ...] = ()
    """Words that could mean missing and are values here."""
    odd: tuple[str, ...] = ()
    """Cells of a column of numbers or dates that are neither, and so missing."""
    form: str = ""
    """How a date is written, as `strptime` takes it; of numbers `%`, `$` and such."""
    is_numeric: bool = False
    """Whether the cells of a category are numbers."""
    kind: Used | Literal["text"] = "text"
    """What its cells are, whether it is used or not."""

    @property
    def is_used(self) -> bool:
        """Whether it is learned from."""
        return self.what in ("number", "category", "date")


def of(columns: Mapping[str, Cleaned], choices: tuple[ColumnChoice, ...]) -> dict[str, Treatment]:
    """What becomes of each column, by its name. Raises InvalidInput."""
    chosen = {choice.name: choice for choice in choices}
    found = {name: treated(column, chosen.get(name)) for name, column in columns.items()}
    ranks = [name for name, one in found.items() if one.why.startswith(identifiers.SHUFFLED)]
    if len(ranks) > 1:  # rows are numbered once
        found |= {name: as_number(columns[name]) for name in ranks}
    return found


def treated(column: Cleaned, choice: ColumnChoice | None = None) -> Treatment:
    """What becomes of one column. Raises InvalidInput for a choice that it cannot be."""
    asked = choice.treatment if choice else None
    suggestion = _suggested(column)
    if asked == "leave_out":
        return replace(suggestion, what="left_out", why="left out by choice")
    if asked is None or asked == suggestion.what:
        return suggestion
    if not column.present:
        raise _cannot(column, asked, "it is empty")
    return _CHOSEN[asked](column)


def _suggested(column: Cleaned) -> Treatment:
    kind: Used | Literal["text"] = column.kind
    if kind == "text" and len(column.different) <= MOST_VALUES:
        kind = "category"
    if not column.present:
        return _made(column, "empty", "it is empty", kind=kind)
    if len(column.different) == 1:
        why = f"it is always {quoted(text_of(column, column.different[0]))}"
        why += f", or missing in {column.missing:,} rows" if column.missing else ""
        return _made(column, "constant", why, kind=kind)
    if why := identifiers.why(column):
        return _made(column, "id", why, kind=kind)
    if column.kind == "number":
        return as_number(column)
    if column.kind == "date":
        return _date(column)
    different = len(column.different)
    if different > MOST_VALUES:
        why = f"it has {different:,} different texts, more than {MOST_VALUES:,}"
        return _made(column, "text", why)
    return _category(column) or _made(
        column,
        "text",
        f"it has {different:,} different texts, and none of them in {FEWEST_ROWS} rows or more",
        kind="category",
    )


def as_number(column: Cleaned, why: str = "its cells are numbers") -> Treatment:
    """A column of numbers as one."""
    return _made(column, "number", why, kind="number")


def _date(column: Cleaned) -> Treatment:
    return _made(column, "date", "its cells are dates", kind="date")


def _category(column: Cleaned) -> Treatment | None:
    """The column as a category; None where no value is frequent enough to be told apart."""
    different, counts = len(column.different), column.counts
    apart = np.arange(different)
    if different > FEW_VALUES or different > column.present / 2:
        apart = np.flatnonzero(counts >= FEWEST_ROWS)[:MOST_APART]
        if different - len(apart) == 1:
            apart = np.arange(different)
    if not len(apart):
        return None
    what = "numbers" if column.kind == "number" else "texts"
    why, rare = f"it has {different:,} different {what}", different - len(apart)
    values = _ordered(column, column.different[apart])
    if rare:
        rows = int(counts.sum() - counts[apart].sum())
        values = (*(value for value in values if value != OTHER), OTHER)
        why += f"; the rarest {rare:,} of them, in {rows:,} rows, stand together as {quoted(OTHER)}"
    return _made(column, "category", why, kind="category", values=values, rare=rare)


def _ordered(column: Cleaned, values: np.ndarray) -> tuple[str, ...]:
    return tuple(text_of(column, value) for value in sorted(values.tolist()))


def texts(column: Cleaned) -> np.ndarray:
    """The present cells of a column as a category's values have them."""
    present = column.cells.dropna().to_numpy()
    if column.kind == "text":
        return present
    known = {value: text_of(column, value) for value in column.different.tolist()}
    return np.array([known[value] for value in present.tolist()], object)


def text_of(column: Cleaned, value: object) -> str:
    """A value as people read it in the file."""
    if column.kind == "number":
        return f"{value:.15g}"
    if column.kind == "date":
        import pandas as pd

        return pd.Timestamp(value).strftime(column.form or "%Y-%m-%d")  # type: ignore[arg-type]
    return str(value)


def _made(column: Cleaned, what: What, why: str, **more: object) -> Treatment:
    return Treatment(
        column.name,
        what,
        "; ".join((why, *_of_missing(column))),
        column.missing,
        words=column.words,
        stays=column.stays,
        odd=column.odd,
        form=column.form,
        is_numeric=column.kind == "number",
        **more,  # type: ignore[arg-type]
    )


def _of_missing(column: Cleaned) -> Iterator[str]:
    """Which cells are read as missing, and which are not although they might mean it."""
    words = [word for word, _ in column.words] + list(column.odd)
    if words and column.present:
        yield f"{listed(words, MOST_NAMED)} {'is' if len(words) == 1 else 'are'} read as missing"
    if column.stays:
        values = "is a value" if len(column.stays) == 1 else "are values"
        yield f"{listed(column.stays, MOST_NAMED)} {values}"


def _as_number(column: Cleaned) -> Treatment:
    if column.kind != "number":
        raise _cannot(column, "number", f"it holds {_kinds(column)} such as {_example(column)}")
    return as_number(column)


def _as_date(column: Cleaned) -> Treatment:
    if column.kind != "date":
        raise _cannot(column, "date", f"it holds {_kinds(column)} such as {_example(column)}")
    return _date(column)


def _as_category(column: Cleaned) -> Treatment:
    found = _category(column)
    if found is None:
        raise _cannot(
            column,
            "category",
            f"none of its {len(column.different):,} different values stands in {FEWEST_ROWS} rows "
            "or more",
        )
    return found


_CHOSEN = {"number": _as_number, "date": _as_date, "category": _as_category}


def _kinds(column: Cleaned) -> str:
    return {"number": "numbers", "date": "dates", "text": "texts"}[column.kind]


def _example(column: Cleaned) -> str:
    return listed([text_of(column, column.different[0])])


def _cannot(column: Cleaned, asked: str, why: str) -> InvalidInput:
    return InvalidInput(
        f"The column {quoted(column.name)} cannot be a {asked}: {why}.",
        f"data.columns.{column.name}",
    )
