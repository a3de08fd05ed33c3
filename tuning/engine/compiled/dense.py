"""Dense layers for programs: with the gradient of a narrow kernel multiplied the quick way round,
for XLA, and with only some of their units there, for networks of several widths.

Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

MOST_UNITS = 48
"""With more, turning the gradient round costs what the product saves (`docs/performance.md`)."""
FEWEST_INPUTS = 512


def is_narrow(layer: keras.layers.Layer) -> bool:
    """Whether a built layer is a plain dense one with many inputs and few units."""
    return (
        type(layer) is keras.layers.Dense
        and len(layer.input.shape) == 2
        and layer.units <= MOST_UNITS
        and layer.input.shape[-1] >= FEWEST_INPUTS
        and not layer.lora_enabled
        and layer.quantization_mode is None
    )


@keras.saving.register_keras_serializable("tuning")
class NarrowDense(keras.layers.Dense):
    """Keras' dense layer, with another way to its kernel's gradient.

    For inputs x (rows, inputs) and gradients g (rows, units) Keras has xᵀg. On the processor, XLA
    lays all of x out anew for it; (gᵀx)ᵀ turns round the small result only.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.__dict__["one"] = tf.Variable(1.0, trainable=False)

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        outputs = self._product(inputs, tf.convert_to_tensor(self.kernel))
        if self.bias is not None:
            outputs = outputs + self.bias
        return outputs if self.activation is None else self.activation(outputs)

    def _product(self, inputs: Any, kernel: Any) -> Any:
        @tf.custom_gradient
        def product(inputs: Any, kernel: Any) -> Any:
            def gradient(upstream: Any) -> tuple[Any, Any]:
                turned = tf.matmul(upstream, inputs, transpose_a=True)
                # XLA would take a bare transposition for a reason to multiply the other way.
                turned = turned * self.__dict__["one"]
                return tf.matmul(upstream, kernel, transpose_b=True), tf.transpose(turned)

            return tf.matmul(inputs, kernel), gradient

        return product(inputs, kernel)


@keras.saving.register_keras_serializable("tuning")
class MaskedDense(keras.layers.Dense):
    """Keras' dense layer; units that the mask leaves out give 0 and learn nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.__dict__["mask"] = tf.Variable(tf.ones(self.units), trainable=False)

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        return super().call(inputs, training=training) * self.__dict__["mask"]


def hidden(model: keras.Model) -> list[keras.layers.Dense]:
    """The dense layers of a model but the last, which is its output."""
    return [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)][:-1]
