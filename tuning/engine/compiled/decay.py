"""L2 weight decay for compiled programs: its strength is a variable.

Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("tuning")
class VariableL2(keras.regularizers.L2):
    """Keras' L2 with its factor in a variable, so that another one needs no new tracing."""

    def __init__(self, l2: float = 0.01) -> None:
        super().__init__(l2)
        self.factor = tf.Variable(l2, trainable=False, dtype=tf.float32)

    def __call__(self, x: Any) -> Any:
        return self.factor * keras.ops.sum(keras.ops.square(x))


def penalty(layer: keras.layers.Layer) -> keras.regularizers.L2 | None:
    """The L2 penalty on a layer's kernel; None for one that has none, or another kind."""
    found = getattr(layer, "kernel_regularizer", None)
    return found if type(found) in (keras.regularizers.L2, VariableL2) else None
