"""A file of rows with what a study's best model says of each: its predictions as new columns.

What the model is asked comes from the file by the same reader that read the study's data; which
columns it may have besides is said here. Raises InvalidInput, one sentence each.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tuning import datasets, metrics, tasks
from tuning.datasets import Dataset, arrays, raw, reading
from tuning.datasets.names import check_names, column_name
from tuning.datasets.reading import Cells
from tuning.datasets.rules import check_size
from tuning.errors import InvalidInput
from tuning.settings import Settings
from tuning.study import ARRAYS, DataSpec
from tuning.text.names import unique

if TYPE_CHECKING:
    import pandas as pd

PREDICTION = "prediction"
PROBABILITY = "probability of {}"
REMEDY = "With --extra such columns may stand there, unused."


@dataclass(frozen=True, eq=False)
class Given:
    """The rows of a file."""

    title: str
    inputs: Mapping[str, np.ndarray] | np.ndarray
    """As the model takes them: columns (rows,) by name, or images (rows, …)."""
    frame: pd.DataFrame
    """The table as it stands in the file; of arrays the numbers of the rows."""
    truth: np.ndarray | None
    """What the file says of the target: texts ("": nothing) or numbers; None if it does not."""
    notes: tuple[str, ...] = ()
    """Sentences on what was assumed as it was read."""
    separator: str = ","
    decimal: str = "."
    """How the file is written, where it is a text."""

    @property
    def rows(self) -> int:
        return len(self.frame)


def read(path: Path, data: DataSpec, settings: Settings, *, extra: bool = False) -> Given:
    """The rows of a file that a study's best model is to predict.

    It must have every column that the study learned from, and may have the study's others, which
    stay as they are; `extra`: any others, too.
    """
    title = path.name
    try:
        check_size(path.stat().st_size, title)
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error
    dataset = datasets.load(data, settings)
    if path.suffix.lower() == ARRAYS:
        return _arrays(content, title, dataset)
    if dataset.image_shape is not None:
        raise InvalidInput(
            f"The study has learned from images, which come as an {ARRAYS} file, got {title}."
        )
    return _table(content, title, dataset, data, settings, extra)


def _table(
    content: bytes, title: str, dataset: Dataset, data: DataSpec, settings: Settings, extra: bool
) -> Given:
    table = reading.read(content, title, _like(dataset, data, settings))
    names = list(map(str, table.frame))
    wanted = [column.name for column in dataset.columns]
    also, missing = _of_the_study(data, settings)
    asked = [name for name in names if name in wanted or not (extra or name in also)]
    check_names(asked, wanted, REMEDY)
    inputs = raw.of_table(table, dataset.columns, missing)
    return Given(
        title,
        inputs,
        _as_it_stands(content, table),
        _truth(table, dataset, data.target, missing),
        table.notes,
        table.separator if table.separator.strip() else ",",
        table.decimal,
    )


def _like(dataset: Dataset, data: DataSpec, settings: Settings) -> reading.Table | None:
    """A study's own table, and how its cells are meant: those of new rows are meant so, too."""
    if not data.is_table:
        return None
    table = datasets.table(data, settings)
    if table.cells:
        return table
    known = {  # read by the first rules, which note nothing
        column.name: Cells("number" if column.kind == "number" else "text")
        for column in dataset.columns
    }
    return replace(table, cells=known)


def _of_the_study(
    data: DataSpec, settings: Settings
) -> tuple[set[str], dict[str, tuple[str, ...]]]:
    """The names of all columns of a study's own table, and what means missing in each."""
    if not data.is_table:
        return set(), {}
    table = datasets.table(data, settings)
    return set(map(str, table.frame)), raw.words(table, data)


def _truth(
    table: reading.Table,
    dataset: Dataset,
    target: str | None,
    missing: Mapping[str, tuple[str, ...]],
) -> np.ndarray | None:
    if target is None or target not in table.frame:
        return None
    cells = raw.read(table, missing)[target]
    if dataset.class_names:
        return raw.texts(cells, cells.form)
    return cells.cells.to_numpy(np.float64) if cells.kind == "number" else None


