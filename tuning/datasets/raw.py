"""Raw rows, as a best model takes them: which columns there must be, and what their cells are.

Numbers as floats (NaN: missing), texts and dates as their file has them ("": missing). Raises
InvalidInput, one sentence each, for a form, the command line and the engine alike.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tuning.datasets import first_rules, tables, treatments
from tuning.datasets.base import Column
from tuning.datasets.cells import Cleaned, cleaned
from tuning.datasets.names import check_names
from tuning.datasets.reading import Table
from tuning.errors import InvalidInput, quoted
from tuning.study import ColumnChoice, DataSpec

if TYPE_CHECKING:
    import pandas as pd  # for a quick start, pandas is loaded by the first table


def of_table(
    table: Table, columns: Sequence[Column], missing: Mapping[str, Collection[str]]
) -> dict[str, np.ndarray]:
    """The columns of a table (rows,) as a model takes them, by name.

    `missing`: the words that stand for a missing value, by the names of columns (`words`).
    """
    given = list(map(str, table.frame))
    check_names([name for name in given if name in {c.name for c in columns}], _names(columns))
    cells = read(table, missing)
    return {column.name: _raw(cells[column.name], column, table.title) for column in columns}


def read(table: Table, missing: Mapping[str, Collection[str]]) -> Mapping[str, Cleaned]:
    """A table's columns without what stood for a missing value in the study."""
    there = [name for name in map(str, table.frame) if name in missing]
    return cleaned(table, tuple(ColumnChoice(name=n, missing=tuple(missing[n])) for n in there))


def words(table: Table, data: DataSpec) -> dict[str, tuple[str, ...]]:
    """What stands for a missing value in a study's own table, by the names of all its columns."""
    if data.rules == 1:
        return dict.fromkeys(map(str, table.frame), first_rules.WORDS)
    found = {
        one.column: (*(word for word, _ in one.words), *one.odd)
        for one in tables.treated(table, data)
    }
    target = cleaned(table, data.columns).get(data.target or "")
    if target is not None:
        found[target.name] = (*(word for word, _ in target.words), *target.odd)
    return found


def _names(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns]


def _raw(cells: Cleaned, column: Column, title: str) -> np.ndarray:
    if column.kind == "number" or column.is_numeric:
        return _numbers(cells, title)
    if column.kind == "date" and cells.kind != "date":
        wrong = cells.cells.notna()
        if wrong.any():
            raise _wrong(cells, wrong, f"dates such as {_example(column)}", title)
    return texts(cells, column.form)


def _numbers(cells: Cleaned, title: str) -> np.ndarray:
    import pandas as pd

    numbers = pd.to_numeric(cells.cells, errors="coerce") if cells.kind == "text" else cells.cells
    wrong = cells.cells.notna() & numbers.isna()
    if cells.kind == "date" or wrong.any():
        raise _wrong(
            cells, wrong if cells.kind == "text" else cells.cells.notna(), "numbers", title
        )
    found: np.ndarray = numbers.to_numpy(np.float64)
    return found


def texts(cells: Cleaned, form: str = "") -> np.ndarray:
    """Cells (rows,) as people read them in a file, "" where one is missing."""
    found = np.full(len(cells.cells), "", object)
    present = cells.cells.notna().to_numpy()
    if cells.kind == "date" and form:
        found[present] = cells.cells[present].dt.strftime(form)
    else:
        found[present] = treatments.texts(cells)
    return found


def _example(column: Column) -> str:
    return f"{column.form or '%Y-%m-%d'} (as strftime writes it)"


def _wrong(cells: Cleaned, wrong: pd.Series, what: str, title: str) -> InvalidInput:
    place = int(np.flatnonzero(wrong.to_numpy())[0])
    return InvalidInput(
        f"The column {quoted(cells.name)} of {title} must hold {what}, as in the study, "
        f"but row {place + 1:,} has {quoted(str(cells.cells.iloc[place]))}."
    )
