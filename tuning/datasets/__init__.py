"""The data sets: where they are looked for, how they come as arrays, and what they are.

Reads with NumPy and, when first asked for, scikit-learn and pandas. Imports no TensorFlow: pages
show samples from here. Downloading through Keras is the engine's part (`tuning.engine.downloads`).
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import numpy as np

from tuning import catalog
from tuning import settings as settings_module
from tuning.catalog import DatasetInfo
from tuning.datasets import arrays, own, tables
from tuning.datasets.base import SPLIT_SEED, TEST_FRACTION, Column, Dataset
from tuning.datasets.stratified import splits, subset
from tuning.errors import DatasetUnavailable, InvalidInput, quoted
from tuning.settings import Settings
from tuning.study import OWN, DataSpec

Stamp = tuple[int, int]
"""A file's time and size: what is kept in memory belongs to one."""

FASHION = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)
_CLASS_NAMES = {"fashion_mnist": FASHION}


# -- loading -------------------------------------------------------------------------------


def load(data: DataSpec | str, settings: Settings) -> Dataset:
    """The whole data set.

    Raises InvalidInput for what cannot be data, DatasetUnavailable if a file is not here.
    """
    data = DataSpec(name=data) if isinstance(data, str) else data
    check_name(data)
    if data.is_own:
        return _own(data.model_copy(update={"rows": None}), settings, stamp(data, settings))
    if not catalog.DATASETS[data.name].is_file:
        return _from_sklearn(data.name)
    path = locate(data.name, settings)
    if path is None:
        raise DatasetUnavailable(missing(data.name, settings))
    return _keras_layout(data.name, path, _stamp_of(path))


def table(data: DataSpec, settings: Settings) -> tables.Table:
    """The CSV of an own data set as it stands in its file. Raises as `load` does."""
    return _table(data.model_copy(update=_ANY_TARGET), settings, stamp(data, settings))


_ANY_TARGET = {"rows": None, "target": None, "missing": "median"}


def check_name(data: DataSpec) -> None:
    """Raises InvalidInput for a name or a target that no data set has."""
    if data.name not in catalog.DATASETS and not data.is_own:
        raise InvalidInput(
            f"The data set must be one of {', '.join(catalog.DATASETS)} or one of your own, "
            f"got {quoted(data.name)}.",
            "data.name",
        )
    if data.is_own and data.kind not in (".csv", ".npz"):
        raise InvalidInput(f"Own data come as .csv or .npz, got {quoted(data.title)}.", "data.file")
    if data.target is not None and data.kind != ".csv":
        raise InvalidInput(
            f"target is for a CSV and must be left out for {data.title}, "
            f"got {quoted(data.target)}.",
            "data.target",
        )


@lru_cache(maxsize=3)
def _own(data: DataSpec, settings: Settings, stamp: Stamp) -> Dataset:
    if data.kind == ".csv":
        read = _table(data.model_copy(update=_ANY_TARGET), settings, stamp)
        return tables.to_dataset(read, data.name, data.target, data.missing)
    found = arrays.read(own.read(data, settings), data.title)
    return arrays.to_dataset(found, data.name, data.title, data.missing)


@lru_cache(maxsize=3)
def _table(data: DataSpec, settings: Settings, _stamp: Stamp) -> tables.Table:
    return tables.read(own.read(data, settings), data.title)


def stamp(data: DataSpec, settings: Settings) -> Stamp:
    """The stamp of a data set's file; zeros where there is none."""
    path = Path(data.file) if data.file else locate(data.name, settings)
    return _stamp_of(path) if path else (0, 0)


