"""The best model as it works outside: raw rows in, probabilities or quantities out.

What stands before the network in a study (`tuning.datasets.preprocessing`) is built once more, of
Keras' own layers and operations and from the fitted transformer's parts by their names, so that the
file opens with plain Keras, `safe_mode` and nothing of ours. Depends on Keras alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import keras
import numpy as np
from keras import layers, ops

from tuning.datasets.base import OTHER, Column, Dataset
from tuning.engine import dates_inside
from tuning.study import DataSpec
from tuning.tasks import Target

NAME = "raw_rows"
"""The model's own name, by which its file is told from one that takes prepared rows."""
ROWS, IMAGES = "rows", "images"
"""The single input of an array without named columns, and that of images."""
KNOWN = 2
"""`StringLookup`'s number of the first text it knows; 0 is an empty one, 1 one it does not know."""
Tensor: TypeAlias = keras.KerasTensor


def raw_model(
    network: keras.Model,
    dataset: Dataset,
    transformer: Any = None,
    largest: float = 1.0,
    target: Target | None = None,
) -> keras.Model:
    """A model of plain Keras that takes rows as they are in the data set's file.

    A table, by its fitted `transformer`: a dict by the columns' names, each (n,) or (n, 1); numbers
    with NaN, texts with "" where one is missing. An array without named columns: (n, columns).
    Images: (n, height, width) or (n, height, width, channels), divided by `largest`. It gives
    what the network gives: probabilities (n, classes), or quantities (n, 1), which the
    `target` brings to their own unit.
    """
    if dataset.image_shape is not None:
        inputs: Any = keras.Input(dataset.image_shape, name=IMAGES)
        scaled = layers.Rescaling(1.0 / largest, name="divided")(inputs)
        prepared = layers.Reshape(network.input_shape[1:], name="shaped")(scaled)
        named = _Names(())
    elif DataSpec(name=dataset.name).kind != ".npz":
        named = _Names(dataset.columns)
        inputs = named.inputs
        prepared = _prepared(_columns(transformer, named), named)
    else:
        named = _Names(())
        inputs = keras.Input((len(dataset.columns),), dtype="float64", name=ROWS)
        prepared = _prepared(_array(transformer, inputs), named)
    network = keras.Model(network.inputs[0], network.outputs[0], name=named.free("network"))
    given = network(prepared)
    if target is not None:
        scale, name = (target.deviation, target.mean), named.free("own_unit")
        given = layers.Rescaling(*scale, dtype="float64", name=name)(given)
    return keras.Model(inputs, given, name=NAME)


class _Names:
    """The inputs of a table, and names for layers that none of its columns has.

    Keras finds inputs by the names of their layers, and then leaves superfluous columns aside.
    Where it refuses a column's name for a layer, they are found by their places in a dict.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._taken = {column.name for column in columns}
        self.columns = columns
        self.tensors = [self._input(column, place) for place, column in enumerate(columns)]

    @property
    def inputs(self) -> Any:
        """As `keras.Model` takes them."""
        if all(_is_legal(column.name) for column in self.columns):
            return self.tensors
        return {
            column.name: tensor for column, tensor in zip(self.columns, self.tensors, strict=True)
        }

    def free(self, name: str) -> str:
        """A name like this that is not taken; letters, digits and `_`, as TensorFlow wants it."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def _input(self, column: Column, place: int) -> Tensor:
        name = column.name if _is_legal(column.name) else self.free(f"column_{place}")
        return keras.Input((1,), dtype="string" if _is_written(column) else "float64", name=name)


def _is_written(column: Column) -> bool:
    """Whether its cells are texts; dates in a form that cannot be read inside come as days."""
    if column.kind == "date":
        return dates_inside.is_readable(column.form)
    return column.kind == "category" and not column.is_numeric


def _is_legal(name: str) -> bool:
    """Whether Keras takes it for a layer."""
    return bool(name) and "/" not in name


# -- a table, part by part ------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Part:
    """Columns of one kind: as tensors, and how those are made fit for the network."""

    given: list[Tensor]
    prepare: Callable[..., Tensor]


def _prepared(parts: Sequence[_Part], named: _Names) -> Tensor:
    """All parts side by side, float32.

    They are prepared by a model of their own: what Keras calls its operations there (`stack`,
    `cast`) takes no column's name away.
    """
    inner = [[keras.Input(x.shape[1:], dtype=x.dtype) for x in part.given] for part in parts]
    done = [ops.cast(part.prepare(*x), "float32") for part, x in zip(parts, inner, strict=True)]
    together = layers.Concatenate()(done) if len(done) > 1 else done[0]
    prepare = keras.Model([x for each in inner for x in each], together, name=named.free("prepare"))
    return prepare([x for part in parts for x in part.given])


def _columns(transformer: Any, named: _Names) -> list[_Part]:
    return [
        PARTS[name](fitted, [int(place) for place in places], named)
        for name, fitted, places in transformer.transformers_
        if len(places) and name in PARTS
    ]


def _array(transformer: Any, given: Tensor) -> list[_Part]:
    [fitted] = [fitted for name, fitted, places in transformer.transformers_ if len(places)]
    return [_Part([given], lambda x: _scaled(fitted, x))]


def _together(tensors: Sequence[Tensor], dtype: str, name: str, named: _Names) -> list[Tensor]:
    """Tensors (n, 1, …) side by side; none of none."""
    beside = layers.Concatenate(axis=1, dtype=dtype, name=named.free(name))
    return [beside(list(tensors))] if tensors else []


# -- numbers --------------------------------------------------------------------------------------


