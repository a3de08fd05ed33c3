"""Several epochs of a small network in one call of a program, and what each of them gave.

An epoch of a class's data takes half a millisecond, and calling the program, its evaluation and its
metrics one by one took twenty times that. So the program loops over the epochs, too: it tries the
network on the validation rows after each, and keeps the epoch's metrics, outputs and weights for
whoever asks. XLA compiles for numbers of rows that are fixed: there, those that fill up the last
batch or the validation rows count nothing. Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import keras
import numpy as np
import tensorflow as tf

from tuning.engine.compiled.twin import Twin

MOST = 32
"""Epochs that a call has room for."""
FEWEST = 8
"""With room for fewer, an epoch is so long that a call each costs nothing."""
MOST_BYTES = 4 * 2**20
"""What the orders, outputs and weights of a call's epochs may take."""
CALL_SECONDS = 0.25
"""What a call may take: a page hears of nothing meanwhile."""
ROW_BY_ROW = (
    keras.layers.InputLayer,
    keras.layers.Flatten,
    keras.layers.Dense,
    keras.layers.Dropout,
    keras.layers.Activation,
)
"""Layers that treat each row by itself, so that rows which count nothing change nothing."""
Pair = tuple[tf.Tensor, tf.Tensor]


@dataclass(frozen=True, eq=False)
class Passed:
    """What one epoch gave."""

    logs: dict[str, float]
    """Keras' metrics on the rows that trained."""
    tried: dict[str, float]
    """The same on the validation rows; empty without any."""
    outputs: np.ndarray | None
    """For the validation rows, (n, …)."""
    ended: float
    """When it ended, in seconds of `time.time`: within a call by equal parts."""
    weights: np.ndarray | None = None
    """All weights behind each other, (numbers,); None: they are the program's own."""


class Trained(Protocol):
    """What a program has that trains in several epochs at once."""

    @property
    def mode(self) -> str: ...

    twin: Twin

    def step(self, x: Any, y: Any, rows: Any, real: Any = None) -> None:
        """Trains on a batch of which so many rows are real; None: all."""

    def test(self, x: Any, y: Any, real: Any = None) -> Any:
        """Tries rows of which so many are real; returns the outputs for all."""


class Shape(NamedTuple):
    """What a call is traced for."""

    rows: int
    batch: int
    held: int
    """Room for validation rows; 0 without any."""
    epochs: int


