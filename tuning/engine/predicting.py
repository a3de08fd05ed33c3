"""A study's best model at work: raw rows or images in, probabilities or quantities out.

The model (`best.keras`) takes a table's columns by their names, numbers as floats (NaN: missing)
and texts as strings ("": missing), or images as they come; whatever makes them fit for the network
is inside it. Models stay in memory, the latest few, as long as their files stay the same.
"""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tuning.datasets.names import check_names, column_name
from tuning.datasets.rules import LARGEST
from tuning.engine import exported
from tuning.errors import InvalidInput, NotFound, quoted

MOST_MODELS = 4
"""Models that are kept in memory."""
AT_ONCE = 4096
"""Rows that are predicted at once."""
MOST_TRIED = 20_000_000
"""Cells that the engine makes to see which columns matter: of rows with every column's exchange."""
FROM_BEFORE = (
    "This model was kept before models took raw rows: repeat the study, and its model can be tried."
)


def answer(path: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a model says of one `row` (values by column name) or one `image` (numbers).

    `dates`: how each column of dates is written in its file.

    Returns `outputs`: a probability for each class, or the quantity alone. Of several `rows`,
    `matters`: how much each column decides what the model says of them (`matters`).

    Raises InvalidInput, in one sentence each, and NotFound.
    """
    model = opened(path)
    if "rows" in asked:
        return {"matters": matters(model, model.columns(asked["rows"], asked.get("dates", {})))}
    if "row" in asked:
        given: Any = model.columns([asked["row"]], asked.get("dates", {}))
    else:
        given = model.images([asked["image"]])
    outputs = model.predict(given)[0].tolist()
    if not all(map(math.isfinite, outputs)):
        raise InvalidInput("The model gives no number for these values: one of them is too large.")
    return {"outputs": outputs}


def matters(model: RawModel, given: Mapping[str, np.ndarray]) -> dict[str, float]:
    """By column, how much the outputs change on average where rows have each other's values of it.

    That is permutation importance (Breiman 2001, https://doi.org/10.1023/A:1010933404324) of what
    the model says, by the one permutation that gives every row the value of the next.
    """
    rows = len(next(iter(given.values())))
    if rows * len(given) ** 2 > MOST_TRIED:
        raise InvalidInput(
            f"Which of {len(given):,} columns decide can be asked of at most "
            f"{MOST_TRIED // len(given) ** 2:,} rows, got {rows:,}."
        )
    before = model.predict(given)
    many = {name: np.tile(values, len(given)) for name, values in given.items()}
    for place, (name, values) in enumerate(given.items()):
        many[name][place * rows : (place + 1) * rows] = np.roll(values, 1)
    after = model.predict(many).reshape(len(given), rows, -1)
    changes = np.abs(after - before).mean(axis=(1, 2))
    return dict(zip(given, np.nan_to_num(changes).tolist(), strict=True))


def opened(path: Path) -> RawModel:
    """The model in a file, read once. Raises NotFound, and InvalidInput for an earlier one."""
    try:
        stamp = path.stat()
    except OSError as error:
        raise NotFound("This study has no best model yet.") from error
    return _opened(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=MOST_MODELS)
def _opened(path: Path, _modified: int, _size: int) -> RawModel:
    try:
        with warnings.catch_warnings():  # that inputs are called otherwise than their columns
            warnings.simplefilter("ignore", UserWarning)
            model = keras.saving.load_model(path, compile=False)
    except (OSError, ValueError, TypeError) as error:
        raise InvalidInput("The model's file cannot be read by this version of Keras.") from error
    return RawModel(model)


class RawModel:
    """A model that takes raw rows, in one program for any number of them."""

    def __init__(self, model: keras.Model) -> None:
        """Raises InvalidInput if it takes anything else."""
        if model.name != exported.NAME:
            raise InvalidInput(FROM_BEFORE)
        self._inputs = {tensor.name: tensor for tensor in model.inputs}
        is_named = isinstance(model.input, dict)
        if is_named:  # by columns that Keras takes for no name of a layer
            self._inputs = dict(model.input)
        specs = {name: tf.TensorSpec(x.shape, x.dtype) for name, x in self._inputs.items()}

        def call(given: dict[str, tf.Tensor]) -> tf.Tensor:
            inputs = [given[name] for name in self._inputs]
            whole = given if is_named else inputs if len(inputs) > 1 else inputs[0]
            return model(whole, training=False)

        self._call = tf.function(call, input_signature=[specs])

    @property
    def image_shape(self) -> tuple[int, ...] | None:
        """Of a model of images: height, width, and channels where there are several."""
        images = self._inputs.get(exported.IMAGES)
        return None if images is None or len(images.shape) < 3 else tuple(images.shape[1:])

    @property
    def kinds(self) -> dict[str, str]:
        """`number` or `text`, by the names of a table's columns."""
        if self._has_array:
            count = self._inputs[exported.ROWS].shape[1]
            return {column_name(place): "number" for place in range(count)}
        return {
            name: "text" if tensor.dtype == "string" else "number"
            for name, tensor in self._inputs.items()
        }

    @property
    def _has_array(self) -> bool:
        """Whether it takes all columns, which have no names of their own, as one array."""
        rows = self._inputs.get(exported.ROWS)
        return len(self._inputs) == 1 and rows is not None and _is_array(rows)

    def predict(self, given: Mapping[str, np.ndarray] | np.ndarray) -> np.ndarray:
        """Probabilities (n, classes), or quantities (n, 1).

        `given`: arrays (n,) by column, float or text; or images (n, …). Raises InvalidInput.
        """
        fit = self._fit(given)
        rows = range(0, len(next(iter(fit.values()))), AT_ONCE)
        parts = [
            self._call({n: x[start : start + AT_ONCE] for n, x in fit.items()}) for start in rows
        ]
        outputs = np.concatenate([np.asarray(part, np.float64) for part in parts])
        return outputs.reshape(len(outputs), -1)

    def columns(self, rows: Sequence[Any], forms: Mapping[str, str]) -> dict[str, np.ndarray]:
        """Rows of plain values by name as arrays by column. Raises InvalidInput.

        `forms`: how each column of dates, which come as `2026-11-30`, is written in its file.
        """
        if self.image_shape:
            raise InvalidInput("This model takes images, got a row of a table.")
        kinds = self.kinds
        for row in rows:
            if not isinstance(row, dict):
                raise InvalidInput(f"A row has its values by their columns, got {quoted(row)}.")
            check_names(row, kinds)
        return {
            name: np.array(
                [_READ[kind](_written(row[name], forms.get(name)), name) for row in rows],
                _DTYPES[kind],
            )
            for name, kind in kinds.items()
        }

    def images(self, given: Sequence[Any]) -> np.ndarray:
        """Images as flat lists of numbers, (n, height, width[, channels]). Raises InvalidInput."""
        shape = self.image_shape
        if shape is None:
            raise InvalidInput("This model takes a row of a table, got an image.")
        for image in given:
            numbers = len(image) if isinstance(image, list) else 0
            if numbers != math.prod(shape) or not all(map(_is_number, image)):
                raise InvalidInput(
                    f"An image is {'×'.join(map(str, shape))} numbers, got {numbers:,}."
                )
        return np.array(given, np.float32).reshape(-1, *shape)

    def _fit(self, given: Mapping[str, np.ndarray] | np.ndarray) -> dict[str, np.ndarray]:
        """The arrays by the model's inputs, in the shape and of the type that each takes."""
        if isinstance(given, np.ndarray):
            given = {exported.IMAGES: given}
        elif self._has_array:
            check_names(given, self.kinds)
            given = {exported.ROWS: np.column_stack([given[name] for name in self.kinds])}
        check_names(given, self._inputs)
        return {
            name: given[name]
            .astype(object if tensor.dtype == "string" else tensor.dtype)
            .reshape(-1, *tensor.shape[1:])
            for name, tensor in self._inputs.items()
        }


def _is_array(tensor: Any) -> bool:
    return len(tensor.shape) == 2 and tensor.dtype != "string"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST


def _written(value: Any, form: str | None) -> Any:
    """A day as its file has it; any other value as it is."""
    if form is None or not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value).strftime(form)
    except ValueError as error:
        raise InvalidInput(f"A date is written as 2026-11-30, got {quoted(value)}.") from error


def _number(value: Any, name: str) -> float:
    if value is None:
        return math.nan
    if isinstance(value, str):  # of a category whose texts are numbers
        with contextlib.suppress(ValueError):
            value = float(value)
    if not _is_number(value):
        raise InvalidInput(f"The column {quoted(name)} takes a number, got {quoted(value)}.")
    return float(value)


def _text(value: Any, name: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not _is_unicode(value):
        raise InvalidInput(f"The column {quoted(name)} takes a text, got {quoted(value)}.")
    return value


def _is_unicode(text: str) -> bool:
    """Whether it can be encoded: JSON can name half of a character."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


_READ = {"number": _number, "text": _text}
_DTYPES: dict[str, Any] = {"number": np.float64, "text": object}
