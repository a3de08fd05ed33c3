"""Dropout for compiled programs: its rate is a variable, and under XLA it draws by a hash.

Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("tuning")
class VariableDropout(keras.layers.Dropout):
    """Keras' dropout with the rate in a variable, so that another rate needs no new tracing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.__dict__["rate_variable"] = tf.Variable(self.rate, trainable=False, dtype=tf.float32)
        self.__dict__["hashed"] = False

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training:
            return inputs
        seed = tf.cast(tf.math.floormod(self.seed_generator.next(), 2**31 - 1), tf.int32)
        rate = self.__dict__["rate_variable"]
        if self.__dict__["hashed"] and self.noise_shape is None:
            return tf.where(uniform(tf.shape(inputs), seed) >= rate, inputs / (1 - rate), 0.0)
        return tf.nn.experimental.stateless_dropout(
            inputs, rate, seed=seed, noise_shape=self.noise_shape
        )


def uniform(shape: Any, seed: Any) -> Any:
    """Numbers in [0, 1) by hashing each place with the seed.

    XLA computes TensorFlow's own generator (Philox) many times slower than all the rest of a step;
    dropout needs no more than this: Wellons' "lowbias32" integer hash,
    https://nullprogram.com/blog/2018/07/31/.
    """
    low, high = (tf.cast(part, tf.uint32) for part in tf.unstack(seed))
    hashed = tf.cast(tf.range(tf.reduce_prod(shape)), tf.uint32) * tf.constant(
        0x9E3779B9, tf.uint32
    )
    for salt, shift, factor in ((low, 16, 0x7FEB352D), (high, 15, 0x846CA68B)):
        hashed = tf.bitwise.bitwise_xor(hashed, salt)
        hashed = _shifted(hashed, shift) * tf.constant(factor, tf.uint32)
    hashed = tf.bitwise.right_shift(_shifted(hashed, 16), tf.constant(8, tf.uint32))
    return tf.reshape(tf.cast(hashed, tf.float32) * (1 / 2**24), shape)


def _shifted(value: Any, bits: int) -> Any:
    return tf.bitwise.bitwise_xor(
        value, tf.bitwise.right_shift(value, tf.constant(bits, tf.uint32))
    )
