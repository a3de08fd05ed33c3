"""Data sets as arrays: from scikit-learn, from files in Keras' layout, from a person's own files.

What was read is kept in memory, under its file's stamp. Imports no TensorFlow: pages show samples
from here. Downloading through Keras is the engine's part (`tuning.engine.downloads`).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from pathlib import Path

from tuning import catalog, tasks
from tuning.datasets import arrays, first_rules, own, reading, rules, tables, targets
from tuning.datasets import warnings as data_warnings
from tuning.datasets.base import SPLIT_SEED, TEST_FRACTION, Column, Dataset
from tuning.datasets.places import locate, missing
from tuning.errors import DatasetUnavailable, InvalidInput, quoted
from tuning.settings import Settings
from tuning.study import DataSpec

Stamp = tuple[int, int]
"""A file's time and size: what is kept in memory belongs to one."""

ANY_TARGET = {
    "rows": None,
    "target": None,
    "task": None,
    "columns": (),
    "small_classes": "leave_out",
    "missing": "median",
}
"""What the table of a file does not depend on, so that it is read once."""


def load(data: DataSpec | str, settings: Settings) -> Dataset:
    """The whole data set.

    Raises InvalidInput for what cannot be data, DatasetUnavailable if a file is not here.
    """
    data = DataSpec(name=data) if isinstance(data, str) else data
    check_name(data)
    if data.is_own:
        data = resolve(data, settings)
        return _own(data.model_copy(update={"rows": None}), settings, stamp(data, settings))
    if not catalog.DATASETS[data.name].is_file:
        return _from_sklearn(data.name)
    path = locate(data.name, settings)
    if path is None:
        raise DatasetUnavailable(missing(data.name, settings))
    return _keras_layout(data.name, path, _stamp_of(path))


def table(data: DataSpec, settings: Settings) -> reading.Table:
    """The CSV of an own data set as it stands in its file. Raises as `load` does."""
    return _table(data.model_copy(update=ANY_TARGET), settings, stamp(data, settings))


def warnings_on(data: DataSpec, settings: Settings) -> list[str]:
    """What was assumed of a person's own data, what is left out of them, and what else to know.

    Raises as `load` does.
    """
    if data.is_table:
        read, data = table(data, settings), resolve(data, settings)
        told = (data_warnings.of_table(read, data), data_warnings.of_columns(read, data))
        return [*read.notes, *chain(*told)]
    return data_warnings.of_arrays(load(data, settings)) if data.is_own else []


def resolve(data: DataSpec, settings: Settings) -> DataSpec:
    """The data with what is learned from them, as they suggest it where nobody said so.

    Raises as `load` does.
    """
    if data.task is not None or not data.is_own:
        return data.model_copy(update={"task": tasks.of(data).name})
    return data.model_copy(update={"task": _suggested(data, settings, stamp(data, settings))})


def check_name(data: DataSpec) -> None:
    """Raises InvalidInput for a name, a target or a task that no data set has."""
    if data.name not in catalog.DATASETS and not data.is_own:
        raise InvalidInput(
            f"The data set must be one of {', '.join(catalog.DATASETS)} or one of your own, "
            f"got {quoted(data.name)}.",
            "data.name",
        )
    if data.is_own:
        rules.check_kind(data.title, "data.file")
    known = None if data.is_own else catalog.DATASETS[data.name].task
    if known and data.task not in (None, known):
        raise InvalidInput(
            f"task must be {known} for {data.name}, or left out, got {data.task}.", "data.task"
        )
    if data.target is not None and not data.is_table:
        raise InvalidInput(
            f"target is for a table and must be left out for {data.title}, "
            f"got {quoted(data.target)}.",
            "data.target",
        )


def adopt(data: DataSpec, settings: Settings) -> DataSpec:
    """The data of a study file's `file`, kept in the home; other data as they are.

    Raises InvalidInput, and then keeps nothing.
    """
    if not data.file:
        return data
    load(data, settings)
    name = own.keep(own.read(data, settings), data.title, settings)
    return data.model_copy(update={"name": name, "file": None})


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


@lru_cache(maxsize=64)
def _suggested(data: DataSpec, settings: Settings, _stamp: Stamp) -> str:
    """What a table's target suggests, or the targets among arrays."""
    if not data.is_table:
        return arrays.suggested(own.read(data, settings), data.title)
    if data.target is None:
        return tasks.CLASSIFICATION.name
    column = targets.named(table(data, settings), data)
    return targets.suggested(column, data) or tasks.CLASSIFICATION.name


@lru_cache(maxsize=3)
def _own(data: DataSpec, settings: Settings, stamp: Stamp) -> Dataset:
    task = tasks.of(data)
    if data.is_table:
        read = _table(data.model_copy(update=ANY_TARGET), settings, stamp)
        return tables.to_dataset(read, data)
    found = arrays.read(own.read(data, settings), data.title, task)
    return arrays.to_dataset(found, data.name, data.title, data.missing, task)


@lru_cache(maxsize=3)
def _table(data: DataSpec, settings: Settings, _stamp: Stamp) -> reading.Table:
    read = first_rules.read if data.rules == 1 else reading.read
    return read(own.read(data, settings), data.title)


@lru_cache(maxsize=2)
def _keras_layout(name: str, path: Path, _stamp: Stamp) -> Dataset:
    """An `.npz` as `keras.datasets` keeps it; never unpickled."""
    info = catalog.DATASETS[name]
    try:
        found = arrays.read(path.read_bytes(), str(path), tasks.of(DataSpec(name=name)))
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
        info.class_names or tuple(str(k) for k in range(info.classes)),
        image_shape=found["x_train"].shape[1:3],
    )


@lru_cache(maxsize=4)
def _from_sklearn(name: str) -> Dataset:
    from sklearn import datasets as sklearn_datasets

    bunch = getattr(sklearn_datasets, f"load_{name}")()
    image, task = catalog.DATASETS[name].image, tasks.of(DataSpec(name=name))
    [y], _ = task.encode([bunch.target], f"The target of {name}", "data.name")
    x = bunch.images if image else bunch.data
    train, test = task.hold_out(y, TEST_FRACTION, SPLIT_SEED)
    return Dataset(
        name,
        x[train],
        y[train],
        x[test],
        y[test],
        tuple(map(str, bunch.get("target_names", ()))),
        image_shape=bunch.images.shape[1:] if image else None,
        columns=() if image else tuple(Column(str(feature)) for feature in bunch.feature_names),
        task=task.name,
    )