def _as_it_stands(content: bytes, table: reading.Table) -> pd.DataFrame:
    """The cells of a text file as texts; of others, or where they do not come out alike, as read.

    How plain pandas reads them again is said by `Table`.
    """
    import pandas as pd

    if table.separator:
        cells = pd.read_csv(
            io.BytesIO(content),
            sep=r"\s+" if table.separator == " " else table.separator,
            header=None,
            skiprows=table.skipped,
            usecols=list(table.places),
            names=list(table.frame),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            encoding=table.encoding,
            quotechar=table.quote,
            skipinitialspace=True,
            on_bad_lines="skip",
        )
        if len(cells) == len(table.frame):
            return cells
    return table.frame.apply(_as_read)


def _as_read(column: pd.Series) -> pd.Series:
    """Whole numbers without a decimal point."""
    known = column.dropna()
    is_whole = reading.is_number(column) and bool((known == known.round()).all())
    return column.astype("Int64") if is_whole and (known.abs() < 2**53).all() else column


def _arrays(content: bytes, title: str, dataset: Dataset) -> Given:
    import pandas as pd

    x, y = arrays.to_predict(content, title)
    shape, names = dataset.image_shape, [column.name for column in dataset.columns]
    if shape is not None:
        wanted: tuple[int, ...] = tuple(shape)
        fits = x.shape[1:] in (wanted, (*wanted, 1))
        inputs: Mapping[str, np.ndarray] | np.ndarray = x.reshape(-1, *wanted) if fits else x
    else:
        wanted = (len(names),)
        is_unnamed = names == [column_name(place) for place in range(len(names))]
        fits = x.shape[1:] == wanted and is_unnamed
        inputs = dict(zip(names, x.T, strict=True)) if fits else {}
    if not fits:
        raise InvalidInput(
            f"The rows of {title} must have the shape {wanted} of the study's, got {x.shape[1:]}."
        )
    return Given(title, inputs, pd.DataFrame({"row": np.arange(len(x))}), _labels(y, dataset))


def _labels(y: np.ndarray | None, dataset: Dataset) -> np.ndarray | None:
    """What is true of an array's rows: classes by their names, or quantities."""
    if y is None:
        return None
    if not dataset.class_names:
        return y.astype(np.float64)
    return np.array([f"{label:.15g}" for label in y]) if y.dtype.kind in "bf" else y.astype(str)


def joined(given: Given, dataset: Dataset, outputs: np.ndarray) -> pd.DataFrame:
    """The table with its predictions. `outputs`: probabilities (rows, classes), or (rows, 1)."""
    import pandas as pd

    classes = dataset.class_names
    if classes:
        new = [np.array(classes, object)[outputs.argmax(axis=1)], *outputs.T]
        names = [PREDICTION, *map(PROBABILITY.format, classes)]
    else:
        new, names = [outputs[:, 0]], [PREDICTION]
    columns = unique([*map(str, given.frame), *names])[given.frame.shape[1] :]
    added = pd.DataFrame(dict(zip(columns, new, strict=True)), index=given.frame.index)
    return pd.concat([given.frame, added], axis=1)


@dataclass(frozen=True)
class Score:
    """How far the predictions are right, where the file says what is true."""

    rows: int
    """Of how many rows it does."""
    metrics: dict[str, float]


def score(given: Given, dataset: Dataset, outputs: np.ndarray) -> Score | None:
    """None where the file does not have the target, in no row a known value of it."""
    if given.truth is None:
        return None
    if dataset.class_names:
        places = {name: place for place, name in enumerate(dataset.class_names)}
        y = np.array([places.get(str(text), np.nan) for text in given.truth])
    else:
        y, outputs = given.truth, outputs[:, 0]
    known = ~np.isnan(y)
    if not known.any():
        return None
    named = tasks.task(dataset.task).measures(dataset.classes)
    found = metrics.judge(named, y[known], outputs[known])
    return Score(int(known.sum()), found)


__all__ = ["Given", "Score", "joined", "read", "score"]
