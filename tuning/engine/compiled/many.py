"""Several epochs of a small network in one call of a program, and what each of them gave.

An epoch of a class's data takes half a millisecond, and calling the program, its evaluation and its
metrics one by one took twenty times that. So the program loops over the epochs, too, and keeps the
metrics and weights of each; a second one, always a graph, tries the weights on the validation rows.
(Within the first, XLA would compile for half as long again.) XLA wants batches of one size: there,
the rows that fill up the last one count nothing. Depends on TensorFlow and Keras alone.
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

from tuning.engine.compiled.tracing import traced
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
    """The same on the validation rows, and what is measured there besides; empty without any."""
    ended: float
    """When it ended, in seconds of `time.time`: within a call by equal parts."""
    weights: np.ndarray | None = None
    """All weights behind each other, (numbers,); None: they are the program's own."""


class Trained(Protocol):
    """What a program has that trains in several epochs at once."""

    @property
    def mode(self) -> str: ...

    twin: Twin

    def sums(self, x: Any, y: Any, rows: Any, real: Any = None) -> Any:
        """Trains on a batch of which the first `real` rows count, None: all; returns the sums of
        the loss and the metrics."""

    def means(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Tries rows; returns the outputs for them, and the means of the loss and the metrics."""


class Shape(NamedTuple):
    """What a call is traced for."""

    rows: int
    batch: int
    epochs: int

    @property
    def places(self) -> int:
        """Rows of an epoch, the last batch filled up."""
        return -(-self.rows // self.batch) * self.batch


def room(model: keras.Model, rows: int, held: int) -> int:
    """For how many epochs a call has room; 0 where an epoch a call is as good, or must be.

    `rows`: of the data; `held`: those that validate.
    """
    size = model.__dict__.get("size_of_many")  # looked up once a model: Keras counts for a while
    if size is None:
        size = model.__dict__["size_of_many"] = _Size.of(model)
    if not size.is_row_by_row:
        return 0
    most = MOST_BYTES // (4 * (rows + held * size.outputs + size.weights))
    return 0 if most < FEWEST else min(1 << most.bit_length() - 1, MOST)


class _Size(NamedTuple):
    """What of a model decides how many epochs a call has room for."""

    is_row_by_row: bool
    outputs: int
    """Numbers that it gives for a row."""
    weights: int

    @classmethod
    def of(cls, model: keras.Model) -> _Size:
        is_row_by_row = all(isinstance(layer, ROW_BY_ROW) for layer in model.layers)
        return cls(is_row_by_row, math.prod(model.output_shape[1:]), model.count_params())


class ManyEpochs:
    """A program's functions that train several epochs on data of one shape, and try them."""

    def __init__(self, program: Trained, shape: Shape) -> None:
        self._program, self._shape = program, shape
        self._names = list(program.twin.get_metrics_result())
        self._numbers = sum(program.twin.sizes)
        """How many numbers its weights are."""
        self._seconds: float | None = None
        """Of one epoch, as last measured."""
        # Concrete functions: finding the right trace for each call takes as long as a few epochs.
        self._train: Any = None
        self._try: Any = None

    def prepare(self, x: tf.Tensor, y: tf.Tensor) -> None:
        """Compiles, once, and trains nothing; due before `train`."""
        if not self.functions:
            self._trace(x, y)
            self._train(x, y, *self._placed([np.zeros(1, np.int32)]), tf.constant(0))

    def train(
        self, x: tf.Tensor, y: tf.Tensor, orders: Sequence[np.ndarray], validation: Pair | None
    ) -> tuple[list[Passed], np.ndarray | None]:
        """Trains an epoch over each of the orders, at most as many as `most` says; what each gave,
        and what it said of the validation rows, (epochs, n, …)."""
        epochs, given = len(orders), (x, y, *self._placed(orders))
        begun, started = time.time(), time.perf_counter()
        trained, weights = self._train(*given, tf.constant(epochs))
        tried: list[list[float]] = [[]] * epochs
        outputs = None
        if validation is not None:
            means, said = self._try(weights, *validation, tf.constant(epochs))
            tried, outputs = means.numpy().tolist(), said.numpy()
        each = zip(trained.numpy().tolist(), tried, weights.numpy(), strict=False)
        self._seconds = (time.perf_counter() - started) / epochs
        passed = [
            Passed(self._named(logs), self._named(tries), begun + k * self._seconds, flat)
            for k, (logs, tries, flat) in zip(range(1, epochs + 1), each, strict=False)
        ]
        return passed, outputs

    def most(self, left: int) -> int:
        """How many of the epochs that are left the next call should train."""
        if self._seconds is None:
            return 1
        return max(min(left, self._shape.epochs, int(CALL_SECONDS / self._seconds)), 1)

    @property
    def functions(self) -> list[Any]:
        """What was traced."""
        return [each for each in (self._train, self._try) if each is not None]

    def _trace(self, x: tf.Tensor, y: tf.Tensor) -> None:
        number = tf.TensorSpec([], tf.int32)
        run = traced(self._run, jit_compile=self._program.mode == "xla")
        places = tf.TensorSpec([self._shape.epochs, self._shape.places], tf.int32)
        self._train = run.get_concrete_function(
            tf.TensorSpec.from_tensor(x), tf.TensorSpec.from_tensor(y), places, number, number
        )
        rows = [tf.TensorSpec([None, *part.shape[1:]], part.dtype) for part in (x, y)]
        self._try = traced(self._run_tries).get_concrete_function(
            tf.TensorSpec([self._shape.epochs, self._numbers], tf.float32), *rows, number
        )

    def _placed(self, orders: Sequence[np.ndarray]) -> tuple[tf.Tensor, tf.Tensor]:
        """The orders in their room, (epochs, steps × batch), and how many rows each has."""
        places = np.zeros((self._shape.epochs, self._shape.places), np.int32)
        for place, order in zip(places, orders, strict=False):
            place[: len(order)] = order
            # What fills up the last batch is a row of it: whatever its loss is, it is there anyway.
            place[len(order) :] = order[-1]
        return tf.constant(places), tf.constant(len(orders[0]))

    def _named(self, numbers: Sequence[float]) -> dict[str, float]:
        return dict(zip(self._names, numbers, strict=False))

    # -- traced ----------------------------------------------------------------------------

    def _run(self, x: Any, y: Any, orders: Any, rows: Any, epochs: Any) -> tuple[Any, Any]:
        twin, batch = self._program.twin, self._shape.batch

        def train(epoch: Any, logs: Any, weights: Any) -> tuple[Any, Any, Any]:
            _, sums = tf.while_loop(
                lambda done, _: done < rows,
                lambda done, sums: (
                    done + batch,
                    sums + self._step(x, y, orders[epoch], done, rows),
                ),
                [tf.constant(0), tf.zeros(len(self._names))],
            )
            means = twin.results(sums / tf.cast(rows, tf.float32))
            return epoch + 1, logs.write(epoch, means), weights.write(epoch, twin.flat())

        kept = self._kept(self._shape.epochs, [len(self._names)], [self._numbers])
        _, logs, weights = tf.while_loop(lambda epoch, *_: epoch < epochs, train, kept)
        return logs.stack(), weights.stack()

    def _step(self, x: Any, y: Any, order: Any, done: Any, rows: Any) -> Any:
        """Trains on the next batch; XLA wants all of one size."""
        batch = self._shape.batch
        end = tf.minimum(done + batch, rows)
        if self._program.mode == "graph":
            return self._program.sums(x, y, order[done:end])
        place = tf.reshape(order, [-1, batch])[done // batch]
        return self._program.sums(x, y, place, end - done)

    def _run_tries(self, weights: Any, x: Any, y: Any, epochs: Any) -> tuple[Any, Any]:
        twin = self._program.twin

        def test(epoch: Any, tried: Any, outputs: Any) -> tuple[Any, Any, Any]:
            twin.take(weights[epoch])
            said, means = self._program.means(x, y)
            return epoch + 1, tried.write(epoch, means), outputs.write(epoch, said)

        kept = self._kept(epochs, [len(self._names)], [None, *twin.output_shape[1:]])
        _, tried, outputs = tf.while_loop(lambda epoch, *_: epoch < epochs, test, kept)
        return tried.stack(), outputs.stack()

    def _kept(self, epochs: Any, *shapes: Any) -> list[Any]:
        """The first epoch's number, and room for what of each epoch is kept: of these shapes."""
        rooms = [tf.TensorArray(tf.float32, epochs, element_shape=shape) for shape in shapes]
        return [tf.constant(0), *rooms]
