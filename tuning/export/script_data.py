"""The part of an exported script that loads, divides and prepares the data, as the engine does.

Text alone: the script needs scikit-learn (and pandas for a CSV), nothing of this project.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import numpy as np

from tuning import catalog, datasets, tasks
from tuning.datasets import SPLIT_SEED, TEST_FRACTION, arrays, csv_file, own
from tuning.datasets.base import Dataset
from tuning.settings import Settings
from tuning.study import StudySpec


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
    "preprocessing": "OneHotEncoder|StandardScaler",
}


def lines(spec: StudySpec, settings: Settings, fold: int | None, is_refit: bool) -> Iterator[str]:
    """The blocks that leave x_train, y_train, x_test, y_test and validation.

    Raises InvalidInput or DatasetUnavailable.

    `fold`: the one whose rows validate; `is_refit`: all training rows train.
    """
    info, method = datasets.describe(spec.data, settings), spec.evaluation.method
    code = tasks.of(spec.data).code
    division = code.division.format(targets="y")
    among_training = code.division.format(targets="y_train")
    splits = method in ("split", "folds") and not is_refit
    if spec.data.is_own:
        yield from _own(spec, settings)
    else:
        yield (_FROM_KERAS if info.is_file else _FROM_SKLEARN).format(
            name=info.name, test=TEST_FRACTION, division=division, split_seed=SPLIT_SEED
        )
    if spec.data.rows and spec.data.rows < info.rows:
        yield _ROWS.format(rows=spec.data.rows, division=among_training)
    if info.image:
        yield _scaled(spec, info, settings)
    if splits:
        evaluation = spec.evaluation
        template = _FOLD if method == "folds" else _SPLIT
        yield template.format(
            fraction=evaluation.fraction,
            folds=evaluation.folds,
            fold=fold,
            kind=code.folds,
            division=among_training,
        )
        yield _DIVIDED
    if not info.image:
        yield _transformer(spec)
        yield _TRANSFORMED + (_TRANSFORMED_VALIDATION if splits else "")
    if splits:
        yield "validation = (x_validation, y_validation)\n"
    else:
        yield _ON_ALL_ROWS if is_refit else _ON_THE_TEST


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
    template = _SCALED_PICTURES if catalog.family(spec.model).images_only else _SCALED_IMAGES
    return template.format(scale=scale, shape=shape)


def _own(spec: StudySpec, settings: Settings) -> Iterator[str]:
    yield f"FILE = {_code(str(own.path(spec.data.name, settings)))}  # where the data are\n"
    task = tasks.of(spec.data)
    if spec.data.kind == ".csv":
        table = datasets.table(spec.data, settings)
        yield _columns(datasets.load(spec.data, settings), spec.data.target or "")
        yield _FROM_CSV.format(
            separator=_code(table.separator),
            decimal=_code(table.decimal),
            missing=_code(list(csv_file.MISSING_WORDS)),
            encode=task.code.encode.format(targets="y", labels="table[TARGET].to_numpy()"),
        )
        held_out = True
    else:
        found = arrays.read(own.read(spec.data, settings), spec.data.title, task)
        held_out = "x_test" not in found
        yield (_FROM_NPZ if held_out else _FROM_NPZ_WITH_TEST).format(
            encode=task.code.encode.format(targets="y" if held_out else "y_train", labels="labels"),
            encode_test=task.code.encode_test.format(targets="y_test", labels="test_labels"),
        )
    if held_out:
        division = task.code.division.format(targets="y")
        yield _HELD_OUT.format(test=TEST_FRACTION, division=division, split_seed=SPLIT_SEED)


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


def _transformer(spec: StudySpec) -> str:
    if not spec.data.is_own:
        return _STANDARDISED
    template = _ENCODED if spec.data.kind == ".csv" else _IMPUTED
    return template.format(missing=spec.data.missing)


_FROM_SKLEARN = """\
x, y = load_{name}(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(
    x, y, test_size={test}, {division}random_state={split_seed}
)
"""

_FROM_KERAS = """\
(x_train, y_train), (x_test, y_test) = keras.datasets.{name}.load_data()
"""

_FROM_CSV = """\
table = pd.read_csv(
    FILE,
    sep={separator},
    decimal={decimal},
    encoding="utf-8-sig",
    index_col=False,
    skipinitialspace=True,
    na_values={missing},
    low_memory=False,
)
table.columns = [str(name).strip() for name in table.columns]
x = table[NUMBERS + TEXTS].to_numpy(dtype=object)
{encode}
"""

_FROM_NPZ = """\
with np.load(FILE, allow_pickle=False) as file:
    x, labels = file["x_train"], file["y_train"].reshape(-1)
{encode}
"""

_FROM_NPZ_WITH_TEST = """\
with np.load(FILE, allow_pickle=False) as file:
    x_train, labels = file["x_train"], file["y_train"].reshape(-1)
    x_test, test_labels = file["x_test"], file["y_test"].reshape(-1)
{encode}
{encode_test}
"""

_HELD_OUT = """\
x_train, x_test, y_train, y_test = train_test_split(
    x, y, test_size={test}, {division}random_state={split_seed}
)
"""

_SCALED_IMAGES = """\
# One row an image, every pixel divided by the largest.
largest = max(x_train.max(), x_test.max())
x_train, x_test = (
    x.reshape(len(x), -1).astype("float32") {scale} for x in (x_train, x_test)
)
"""

_SCALED_PICTURES = """\
# Every pixel divided by the largest; the last axis is the channels.
largest = max(x_train.max(), x_test.max())
x_train, x_test = (
    x.reshape({shape}).astype("float32") {scale} for x in (x_train, x_test)
)
"""

_ROWS = """\
keep, _ = train_test_split(
    np.arange(len(y_train)), train_size={rows}, {division}random_state=DATA_SEED
)
keep.sort()
x_train, y_train = x_train[keep], y_train[keep]
"""

_SPLIT = """\
# The rows that validate.
training, held_out = train_test_split(
    np.arange(len(y_train)), test_size={fraction!r}, {division}random_state=DATA_SEED
)
training.sort()
held_out.sort()
"""

_FOLD = """\
# Of {folds} folds, the one that this model was validated on.
FOLD = {fold}
folds = {kind}({folds}, shuffle=True, random_state=DATA_SEED)
training, held_out = list(folds.split(x_train, y_train))[FOLD]
"""

_DIVIDED = """\
x_validation, y_validation = x_train[held_out], y_train[held_out]
x_train, y_train = x_train[training], y_train[training]
"""

_STANDARDISED = """\
# Every column to mean 0 and deviation 1, by what the training rows alone say.
transformer = StandardScaler()
"""

_IMPUTED = """\
# Missing values filled, every column to mean 0 and deviation 1, by the training rows alone.
transformer = make_pipeline(
    SimpleImputer(strategy="{missing}", keep_empty_features=True), StandardScaler()
)
"""

_ENCODED = """\
# Missing values filled, numbers to mean 0 and deviation 1, texts one-hot, by the training rows
# alone.
numbers = make_pipeline(
    SimpleImputer(strategy="{missing}", keep_empty_features=True), StandardScaler()
)
texts = make_pipeline(
    SimpleImputer(strategy="most_frequent", keep_empty_features=True),
    OneHotEncoder(handle_unknown="ignore", sparse_output=False),
)
transformer = ColumnTransformer(
    [
        ("numbers", numbers, list(range(len(NUMBERS)))),
        ("texts", texts, list(range(len(NUMBERS), len(NUMBERS) + len(TEXTS)))),
    ]
)
"""

_TRANSFORMED = """\
transformer.fit(x_train)
x_train = transformer.transform(x_train).astype("float32")
x_test = transformer.transform(x_test).astype("float32")
"""

_TRANSFORMED_VALIDATION = """\
x_validation = transformer.transform(x_validation).astype("float32")
"""

_ON_THE_TEST = "validation = (x_test, y_test)  # as the study did: its scores are optimistic\n"
_ON_ALL_ROWS = "validation = None  # the best values, trained once more on all training rows\n"
