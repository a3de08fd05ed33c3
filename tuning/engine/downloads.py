"""Data for the engine: what the project finds on this machine, else what Keras downloads."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import keras
import numpy as np

from tuning import datasets, tasks
from tuning.datasets import Dataset
from tuning.errors import DatasetUnavailable
from tuning.settings import Settings
from tuning.study import DataSpec

log = logging.getLogger(__name__)


def get(data: DataSpec, settings: Settings, seed: int) -> Dataset:
    """The data of a study. Raises InvalidInput or DatasetUnavailable, one sentence each."""
    try:
        return found(data, settings, seed)
    except DatasetUnavailable:
        if data.is_own or _source(data.name) is None or datasets.locate(data.name, settings):
            raise
        return _downloaded(data.name, settings).subset(data.rows, seed)


def found(data: DataSpec, settings: Settings, seed: int) -> Dataset:
    """The data of a study, if they are on this machine. Raises as `get`."""
    return datasets.load(data, settings).subset(data.rows, seed)


def key(data: DataSpec, seed: int) -> str:
    """Names the same data for all studies that use them: by all that is said of them, since a
    column that is left out, another task or other classes make other data of the same file."""
    subset = seed if data.rows else 0
    return f"{subset} {data.model_copy(update={'task': tasks.of(data).name}).model_dump_json()}"


def _source(name: str) -> Any:
    """Keras' module that downloads a data set; None if Keras has none."""
    return getattr(keras.datasets, name, None)


def _downloaded(name: str, settings: Settings) -> Dataset:
    try:
        (x_train, y_train), (x_test, y_test) = _source(name).load_data()
    except Exception as error:  # the network fails in many ways
        log.warning("Keras could not download %s: %s", name, error)
        raise DatasetUnavailable(datasets.missing(name, settings)) from error
    if datasets.locate(name, settings) is None:  # Keras keeps Fashion-MNIST as four files
        _keep(settings.datasets / f"{name}.npz", x_train, y_train, x_test, y_test)
    return datasets.load(name, settings)


def _keep(path: Path, *arrays: np.ndarray) -> None:
    """Arrays as one file in Keras' layout, whole or not at all."""
    names = ("x_train", "y_train", "x_test", "y_test")
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(file, **dict(zip(names, arrays, strict=True)))  # type: ignore[arg-type]
    part.replace(path)