def room(model: keras.Model, rows: int, batch: int, held: int) -> int:
    """For how many epochs a call has room; 0 where an epoch a call is as good, or must be."""
    if not all(isinstance(layer, ROW_BY_ROW) for layer in model.layers):
        return 0
    outputs = held * math.prod(model.output_shape[1:])
    numbers = -(-rows // batch) * batch + outputs + model.count_params()
    most = MOST_BYTES // (4 * numbers)
    return 0 if most < FEWEST else min(1 << most.bit_length() - 1, MOST)


class ManyEpochs:
    """A program's function that trains several epochs on data of one shape."""

    def __init__(self, program: Trained, shape: Shape) -> None:
        self._program, self._shape = program, shape
        self._names: list[str] = []
        self._seconds: float | None = None
        """Of one epoch, as last measured."""
        self._is_fixed = program.mode == "xla"
        """Whether every batch has the same number of rows, and every validation."""
        self.function = tf.function(
            self._run, jit_compile=self._is_fixed, reduce_retracing=not self._is_fixed
        )

    def train(
        self, x: tf.Tensor, y: tf.Tensor, orders: Sequence[np.ndarray], validation: Pair | None
    ) -> list[Passed]:
        """Trains an epoch over each of the orders, at most as many as `most` says."""
        given = self._given(x, y, orders, validation)
        if self._seconds is None:
            self.function(*given, tf.constant(0))  # compiles, and trains nothing
        begun, started = time.time(), time.perf_counter()
        found = [part.numpy() for part in self.function(*given, tf.constant(len(orders)))]
        self._seconds = (time.perf_counter() - started) / len(orders)
        held = validation[0].shape[0] if validation is not None else None
        return [
            self._passed([part[k] for part in found], held, begun + (k + 1) * self._seconds)
            for k in range(len(orders))
        ]

    def most(self, left: int) -> int:
        """How many of the epochs that are left the next call should train."""
        if self._seconds is None:
            return 1
        return max(min(left, self._shape.epochs, int(CALL_SECONDS / self._seconds)), 1)

    # -- the way in and out ----------------------------------------------------------------

    def _given(
        self, x: tf.Tensor, y: tf.Tensor, orders: Sequence[np.ndarray], validation: Pair | None
    ) -> tuple[Any, ...]:
        shape = self._shape
        steps = -(-shape.rows // shape.batch)
        places = np.zeros((shape.epochs, steps * shape.batch), np.int32)
        for place, order in zip(places, orders, strict=False):
            place[: len(order)] = order
            # What fills up the last batch is a row of it: whatever its loss is, it is there anyway.
            place[len(order) :] = order[-1]
        held = validation[0].shape[0] if validation is not None else 0
        tried_x, tried_y = validation if validation is not None else (x[:0], y[:0])
        return (
            x,
            y,
            tf.constant(places),
            tf.constant(len(orders[0])),
            self._filled(tried_x),
            self._filled(tried_y),
            tf.constant(held),
        )

    def _passed(self, found: Sequence[np.ndarray], held: int | None, ended: float) -> Passed:
        trained, tried, outputs, weights = found
        logs = dict(zip(self._names, trained.tolist(), strict=True))
        if held is None:
            return Passed(logs, {}, None, ended, weights)
        of_tried = dict(zip(self._names, tried.tolist(), strict=True))
        return Passed(logs, of_tried, outputs[:held], ended, weights)

    def _filled(self, rows: tf.Tensor) -> tf.Tensor:
        """The rows, and as many more as a fixed number lacks."""
        missing = self._shape.held - rows.shape[0] if self._is_fixed else 0
        if not missing:
            return rows
        if not rows.shape[0]:
            return tf.zeros((missing, *rows.shape[1:]), rows.dtype)
        return tf.concat([rows, tf.repeat(rows[:1], missing, axis=0)], 0)

    # -- traced ----------------------------------------------------------------------------

    def _run(
        self,
        x: Any,
        y: Any,
        orders: Any,
        rows: Any,
        x_held: Any,
        y_held: Any,
        held: Any,
        epochs: Any,
    ) -> tuple[Any, ...]:
        twin, shape = self._program.twin, self._shape
        numbers = sum(math.prod(weight.shape) for weight in twin.weights)
        outputs = (shape.held if self._is_fixed else None, *twin.output_shape[1:])
        # Written before the loop, since TensorFlow wants their shapes.
        self._names = list(twin.get_metrics_result())
        kept = [
            tf.TensorArray(tf.float32, shape.epochs, element_shape=each)
            for each in ([len(self._names)], [len(self._names)], outputs, [numbers])
        ]
        trained, tried, given, weights = kept
        epoch = tf.constant(0)
        while epoch < epochs:
            twin.reset_metrics()
            done = tf.constant(0)
            while done < rows:
                self._step(x, y, orders[epoch], done, rows)
                done += shape.batch
            trained = trained.write(epoch, _results(twin))
            twin.reset_metrics()
            given = given.write(epoch, self._tried(x_held, y_held, held))
            tried = tried.write(epoch, _results(twin))
            flat = [tf.reshape(weight.value, [-1]) for weight in twin.weights]
            weights = weights.write(epoch, tf.concat(flat, 0))
            epoch += 1
        return trained.stack(), tried.stack(), given.stack(), weights.stack()

    def _step(self, x: Any, y: Any, order: Any, done: Any, rows: Any) -> None:
        end = tf.minimum(done + self._shape.batch, rows)
        if self._is_fixed:
            batch = tf.reshape(order, [-1, self._shape.batch])[done // self._shape.batch]
            self._program.step(x, y, batch, end - done)
        else:
            self._program.step(x, y, order[done:end])

    def _tried(self, x: Any, y: Any, held: Any) -> Any:
        """The outputs for the validation rows, whose metrics the twin has then."""
        if not self._shape.held:
            return tf.zeros((0, *self._program.twin.output_shape[1:]))
        return self._program.test(x, y, held if self._is_fixed else None)


def _results(twin: Twin) -> Any:
    return tf.stack([tf.cast(value, tf.float32) for value in twin.get_metrics_result().values()])
