"""The twin of a compiled Keras model that a program trains: its rates are variables.

Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from tuning.engine.compiled.decay import VariableL2, penalty
from tuning.engine.compiled.dense import MaskedDense, NarrowDense, hidden, is_narrow
from tuning.engine.compiled.dropout import VariableDropout

ROOT = keras.metrics.RootMeanSquaredError


class Twin(keras.Model):
    """A functional model that trains on batches some of whose rows do not count, and keeps what it
    last gave: Keras' `test_step` returns metrics alone."""

    given: Any = None

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        self.__dict__["given"] = y_pred
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def train(self, x: Any, y: Any, real: Any = None, class_weights: Any = None) -> Any:
        """As Keras' `train_step` on the first `real` rows of a batch (rows, …), None: all of them;
        the others do not count. class_weights: (classes,), how much a row of each class counts in
        the loss.

        Returns the sums over those rows of the loss and of each metric, in their order: Keras' own
        metrics are variables, each of which takes operations of its own.
        """
        rows, counts, weights = tf.cast(tf.shape(x)[0], tf.float32), None, None
        if real is not None:
            counts = tf.cast(tf.range(x.shape[0]) < real, tf.float32)
            weights = counts * (rows / tf.cast(real, tf.float32))  # Keras divides by all rows
            rows = tf.cast(real, tf.float32)
        if class_weights is not None:
            own = tf.gather(class_weights, y)
            weights = own if weights is None else weights * own
        with tf.GradientTape() as tape:
            said = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=said, sample_weight=weights)
            scaled = self.optimizer.scale_loss(loss)
        gradients = tape.gradient(scaled, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights, strict=True))
        each = [_by_row(metric, y, said) for metric in self._means]
        each = [values if counts is None else values * counts for values in each]
        return tf.stack([loss * rows, *(tf.reduce_sum(values) for values in each)])

    def tried(self, x: Any, y: Any) -> tuple[Any, Any]:
        """As Keras' `test_step`; returns the outputs for the rows, and the means over them of the
        loss and of each metric, in their order."""
        said = self(x, training=False)
        loss = self.compute_loss(x=x, y=y, y_pred=said, training=False)
        each = [tf.reduce_mean(_by_row(metric, y, said)) for metric in self._means]
        return said, self.results(tf.stack([loss, *each]))

    def results(self, means: Any) -> Any:
        """What Keras says where these are the means over rows: of squares it says the root."""
        roots = [False, *(isinstance(metric, ROOT) for metric in self._means)]
        return tf.where(roots, tf.sqrt(means), means) if any(roots) else means

    @property
    def sizes(self) -> list[int]:
        """How many numbers each weight is."""
        return [math.prod(weight.shape) for weight in self.weights]

    def flat(self) -> Any:
        """All weights behind each other, (numbers,)."""
        return tf.concat([tf.reshape(weight.value, [-1]) for weight in self.weights], 0)

    def take(self, flat: Any) -> None:
        """Takes such weights over."""
        for weight, part in zip(self.weights, tf.split(flat, self.sizes), strict=True):
            weight.assign(tf.reshape(part, weight.shape))

    @property
    def _means(self) -> list[Any]:
        """The metrics besides the loss."""
        return self._compile_metrics.metrics if self._compile_metrics else []

    @property
    def has_means(self) -> bool:
        """Whether each metric is a mean over rows, or the root of one."""
        kinds = keras.metrics.MeanMetricWrapper, ROOT
        return all(isinstance(metric, kinds) for metric in self._means)


def _by_row(metric: Any, y: Any, said: Any) -> Any:
    """What a metric that is a mean over rows says of each, (rows,); a root, of each its square."""
    if isinstance(metric, ROOT):
        return tf.square(tf.reshape(said, [-1]) - tf.reshape(tf.cast(y, said.dtype), [-1]))
    values = metric._fn(y, said, **metric._fn_kwargs)
    return tf.reshape(tf.cast(values, tf.float32), [-1])


def _with_penalty(copy: keras.layers.Layer, layer: keras.layers.Layer) -> keras.layers.Layer:
    """The copy of a layer, its penalty's strength in a variable."""
    if (found := penalty(layer)) is not None:
        copy.kernel_regularizer = VariableL2(found.l2)
    return copy


def penalties(model: keras.Model) -> list[Any]:
    """The L2 penalties of a model's layers."""
    return [found for layer in model.layers if (found := penalty(layer)) is not None]


def rates(model: keras.Model) -> list[float]:
    """The rates of a model's dropouts that drop anything."""
    dropouts = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    return [layer.rate for layer in dropouts if layer.rate > 0]


def twin_of(model: keras.Model, narrow: bool, widest: Sequence[int] = ()) -> Twin:
    """A compiled model of the same architecture whose rates are variables.

    `narrow`: its narrow layers take the quick way to their gradients (`dense.py`). `widest`: the
    units of its hidden layers, where narrower models are to share it.
    """
    wide = dict(zip((layer.name for layer in hidden(model)), widest, strict=False))

    def clone(layer: keras.layers.Layer) -> keras.layers.Layer:
        config = layer.get_config()
        if layer.name in wide:
            return _with_penalty(
                MaskedDense.from_config(config | {"units": wide[layer.name]}), layer
            )
        if type(layer) is keras.layers.Dropout and layer.rate > 0:
            return VariableDropout.from_config(config)
        kind = NarrowDense if narrow and is_narrow(layer) else type(layer)
        return _with_penalty(kind.from_config(config), layer)

    cloned = keras.models.clone_model(model, clone_function=clone)
    twin = Twin(cloned.inputs, cloned.outputs)
    twin.compile_from_config(model.get_compile_config())
    return twin
