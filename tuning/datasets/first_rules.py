"""How tables were read and treated before task and columns could be chosen (`DataSpec.rules` 1).

A study made then goes on as it began: the same columns, arrays and splits. Nothing new is made by
these rules; they change no more. Raises InvalidInput.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tuning import tasks
from tuning.datasets.base import SPLIT_SEED, TEST_FRACTION, Column, Dataset
from tuning.datasets.reading import Table
from tuning.datasets.rules import FIELD
from tuning.datasets.treatments import Treatment
from tuning.errors import InvalidInput, quoted
from tuning.study import DataSpec

if TYPE_CHECKING:
    import pandas as pd  # for a quick start, pandas is loaded by the first table

MISSING_WORDS = ("?",)
"""What stood for a missing value besides pandas' own words (nothing, NA, NaN, null and such)."""
WORDS = (
    *("?", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"),
    *("<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"),
)
"""All words that stood for a missing value, pandas' own among them."""
MOST_TEXTS = 100
"""Different texts up to which a column was one of categories."""
TARGET = "data.target"


def read(content: bytes, title: str) -> Table:
    """The table of a CSV in UTF-8."""
    try:
        text = content.decode("utf-8-sig")
        separator = _separator(text)
        frame, decimal = _parsed(text, separator, "."), "."
        if separator == ";":
            other = _parsed(text, separator, ",")
            if _numbers(other) > _numbers(frame):
                frame, decimal = other, ","
    except ValueError as error:
        raise InvalidInput(
            f"{title} cannot be read as CSV: {str(error).rstrip('.')}.", FIELD
        ) from error
    return Table(title, frame, separator, decimal)


def _separator(text: str) -> str:
    """What stands most often in the header outside quotes; a comma if nothing does."""
    plain = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").splitlines()[0])
    return max(",;\t|", key=plain.count)


def _parsed(text: str, separator: str, decimal: str) -> pd.DataFrame:
    import pandas as pd

    frame = pd.read_csv(
        io.StringIO(text),
        sep=separator,
        decimal=decimal,
        index_col=False,
        skipinitialspace=True,
        na_values=list(MISSING_WORDS),
        low_memory=False,
    )
    return frame.rename(columns=lambda name: str(name).strip())


def _numbers(frame: pd.DataFrame) -> int:
    return sum(_is_number(frame[name]) for name in frame)


def _is_number(column: pd.Series) -> bool:
    import pandas as pd

    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


@lru_cache(maxsize=2)
def treated(table: Table, target: str | None) -> tuple[Treatment, ...]:
    """What became of each column but the target, of a table that `read` gave."""
    return tuple(_treated(table.frame[name]) for name in table.frame if name != target)


def _treated(column: pd.Series) -> Treatment:
    name, missing = str(column.name), int(column.isna().sum())
    present = column.dropna()
    different = int(present.nunique())
    if not different:
        return Treatment(name, "empty", "it is empty", missing)
    if different == 1:
        return Treatment(name, "constant", f"it is always {present.iloc[0]}", missing)
    if _is_number(column):
        if not missing and len(column) > 2 and bool((column.diff().iloc[1:] == 1).all()):
            return Treatment(name, "id", "it counts the rows", missing, kind="number")
        return Treatment(name, "number", "its cells are numbers", missing, kind="number")
    if different > MOST_TEXTS:
        why = f"it has {different:,} different texts, more than {MOST_TEXTS}"
        return Treatment(name, "text", why, missing)
    values = tuple(sorted(map(str, present.unique())))
    why = f"it has {different:,} different texts"
    return Treatment(name, "category", why, missing, values, kind="category")


def to_dataset(table: Table, data: DataSpec) -> Dataset:
    """The data set that predicts the classes of `data.target`. Raises InvalidInput."""
    task = tasks.CLASSIFICATION
    if data.target not in table.frame:
        raise InvalidInput(
            f"target must be one of the columns of {table.title}, got {quoted(data.target)}.",
            TARGET,
        )
    what, labels = f"The target {quoted(data.target)}", table.frame[data.target].to_numpy()
    task.check_column(labels, what, TARGET)
    [y], class_names = task.encode([labels], what, TARGET)
    used = [one for one in treated(table, data.target) if one.is_used]
    x = np.column_stack([_column(table.frame[one.column], one) for one in used])
    train, test = task.hold_out(y, TEST_FRACTION, SPLIT_SEED)
    columns = (
        Column(one.column, one.values, "category", missing=WORDS)
        if one.values
        else Column(one.column)
        for one in used
    )
    return Dataset(
        data.name,
        x[train],
        y[train],
        x[test],
        y[test],
        class_names,
        columns=tuple(columns),
        missing=data.missing,
        task=task.name,
    )


def _column(column: pd.Series, treatment: Treatment) -> np.ndarray:
    if treatment.what == "number":
        return column.to_numpy(dtype=np.float64)
    places = {text: float(place) for place, text in enumerate(treatment.values)}
    present = column.notna()
    found = np.full(len(column), np.nan)
    found[present.to_numpy()] = [places[str(text)] for text in column[present]]
    return found
