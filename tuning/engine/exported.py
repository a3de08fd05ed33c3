"""The best model as it works outside: raw rows in, probabilities or quantities out.

What stands before the network in a study (`tuning.datasets.preprocessing`) is built once more, of
Keras' own layers and operations and from the fitted transformer's parts by their names, so that the
file opens with plain Keras, `safe_mode` and nothing of ours. Depends on Keras alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import layers, ops

from tuning.datasets.base import Dataset
from tuning.engine.columns_inside import Names, Part, Tensor, array, parts
from tuning.study import DataSpec
from tuning.tasks import Scale

NAME = "raw_rows"
"""The model's own name, by which its file is told from one that takes prepared rows."""
ROWS, IMAGES = "rows", "images"
"""The single input of an array without named columns, and that of images."""


def raw_model(
    network: keras.Model,
    dataset: Dataset,
    transformer: Any = None,
    largest: float = 1.0,
    target: Scale | None = None,
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
        named = Names(())
    elif DataSpec(name=dataset.name).kind != ".npz":
        named = Names(dataset.columns)
        inputs = named.inputs
        prepared = _prepared(parts(transformer, named), named)
    else:
        named = Names(())
        inputs = keras.Input((len(dataset.columns),), dtype="float64", name=ROWS)
        prepared = _prepared(array(transformer, inputs), named)
    network = keras.Model(network.inputs[0], network.outputs[0], name=named.free("network"))
    given = network(prepared)
    if target is not None:
        scale, name = (target.deviation, target.mean), named.free("own_unit")
        given = layers.Rescaling(*scale, dtype="float64", name=name)(given)
    return keras.Model(inputs, given, name=NAME)


def _prepared(parts: Sequence[Part], named: Names) -> Tensor:
    """All parts side by side, float32.

    They are prepared by a model of their own: what Keras calls its operations there (`stack`,
    `cast`) takes no column's name away.
    """
    inner = [[keras.Input(x.shape[1:], dtype=x.dtype) for x in part.given] for part in parts]
    done = [ops.cast(part.prepare(*x), "float32") for part, x in zip(parts, inner, strict=True)]
    together = layers.Concatenate()(done) if len(done) > 1 else done[0]
    prepare = keras.Model([x for each in inner for x in each], together, name=named.free("prepare"))
    return prepare([x for part in parts for x in part.given])
