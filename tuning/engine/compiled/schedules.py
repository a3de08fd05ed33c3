"""Learning rates that change during a training, for compiled programs.

Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, TypeAlias

import keras
import tensorflow as tf

Optimizer: TypeAlias = keras.optimizers.Optimizer


class VariableCosine(keras.optimizers.schedules.CosineDecay):
    """Keras' cosine decay to 0 with rate and steps in variables: others need no new tracing."""

    def __init__(self, initial_learning_rate: float, decay_steps: int) -> None:
        super().__init__(initial_learning_rate, decay_steps)
        self.rate = tf.Variable(initial_learning_rate, trainable=False, dtype=tf.float32)
        self.steps = tf.Variable(decay_steps, trainable=False, dtype=tf.float32)

    def __call__(self, step: Any) -> Any:
        done = tf.minimum(tf.cast(step, tf.float32), self.steps) / self.steps
        return self.rate * (0.5 * (1.0 + tf.cos(math.pi * done)))

    def load(self, optimizer: Optimizer) -> None:
        """Takes over the schedule of a model's optimizer."""
        rate, steps = _laid_out(optimizer) or (0.0, 1)
        self.rate.assign(rate)
        self.steps.assign(steps)


def cosine_of(optimizer: Optimizer) -> VariableCosine | None:
    """The schedule of an optimizer whose rate falls along a cosine to 0; None for any other."""
    found = _laid_out(optimizer)
    return VariableCosine(*found) if found else None


def _laid_out(optimizer: Optimizer) -> tuple[float, int] | None:
    schedule = optimizer.get_config()["learning_rate"]
    if not isinstance(schedule, dict) or schedule["class_name"] != "CosineDecay":
        return None
    config = schedule["config"]
    if config["alpha"] or config["warmup_target"] is not None:
        return None
    return config["initial_learning_rate"], config["decay_steps"]


def steer(plateau: keras.callbacks.ReduceLROnPlateau, optimizer: Optimizer) -> None:
    """Lets Keras' callback set the rate of this optimizer, in place of its model's."""
    plateau.set_model(SimpleNamespace(optimizer=optimizer))
