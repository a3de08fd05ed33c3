"""The data sets: where they are looked for, and how they come as arrays.

Reads with NumPy and, for scikit-learn's own sets, scikit-learn (imported when first asked for).
Imports no TensorFlow: pages show samples from here. Downloading through Keras is the engine's
part (`tuning.engine.datasets`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from tuning import catalog
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.settings import Settings
from tuning.study import DataSpec

SPLIT_SEED = 0
"""Data sets without a test set of their own are split by this seed, the same for every study."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows and labels: `x_*` (rows, …) as they came, `y_*` (rows,) class numbers from 0."""

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple[str, ...]
    image_shape: tuple[int, int] | None = None
    feature_names: tuple[str, ...] = ()

    @property
    def classes(self) -> int:
        return len(self.class_names)

    def subset(self, rows: int | None, seed: int) -> Dataset:
        """With only `rows` training rows, drawn stratified. Raises InvalidInput if too few."""
        if rows is None or rows >= len(self.y_train):
            return self
        if rows < self.classes:
            raise InvalidInput(
                f"rows must be at least the {self.classes} classes of {self.name}, got {rows}.",
                "data.rows",
            )
        from sklearn.model_selection import train_test_split

        keep, _ = train_test_split(
            np.arange(len(self.y_train)), train_size=rows, stratify=self.y_train, random_state=seed
        )
        keep = np.sort(keep)
        return Dataset(
            **vars(self) | {"x_train": self.x_train[keep], "y_train": self.y_train[keep]}
        )


def load(name: str, settings: Settings) -> Dataset:
    """The data set by its catalog name.

    Raises InvalidInput for an unknown name, DatasetUnavailable if its file is not on this machine.
    """
    if name not in catalog.DATASETS:
        raise InvalidInput(
            f"The data set must be one of {', '.join(catalog.DATASETS)}, got {name!r}.",
            "data.name",
        )
    if name == "mnist":
        path = locate(name, settings)
        if path is None:
            raise DatasetUnavailable(missing(name, settings))
        return _keras_layout(name, path, path.stat().st_mtime_ns)
    return _from_sklearn(name)


def check_available(data: DataSpec, settings: Settings) -> None:
    """Raises InvalidInput if a data set is unknown; one that Keras can download passes."""
    if data.name not in catalog.DATASETS:
        load(data.name, settings)


def places(name: str, settings: Settings) -> list[Path]:
    """Where the file of a data set in Keras' layout is looked for, in this order."""
    keras_home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    folders = [settings.uploads, settings.datasets, keras_home / "datasets"]
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


@lru_cache(maxsize=2)
def _keras_layout(name: str, path: Path, _modified: int) -> Dataset:
    """An `.npz` as `keras.datasets` keeps it; never unpickled."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {key: file[key] for key in ("x_train", "y_train", "x_test", "y_test")}
    except (OSError, KeyError, ValueError, EOFError) as error:
        raise DatasetUnavailable(
            f"{path} must hold the arrays x_train, y_train, x_test and y_test, "
            f"but cannot be read so: {error}."
        ) from error
    classes = int(arrays["y_train"].max()) + 1
    return Dataset(
        name,
        arrays["x_train"],
        arrays["y_train"].astype(np.int64),
        arrays["x_test"],
        arrays["y_test"].astype(np.int64),
        tuple(str(k) for k in range(classes)),
        image_shape=arrays["x_train"].shape[1:3],
    )


@lru_cache(maxsize=4)
def _from_sklearn(name: str) -> Dataset:
    from sklearn import datasets as sklearn_datasets
    from sklearn.model_selection import train_test_split

    bunch = getattr(sklearn_datasets, f"load_{name}")()
    x_train, x_test, y_train, y_test = train_test_split(
        bunch.images if name == "digits" else bunch.data,
        bunch.target,
        test_size=0.2,
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
        image_shape=(8, 8) if name == "digits" else None,
        feature_names=tuple(map(str, getattr(bunch, "feature_names", ()))),
    )
