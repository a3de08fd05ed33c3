"""How the best model's file is used by somebody who has plain Keras: a few lines of Python."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tuning import datasets
from tuning.datasets import Column, Dataset
from tuning.errors import NotFound
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
        lines += [_LOADED.format(model=code(model)), *_table(data, settings), *_columns(dataset)]
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
    title, options = data.title if data.is_table else "rows.csv", ""
    if data.kind == ".xlsx":
        return [f"table = pd.read_excel({code(title)}, dtype=str, keep_default_na=False)"]
    if data.kind == ".parquet":
        return [f'table = pd.read_parquet({code(title)}).astype("string").fillna("")']
    if data.is_table:
        read = datasets.table(data, settings)
        options += f", sep={code(read.separator)}" if read.separator != "," else ""
        options += f", encoding={code(read.encoding)}" if read.encoding != "utf-8" else ""
    return [f"table = pd.read_csv({code(title)}, dtype=str, keep_default_na=False{options})"]


def _columns(dataset: Dataset) -> Iterator[str]:
    """`x`: the columns by name, numbers as floats and all others as texts."""
    numbers = [column.name for column in dataset.columns if is_number(column)]
    texts = [column.name for column in dataset.columns if not is_number(column)]
    yield "x = {}"
    if numbers:
        yield f"for name in {names(numbers)}:"
        yield '    x[name] = pd.to_numeric(table[name], errors="coerce").to_numpy()'
    if texts:
        yield f'for name in {names(texts)}:  # texts and dates, "" is missing'
        yield "    x[name] = table[name].str.strip().to_numpy(dtype=object)"


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


def names(given: Sequence[str]) -> str:
    """A list of texts as Python; a long one has a line for each."""
    text = json.dumps([*given], ensure_ascii=False)
    if len(text) < 80:
        return text
    return "[\n" + "".join(f"    {code(name)},\n" for name in given) + "]"


def code(text: str) -> str:
    """A text as Python has it."""
    return json.dumps(text, ensure_ascii=False)
