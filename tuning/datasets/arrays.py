"""An `.npz` in Keras' layout (x_train, y_train, x_test, y_test), read and never unpickled.

Without x_test and y_test, 20 % of the rows become the test set. Raises InvalidInput, one sentence
each.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

import numpy as np

from tuning.datasets.base import SPLIT_SEED, TEST_FRACTION, Column, Dataset
from tuning.datasets.names import column_name
from tuning.datasets.rules import (
    BROKEN,
    FIELD,
    LARGEST,
    MOST_INPUTS,
    check_unpacked,
)
from tuning.errors import InvalidInput
from tuning.study import TaskName
from tuning.tasks import MOST_CLASSES, Task

Arrays = Mapping[str, np.ndarray]
TRAINING, TEST = ("x_train", "y_train"), ("x_test", "y_test")


def read(content: bytes, title: str, task: Task) -> dict[str, np.ndarray]:
    """The arrays of a file, checked against each other and as a task's."""
    arrays = _unpacked(content, title)
    missing = [name for name in TRAINING if name not in arrays]
    missing += [name for name in TEST if name not in arrays and set(TEST) & set(arrays)]
    if missing:
        raise InvalidInput(
            f"{title} must hold the arrays x_train and y_train, and x_test and y_test or neither, "
            f"but {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing; "
            f"it holds {', '.join(arrays) or 'nothing'}.",
            FIELD,
        )
    for part in ("train", "test") if "x_test" in arrays else ("train",):
        arrays[f"y_{part}"] = _check_part(arrays, part, title, task)
    if "x_test" in arrays:
        _check_shapes(arrays, title)
        task.check_test(arrays["y_train"], arrays["y_test"], title, FIELD)
    return arrays


def suggested(content: bytes, title: str) -> TaskName:
    """What is learned of a file's targets: numbers with fractions or of too many are quantities."""
    y = _unpacked(content, title, TRAINING[1:]).get("y_train")
    if y is None or y.dtype.kind not in "iuf":
        return "classification"
    different = np.unique(y[np.isfinite(y)])
    is_quantity = len(different) > MOST_CLASSES or (different != np.round(different)).any()
    return "regression" if is_quantity else "classification"


def to_predict(content: bytes, title: str) -> tuple[np.ndarray, np.ndarray | None]:
    """The rows of a file, whatever they are for, and what is true of them if it says that.

    Of several arrays the first counts: x and y, those of the test, those of the training.
    """
    names = ("x", "y", *TEST, *TRAINING)
    arrays = _unpacked(content, title, names)
    x = next((name for name in names[::2] if name in arrays), None)
    if x is None:
        raise InvalidInput(f"{title} must hold the rows in an array x, x_test or x_train.", FIELD)
    _check_kind(arrays[x], f"{x} in {title}")
    _check_values(arrays[x], f"{x} in {title}")
    y = arrays.get(x.replace("x", "y", 1))
    if y is None:
        return arrays[x], None
    y = _flat(y, f"y of {title}")
    if len(y) != len(arrays[x]):
        raise InvalidInput(
            f"x and y in {title} must be equally long, got {len(arrays[x]):,} and {len(y):,} rows.",
            FIELD,
        )
    return arrays[x], y


def _unpacked(
    content: bytes, title: str, names: Iterable[str] = (*TRAINING, *TEST)
) -> dict[str, np.ndarray]:
    _check_unpacked_size(content, title)
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return {name: _array(file, name, title) for name in names if name in file}


