"""The part of an exported script that loads, divides and prepares the data, as the engine does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import numpy as np

from tuning import catalog, datasets, tasks
from tuning.datasets import SPLIT_SEED, TEST_FRACTION, arrays, first_rules, own
from tuning.datasets.base import Dataset
from tuning.export import script_table, templates
from tuning.settings import Settings
from tuning.study import DataSpec, StudySpec
from tuning.tasks import ScriptCode


def imports(text: str) -> Iterator[str]:
    """The import lines of the names that `text` uses."""
    yield "import keras"
    yield "import numpy as np"
    if "pd." in text:
        yield "import pandas as pd"
    for module, names in _NAMES.items():
        used = sorted(set(re.findall(rf"\b(?:{names})(?=\()", text)))
        if used:
            yield f"from sklearn.{module} import {', '.join(used)}"


_NAMES = {
    "compose": "ColumnTransformer",
    "datasets": r"load_\w+(?=\(return_X_y)",
    "impute": "SimpleImputer",
    "model_selection": "KFold|StratifiedKFold|train_test_split",
    "pipeline": "make_pipeline",
    "preprocessing": "FunctionTransformer|OneHotEncoder|StandardScaler",
}


def lines(spec: StudySpec, settings: Settings, fold: int | None, is_refit: bool) -> Iterator[str]:
    """The blocks that leave x_train, y_train, x_test, y_test and validation.

    Raises InvalidInput or DatasetUnavailable.

    `fold`: the one whose rows validate; `is_refit`: all training rows train.
    """
    info, method = datasets.describe(spec.data, settings), spec.evaluation.method
    code = tasks.of(spec.data).code
    among_training = code.division.format(targets="y_train")
    splits = method in ("split", "folds") and not is_refit
    if spec.data.is_own:
        yield from _own(spec, settings)
    elif info.is_file:
        yield templates.FROM_KERAS.format(name=info.name)
    else:
        yield templates.FROM_SKLEARN.format(name=info.name)
        yield _held_out(code)
    if spec.data.rows and spec.data.rows < info.rows:
        yield templates.ROWS.format(rows=spec.data.rows, division=among_training)
    if info.image:
        yield _scaled(spec, info, settings)
    if splits:
        evaluation = spec.evaluation
        template = templates.FOLD if method == "folds" else templates.SPLIT
        yield template.format(
            fraction=evaluation.fraction,
            folds=evaluation.folds,
            fold=fold,
            kind=code.folds,
            division=among_training,
        )
        yield templates.DIVIDED
    if not info.image:
        yield _transformer(spec, settings)
        yield templates.TRANSFORMED + (templates.TRANSFORMED_VALIDATION if splits else "")
    yield code.learned + (code.learned_validation if splits else "")
    if splits:
        yield "validation = (x_validation, y_validation)\n"
    else:
        yield templates.ON_ALL_ROWS if is_refit else templates.ON_THE_TEST


def _scaled(spec: StudySpec, info: catalog.DatasetInfo, settings: Settings) -> str:
    """Images as the network takes them.

    Bytes are multiplied, others divided, as the engine does: the last digits are its own.
    """
    is_bytes, shape = True, "*x.shape[:3], -1"  # Keras' own files
    if not info.is_file or spec.data.is_own:
        dataset = datasets.load(spec.data, settings)
        is_bytes = dataset.x_train.dtype == dataset.x_test.dtype == np.uint8
        height, width, *channels = dataset.image_shape or ()
        shape = ", ".join(map(str, (-1, height, width, *(channels or [1]))))
    scale = "* np.float32(1 / largest)" if is_bytes else "/ np.float32(largest)"
    template = (
        templates.SCALED_PICTURES
        if catalog.family(spec.model).images_only
        else templates.SCALED_IMAGES
    )
    return template.format(scale=scale, shape=shape)


def place(data: DataSpec, settings: Settings) -> str:
    """The line that says where a person's own data are; nothing for others."""
    if not data.is_own:
        return ""
    path = _code(str(own.path(data.name, settings)))
    return f"DATA = {path}  # set this to where your file lies\n"


def _own(spec: StudySpec, settings: Settings) -> Iterator[str]:
    task = tasks.of(spec.data)
    if spec.data.is_table and spec.data.rules > 1:
        yield from script_table.lines(spec.data, settings)
        held_out = True
    elif spec.data.is_table:
        table = datasets.table(spec.data, settings)
        yield _columns(datasets.load(spec.data, settings), spec.data.target or "")
        yield templates.FROM_CSV.format(
            separator=_code(table.separator),
            decimal=_code(table.decimal),
            missing=_code([*first_rules.MISSING_WORDS]),
            encode=task.code.encode.format(targets="y", labels="table[TARGET].to_numpy()"),
        )
        held_out = True
    else:
        found = arrays.read(own.read(spec.data, settings), spec.data.title, task)
        held_out = "x_test" not in found
        yield (templates.FROM_NPZ if held_out else templates.FROM_NPZ_WITH_TEST).format(
            encode=task.code.encode.format(targets="y" if held_out else "y_train", labels="labels"),
            encode_test=task.code.encode_test.format(targets="y_test", labels="test_labels"),
        )
    if held_out:
        yield _held_out(task.code)


def _held_out(code: ScriptCode) -> str:
    """Data that come in one piece lose their test rows."""
    division = code.division.format(targets="y")
    return templates.HELD_OUT.format(test=TEST_FRACTION, division=division, split_seed=SPLIT_SEED)


def _columns(dataset: Dataset, target: str) -> str:
    names = {
        "NUMBERS": [column.name for column in dataset.columns if not column.is_text],
        "TEXTS": [column.name for column in dataset.columns if column.is_text],
    }
    lists = "".join(f"{name} = {_code(found)}\n" for name, found in names.items())
    return f"{lists}TARGET = {_code(target)}\n"


def _code(value: str | list[str]) -> str:
    """A literal of Python; a long list has a line for each of its texts."""
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) or len(text) < 80:
        return text
    return "[\n" + "".join(f"    {_code(each)},\n" for each in value) + "]"


def _transformer(spec: StudySpec, settings: Settings) -> str:
    if not spec.data.is_own:
        return templates.STANDARDISED
    if spec.data.is_table and spec.data.rules > 1:
        return script_table.transformer(spec.data, settings)
    template = templates.ENCODED if spec.data.is_table else templates.IMPUTED
    return template.format(missing=spec.data.missing)
