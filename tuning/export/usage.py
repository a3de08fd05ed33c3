"""How the best model's file is used by somebody who has plain Keras: a few lines of Python."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tuning import datasets
from tuning.datasets import Column, Dataset
from tuning.datasets.reading import Cells
from tuning.errors import NotFound
from tuning.export.python import WRITTEN, code, names, place_of, read_text
from tuning.settings import Settings
from tuning.store.view import StudyView
from tuning.study import ARRAYS, DataSpec

RAW = "raw_rows"
"""The name of a model that takes raw rows, as the engine gives it."""
PREPARED = (
    "This model was kept before models took raw rows: it wants rows that are filled, scaled and "
    "encoded already, as the exported script prepares them."
)
_LOADED = "model = keras.saving.load_model({model})"


def model_path(view: StudyView, settings: Settings) -> Path:
    """The best model's file. Raises NotFound where the study has none yet."""
    path = settings.models / str(view.study.id) / "best.keras"
    if not path.is_file():
        raise NotFound(f"Study {view.study.id} has no best model yet: {path} does not exist.")
    return path


def takes_raw_rows(model: Path) -> bool:
    """Whether a model's file takes rows as they come; those of earlier studies want prepared ones.

    Raises OSError if there is no such file.
    """
    try:
        with zipfile.ZipFile(model) as file:
            config = json.loads(file.read("config.json"))
    except (zipfile.BadZipFile, KeyError, ValueError):
        return False
    return bool(config.get("config", {}).get("name") == RAW)


def example(data: DataSpec, settings: Settings, model: str = "best.keras") -> str:
    """Python that loads the model's file and predicts rows.

    Raises InvalidInput or DatasetUnavailable where the data are not there.
    """
    dataset = datasets.load(data, settings)
    if dataset.image_shape is None and data.kind != ARRAYS:
        lines = ["import keras  # and tensorflow installed", "import pandas as pd", ""]
        lines += [
            _LOADED.format(model=code(model)),
            *_table(data, settings),
            *_columns(data, dataset, settings),
        ]
    else:
        lines = ["import keras  # and tensorflow installed", "import numpy as np", ""]
        lines += [_LOADED.format(model=code(model)), _array(dataset)]
    return "\n".join([*lines, *_outputs(dataset)]) + "\n"


def _array(dataset: Dataset) -> str:
    shape = ", ".join(map(str, dataset.image_shape or dataset.x_train.shape[1:]))
    if dataset.image_shape is None:
        return f"x = np.zeros((1, {shape}))  # put your rows here; np.nan is a missing value"
    kind = dataset.x_train.dtype.name
    return (
        f'x = np.zeros((1, {shape}), "{kind}")  # put your images here, as bright as the study\'s'
    )


def _table(data: DataSpec, settings: Settings) -> list[str]:
    """The table with its cells as texts, as they stand in the file."""
    if not data.is_table:
        return ['table = pd.read_csv("rows.csv", dtype=str, keep_default_na=False)']
    title = code(data.title)
    if data.kind == ".xlsx":
        return [f"table = pd.read_excel({title}, dtype=str, keep_default_na=False)"]
    if data.kind == ".parquet":
        return [f'table = pd.read_parquet({title}).astype("string").fillna("").astype(object)']
    read = datasets.table(data, settings)
    if data.rules > 1 and (read.skipped != 1 or read.separator == " " or read.quote != '"'):
        used = [column.name for column in datasets.load(data, settings).columns]
        return [read_text(read, sorted(used, key=place_of(read).__getitem__), title).rstrip()]
    options = f", sep={code(read.separator)}" if read.separator != "," else ""
    options += f", encoding={code(read.encoding)}" if read.encoding not in ("", "utf-8") else ""
    return [f"table = pd.read_csv({title}, dtype=str, keep_default_na=False{options})"]


def _columns(data: DataSpec, dataset: Dataset, settings: Settings) -> Iterator[str]:
    """`x`: the columns by name, numbers as floats and all others as texts."""
    read = datasets.table(data, settings) if data.is_table else None
    cells = read.cells if read else {}
    usual = Cells("number", decimal=read.decimal if read and data.rules == 1 else ".")
    numbers = [column.name for column in dataset.columns if is_number(column)]
    texts = [column.name for column in dataset.columns if not is_number(column)]
    known = {name: cells.get(name, usual) for name in numbers}
    plain = [name for name in numbers if not known[name].form and known[name].decimal == "."]
    if any(known[name].form for name in numbers):
        yield f"{WRITTEN}\n"
    yield "x = {}"
    if plain:
        yield f"for name in {names(plain)}:"
        yield '    x[name] = pd.to_numeric(table[name], errors="coerce").to_numpy()'
    for name in numbers:
        if name not in plain:
            yield f"x[{code(name)}] = {_number(name, known[name])}.to_numpy()"
    if texts:
        yield f'for name in {names(texts)}:  # texts and dates, "" is missing'
        yield "    x[name] = table[name].str.strip().to_numpy(dtype=object)"


def _number(name: str, cells: Cells) -> str:
    """A column whose numbers are written otherwise than Python writes them, as numbers."""
    given, mark = f"table[{code(name)}]", code(cells.decimal)
    if cells.form:
        return f"number({given}, {mark})"
    return f'pd.to_numeric({given}.str.replace({mark}, "."), errors="coerce")'


def is_number(column: Column) -> bool:
    """Whether the model takes its cells as numbers, and not as texts."""
    return column.kind == "number" or column.is_numeric


def _outputs(dataset: Dataset) -> Iterator[str]:
    if not dataset.classes:
        yield "predicted = model.predict(x)[:, 0]  # in its own unit"
        return
    yield f"probabilities = model.predict(x)  # of {dataset.classes} classes, in this order:"
    yield f"classes = {names(dataset.class_names)}"
    yield "predicted = [classes[k] for k in probabilities.argmax(axis=1)]"