def _check_unpacked_size(content: bytes, title: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if not content.startswith(b"PK"):  # what NumPy takes for an archive
            raise zipfile.BadZipFile
    except BROKEN as error:
        raise InvalidInput(
            f"{title} is not an .npz file as numpy.savez writes it.", FIELD
        ) from error
    check_unpacked(unpacked, title)


def _array(file: Arrays, name: str, title: str) -> np.ndarray:
    """One array of an open file. Raises InvalidInput if it cannot be read without unpickling."""
    try:
        return file[name]
    except ValueError as error:
        reason = "cannot be read"
        if "pickle" in str(error):
            reason = (
                "holds Python objects, which are never unpickled: save it as an array of numbers"
            )
        raise InvalidInput(f"{name} in {title} {reason}.", FIELD) from error
    except (MemoryError, *BROKEN) as error:
        raise InvalidInput(f"{name} in {title} cannot be read: {error}.", FIELD) from error


def _check_part(arrays: Arrays, part: str, title: str, task: Task) -> np.ndarray:
    """The labels of one part, flat. Raises InvalidInput."""
    x, y = arrays[f"x_{part}"], arrays[f"y_{part}"]
    _check_kind(x, f"x_{part} in {title}")
    y = _flat(y, f"y_{part} in {title}")
    if len(x) != len(y):
        raise InvalidInput(
            f"x_{part} and y_{part} in {title} must be equally long, "
            f"got {len(x):,} and {len(y):,} rows.",
            FIELD,
        )
    if not x.size:
        raise InvalidInput(f"x_{part} in {title} is empty: its shape is {x.shape}.", FIELD)
    inputs = int(np.prod(x.shape[1:]))
    if inputs > MOST_INPUTS:
        raise InvalidInput(
            f"A row of {title} may have at most {MOST_INPUTS:,} numbers, got {inputs:,}.", FIELD
        )
    _check_values(x, f"x_{part} in {title}")
    return task.check_array(y, f"y_{part} in {title}", FIELD)


def _check_kind(x: np.ndarray, name: str) -> None:
    if x.ndim not in (2, 3, 4) or (x.ndim == 4 and x.shape[3] not in (1, 3, 4)):
        raise InvalidInput(
            f"{name} must have the shape (rows, features), (rows, height, width) or "
            f"(rows, height, width, channels) with 1, 3 or 4 channels, got {x.shape}.",
            FIELD,
        )
    if x.dtype.kind not in "biuf":
        raise InvalidInput(f"{name} must hold numbers, got {x.dtype}.", FIELD)


def _flat(y: np.ndarray, name: str) -> np.ndarray:
    """Labels (rows,), of those that may stand in a column."""
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim != 1 or y.dtype.kind not in "biufU":
        raise InvalidInput(
            f"{name} must hold one label a row, as a number or a text, "
            f"got the shape {y.shape} of {y.dtype}.",
            FIELD,
        )
    return y


def _check_values(x: np.ndarray, name: str) -> None:
    if x.dtype.kind == "f":
        if np.any(np.abs(x) > LARGEST):
            raise InvalidInput(
                f"{name} holds infinite numbers or numbers beyond {LARGEST:g}.", FIELD
            )
        if x.ndim > 2 and np.any(np.isnan(x)):
            raise InvalidInput(f"{name} holds images with missing pixels (NaN).", FIELD)
    if x.ndim > 2 and not np.max(x) > 0:
        raise InvalidInput(f"{name} holds images without a pixel above 0.", FIELD)


def _check_shapes(arrays: Arrays, title: str) -> None:
    shapes = [arrays[name].shape[1:] for name in ("x_train", "x_test")]
    if shapes[0] != shapes[1]:
        raise InvalidInput(
            f"The rows of x_train and x_test in {title} must have the same shape, "
            f"got {shapes[0]} and {shapes[1]}.",
            FIELD,
        )


def to_dataset(arrays: Arrays, name: str, title: str, missing: str, task: Task) -> Dataset:
    """The data set that the checked arrays are. Raises InvalidInput."""
    given = [arrays[part] for part in ("y_train", "y_test") if part in arrays]
    (y, *apart), class_names = task.encode(given, f"y_train in {title}", FIELD)
    x = arrays["x_train"]
    if apart:
        x_test, y_test = arrays["x_test"], apart[0]
    else:
        train, test = task.hold_out(y, TEST_FRACTION, SPLIT_SEED)
        x, x_test, y, y_test = x[train], x[test], y[train], y[test]
    shape = None if x.ndim == 2 else x.shape[1:3] if x.shape[3:] in ((), (1,)) else x.shape[1:]
    return Dataset(
        name,
        x if shape else x.astype(np.float64),
        y,
        x_test if shape else x_test.astype(np.float64),
        y_test,
        class_names,
        shape,
        () if shape else tuple(Column(column_name(k)) for k in range(x.shape[1])),
        missing,
        task.name,
    )