def _numbers(fitted: Any, places: Sequence[int], named: _Names) -> _Part:
    given = _together([named.tensors[place] for place in places], "float64", "numbers", named)
    return _Part(given, lambda x: _scaled(fitted, x))


def _scaled(fitted: Any, x: Tensor) -> Tensor:
    """Missing numbers filled, then mean 0 and deviation 1; in double precision, as in the study."""
    imputer, scaler = (step for _, step in fitted.steps)
    x = ops.where(ops.isnan(x), _fill(imputer), x)
    return ops.divide(ops.subtract(x, scaler.mean_), scaler.scale_)


def _fill(imputer: Any) -> np.ndarray:
    """What takes the place of a missing value in each column."""
    filled: np.ndarray = imputer.transform(np.full((1, imputer.n_features_in_), np.nan))[0]
    return filled


# -- categories -----------------------------------------------------------------------------------


def _categories(fitted: Any, places: Sequence[int], named: _Names) -> _Part:
    """Each value as a one-hot row of those that the training rows have; an unknown one as zeros."""
    columns = [named.columns[place] for place in places]
    texts = [k for k, column in enumerate(columns) if not column.is_numeric]
    numbers = [k for k, column in enumerate(columns) if column.is_numeric]
    found = [_looked_up(places[k], named) for k in texts]
    given = _together(found, "int64", "texts", named)
    tensors = [named.tensors[places[k]] for k in numbers]
    given += _together(tensors, "float64", "number_texts", named)
    imputer, encoder = (step for _, step in fitted.steps)
    counts = [len(known) for known in encoder.categories_]
    column = np.repeat(np.arange(len(places)), counts)
    value = np.concatenate(encoder.categories_).astype(np.int64) + KNOWN
    fill = _fill(imputer).astype(np.int64) + KNOWN
    unknown = np.array([_number_of_unknown(column) for column in columns])

    def prepare(*given: Tensor) -> Tensor:
        kinds = list(given)
        if numbers:
            kinds[-1] = _compared(kinds[-1], [columns[k] for k in numbers])
        x = ops.concatenate(kinds, axis=1) if len(kinds) > 1 else kinds[0]
        x = ops.take(x, np.argsort([*texts, *numbers]), axis=1)
        x = ops.where(ops.equal(x, 1), unknown, ops.where(ops.equal(x, 0), fill, x))
        return ops.equal(ops.take(x, column, axis=1), value)

    return _Part(given, prepare)


def _number_of_unknown(column: Column) -> int:
    """What a value that is none of the column's counts as: one of the rare ones, if they are."""
    return KNOWN + len(_known(column)) if _known(column) != column.values else 1


def _known(column: Column) -> tuple[str, ...]:
    """The values that stand by themselves."""
    return column.values[:-1] if column.values[-1] == OTHER else column.values


def _looked_up(place: int, named: _Names) -> Tensor:
    """A text's place among its column's values, counted from `KNOWN`; 0 missing, 1 unknown."""
    column, unknown = named.columns[place], "[UNK]"
    while unknown in column.values:
        unknown += "_"
    lookup = layers.StringLookup(
        vocabulary=list(_known(column)) or [unknown + "_"],
        mask_token="",
        oov_token=unknown,
        name=named.free(f"lookup_{place}"),
    )
    return lookup(named.tensors[place])


def _compared(x: Tensor, columns: Sequence[Column]) -> Tensor:
    """The same for categories whose cells are numbers: (n, columns)."""
    most = max(len(column.values) for column in columns)
    values = np.full((len(columns), most), np.inf)
    for row, column in zip(values, columns, strict=True):
        known = _known(column)
        row[: len(known)] = [float(value) for value in known]
    same = ops.equal(ops.cast(ops.expand_dims(x, 2), "float32"), values.astype(np.float32))
    place = ops.sum(ops.where(same, np.arange(most) + KNOWN - 1, 0), axis=2)
    return ops.cast(ops.where(ops.isnan(x), 0, place + 1), "int64")


# -- dates ----------------------------------------------------------------------------------------


def _dates(fitted: Any, places: Sequence[int], named: _Names) -> _Part:
    """Each date as its year, month, day of the week and days since the first, like numbers."""
    written = [place for place in places if _is_written(named.columns[place])]
    others = [place for place in places if place not in written]
    forms = [named.columns[place].form for place in written]
    characters = [
        layers.Reshape((1, dates_inside.LENGTH), name=named.free(f"characters_{place}"))(
            dates_inside.characters(named.free(f"date_{place}"))(named.tensors[place])
        )
        for place in written
    ]
    given = _together(characters, "int64", "dates", named)
    given += _together([named.tensors[place] for place in others], "float64", "days", named)
    imputer, parts, scaler = (step for _, step in fitted.steps)

    def prepare(*given: Tensor) -> Tensor:
        found = list(given)
        if forms:
            found[0] = dates_inside.days(found[0], forms)
        days = ops.concatenate(found, axis=1) if len(found) > 1 else found[0]
        days = ops.take(days, np.argsort([*written, *others]), axis=1)
        days = ops.where(ops.isnan(days), _fill(imputer), days)
        whole = ops.floor(days)
        four = (*dates_inside.civil(whole), (whole + 3) % 7, ops.subtract(days, parts.first_))
        x = ops.reshape(ops.stack(four, axis=2), (-1, len(scaler.mean_)))
        return ops.divide(ops.subtract(x, scaler.mean_), scaler.scale_)

    return _Part(given, prepare)


PARTS = {"numbers": _numbers, "categories": _categories, "dates": _dates}
"""By the transformer's names of its parts."""