def _stamp_of(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _keras_layout(name: str, path: Path, _stamp: Stamp) -> Dataset:
    """An `.npz` as `keras.datasets` keeps it; never unpickled."""
    info = catalog.DATASETS[name]
    try:
        found = arrays.read(path.read_bytes(), str(path))
        if "x_test" not in found:
            raise InvalidInput("x_test and y_test are missing.")
        if not 0 <= int(found["y_train"].min()) <= int(found["y_train"].max()) < info.classes:
            raise InvalidInput(f"its labels are not 0 to {info.classes - 1}.")
    except (OSError, InvalidInput) as error:
        raise DatasetUnavailable(
            f"{path} must hold {info.title} in the arrays x_train, y_train, x_test and y_test, "
            f"but cannot be read so: {str(error).rstrip('.')}."
        ) from error
    return Dataset(
        name,
        found["x_train"],
        found["y_train"],
        found["x_test"],
        found["y_test"],
        _CLASS_NAMES.get(name, tuple(str(k) for k in range(info.classes))),
        image_shape=found["x_train"].shape[1:3],
    )


@lru_cache(maxsize=4)
def _from_sklearn(name: str) -> Dataset:
    from sklearn import datasets as sklearn_datasets
    from sklearn.model_selection import train_test_split

    bunch = getattr(sklearn_datasets, f"load_{name}")()
    image = catalog.DATASETS[name].image
    x_train, x_test, y_train, y_test = train_test_split(
        bunch.images if image else bunch.data,
        bunch.target,
        test_size=TEST_FRACTION,
        stratify=bunch.target,
        random_state=SPLIT_SEED,
    )
    return Dataset(
        name,
        x_train,
        y_train.astype(np.int64),
        x_test,
        y_test.astype(np.int64),
        tuple(str(label) for label in bunch.target_names),
        image_shape=bunch.images.shape[1:] if image else None,
        columns=() if image else tuple(Column(str(feature)) for feature in bunch.feature_names),
    )


# -- describing -------------------------------------------------------------------------


def describe(data: DataSpec | str, settings: Settings | None = None) -> DatasetInfo:
    """What a data set is: its sizes for the plan, its words for the pages.

    Own data are read for it, once a file. Raises InvalidInput or DatasetUnavailable.
    """
    data = DataSpec(name=data) if isinstance(data, str) else data
    check_name(data)
    if not data.is_own:
        return catalog.DATASETS[data.name]
    settings = settings or settings_module.load()
    return _described(data.model_copy(update={"rows": None}), settings, stamp(data, settings))


@lru_cache(maxsize=256)
def _described(data: DataSpec, settings: Settings, _stamp: Stamp) -> DatasetInfo:
    found = load(data, settings)
    rows, tests = len(found.y_train), len(found.y_test)
    if found.image_shape:
        what = f"{rows + tests:,} images of {'×'.join(map(str, found.image_shape))}"
    else:
        texts = sum(column.is_text for column in found.columns)
        parts = (_count(len(found.columns) - texts, "number"), _count(texts, "text"))
        what = f"{rows + tests:,} rows of {' and '.join(part for part in parts if part)}"
    goal = f", to predict {data.target}" if data.target else ""
    return DatasetInfo(
        data.name,
        data.title,
        f"{what}{goal}: {found.classes} classes, {tests:,} rows kept for the test.",
        bool(found.image_shape),
        rows,
        tests,
        found.features,
        found.classes,
        is_file=True,
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}" if number else ""


def listed(settings: Settings) -> list[DatasetInfo]:
    """The data sets that can be chosen: those built in, then a person's own."""
    return [
        *catalog.DATASETS.values(),
        *(_outlined(name, settings) for name in own.names(settings)),
    ]


def _outlined(name: str, settings: Settings) -> DatasetInfo:
    """An own data set with the target that is likeliest, or the sentence why it is unusable."""
    data = DataSpec(name=name)
    try:
        return describe(data.model_copy(update={"target": likely_target(data, settings)}), settings)
    except (InvalidInput, DatasetUnavailable) as error:
        return DatasetInfo(name, data.title, str(error), False, 0, 0, 0, 0, is_file=True)


def likely_target(data: DataSpec, settings: Settings) -> str | None:
    """The column that a CSV is likeliest to predict; None for other data."""
    if data.kind != ".csv":
        return None
    possible = possible_targets(data, settings)
    return possible[0] if possible else None


def possible_targets(data: DataSpec, settings: Settings) -> list[str]:
    """The columns of a CSV that can be predicted, the likeliest first."""
    return [*_possible(data.model_copy(update=_ANY_TARGET), settings, stamp(data, settings))]


@lru_cache(maxsize=64)
def _possible(data: DataSpec, settings: Settings, stamp: Stamp) -> tuple[str, ...]:
    return tuple(tables.possible_targets(_table(data, settings, stamp)))


# -- files ---------------------------------------------------------------------------------


def adopt(data: DataSpec, settings: Settings) -> DataSpec:
    """The data of a study file's `file`, kept in the home; other data as they are.

    Raises InvalidInput, and then keeps nothing.
    """
    if not data.file:
        return data
    load(data, settings)
    name = own.keep(own.read(data, settings), data.title, settings)
    return data.model_copy(update={"name": name, "file": None})


def find(word: str, settings: Settings) -> DataSpec:
    """The data set that a person names: one built in, one's own by its title, or a file's path.

    Raises InvalidInput if several own data sets have that title.
    """
    if word in catalog.DATASETS or OWN.fullmatch(word):
        return DataSpec(name=word)
    title = word.removeprefix("own/")
    titles = {name: DataSpec(name=name).title for name in own.names(settings)}
    found = [name for name in titles if title in (titles[name], Path(titles[name]).stem)]
    if len(found) > 1:
        raise InvalidInput(
            f"The data set {quoted(word)} could be any of {', '.join(found)}: give the whole name.",
            "data.name",
        )
    if found:
        return DataSpec(name=found[0])
    if Path(word).suffix.lower() in (".csv", ".npz") and Path(word).is_file():
        return DataSpec(file=str(Path(word).resolve()))
    return DataSpec(name=word)


def places(name: str, settings: Settings) -> list[Path]:
    """Where the file of a data set in Keras' layout is looked for, in this order."""
    if OWN.fullmatch(name):
        return [own.path(name, settings)]
    keras_home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    folders = [settings.datasets, settings.further_datasets, keras_home / "datasets"]
    return [folder / f"{name}.npz" for folder in folders if folder is not None]


def locate(name: str, settings: Settings) -> Path | None:
    """The first of `places` that exists."""
    return next((path for path in places(name, settings) if path.is_file()), None)


def missing(name: str, settings: Settings) -> str:
    """The sentence that says where a data set was looked for."""
    looked = ", ".join(str(path) for path in places(name, settings))
    return (
        f"The data set {name} is not on this machine and could not be downloaded: "
        f"put {name}.npz at one of {looked}."
    )


__all__ = [
    "SPLIT_SEED",
    "TEST_FRACTION",
    "Column",
    "Dataset",
    "Stamp",
    "adopt",
    "check_name",
    "describe",
    "find",
    "likely_target",
    "listed",
    "load",
    "locate",
    "missing",
    "own",
    "places",
    "possible_targets",
    "splits",
    "stamp",
    "subset",
    "table",
]
