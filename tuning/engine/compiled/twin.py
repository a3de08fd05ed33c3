"""The twin of a compiled Keras model that a program trains: its rates are variables.

Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from tuning.engine.compiled.decay import VariableL2, penalty
from tuning.engine.compiled.dense import NarrowDense, is_narrow
from tuning.engine.compiled.dropout import VariableDropout


class Twin(keras.Model):
    """A functional model that trains on batches some of whose rows do not count, and keeps what it
    last gave: Keras' `test_step` returns metrics alone."""

    given: Any = None

    def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        self.__dict__["given"] = y_pred
        return super().compute_metrics(x, y, y_pred, sample_weight)

    def train(self, x: Any, y: Any, real: Any, class_weights: Any = None) -> None:
        """As Keras' `train_step` on the first `real` rows of a batch (rows, …); the others do not
        count. class_weights: (classes,), how much a row of each class counts in the loss."""
        counts, weights = _counts(x, real)
        if class_weights is not None:
            weights = weights * tf.gather(class_weights, y)
        with tf.GradientTape() as tape:
            said = self(x, training=True)
            loss = self._measured(x, y, said, counts, weights)
            loss = self.optimizer.scale_loss(loss)
        gradients = tape.gradient(loss, self.trainable_weights)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_weights, strict=True))

    def test(self, x: Any, y: Any, real: Any) -> Any:
        """As Keras' `test_step` on the first `real` rows; returns the outputs for all."""
        said = self(x, training=False)
        self._measured(x, y, said, *_counts(x, real))
        return said

    def _measured(self, x: Any, y: Any, said: Any, counts: Any, weights: Any) -> Any:
        """The loss of the rows that count; the metrics take it and them down."""
        loss = self.compute_loss(x=x, y=y, y_pred=said, sample_weight=weights)
        self._loss_tracker.update_state(loss, sample_weight=tf.reduce_sum(counts))
        for metric in self._compile_metrics.metrics if self._compile_metrics else ():
            metric.update_state(y, said, sample_weight=counts)
        return loss


def _counts(x: Any, real: Any) -> tuple[Any, Any]:
    """What each row of a batch counts, and the same for Keras, which divides by all rows."""
    rows = x.shape[0]
    counts = tf.cast(tf.range(rows) < real, tf.float32)
    return counts, counts * (rows / tf.cast(real, tf.float32))


def penalties(model: keras.Model) -> list[Any]:
    """The L2 penalties of a model's layers."""
    return [found for layer in model.layers if (found := penalty(layer)) is not None]


def rates(model: keras.Model) -> list[float]:
    """The rates of a model's dropouts that drop anything."""
    dropouts = [layer for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    return [layer.rate for layer in dropouts if layer.rate > 0]


def twin_of(model: keras.Model, narrow: bool) -> Twin:
    """A compiled model of the same architecture whose rates are variables.

    `narrow`: its narrow layers take the quick way to their gradients (`dense.py`).
    """

    def clone(layer: keras.layers.Layer) -> keras.layers.Layer:
        config = layer.get_config()
        if type(layer) is keras.layers.Dropout and layer.rate > 0:
            return VariableDropout.from_config(config)
        kind = NarrowDense if narrow and is_narrow(layer) else type(layer)
        copy = kind.from_config(config)
        if (found := penalty(layer)) is not None:
            copy.kernel_regularizer = VariableL2(found.l2)
        return copy

    cloned = keras.models.clone_model(model, clone_function=clone)
    twin = Twin(cloned.inputs, cloned.outputs)
    twin.compile_from_config(model.get_compile_config())
    return twin
