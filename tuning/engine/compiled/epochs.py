"""The epochs of one training, one after the other, however many of them a call trains.

Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np
import tensorflow as tf

from tuning.engine.compiled.many import ManyEpochs, Pair, Passed, Shape, room
from tuning.engine.compiled.programs import Program

Measure = Callable[[np.ndarray], Sequence[Mapping[str, float]]]
"""From a model's outputs for the validation rows after several epochs, (epochs, n, …), to numbers
by name of each."""
MANY, SHARED = "many epochs", "one program for all widths"


class Epochs:
    """What trains an epoch for each of `orders`, row numbers (rows,); its program is loaded."""

    def __init__(
        self,
        program: Program,
        x: tf.Tensor,
        y: tf.Tensor,
        orders: Iterator[np.ndarray],
        rows: int,
        batch: int,
        validation: Pair | None = None,
        measure: Measure | None = None,
    ) -> None:
        """What `measure` says of each epoch stands among what was tried."""
        self._program, self._data, self._orders = program, (x, y), orders
        self._rows, self._batch = rows, batch
        self._validation, self._measure = validation, measure
        held = validation[0].shape[0] if validation is not None else 0
        epochs = room(program.twin, x.shape[0], held)
        self._many: ManyEpochs | None = None
        if epochs:
            self._many = program.many(x, y, Shape(x.shape[0], batch, epochs))
        self.now: Passed | None = None
        """The epoch that was passed last."""
        self._is_there = True
        """Whether the program's weights are those of that epoch."""

    @property
    def way(self) -> str:
        """How they run, in a word or two."""
        ways = {MANY: self._many is not None, SHARED: self._program.is_shared}
        said = ", ".join(way for way, is_so in ways.items() if is_so)
        return f"{self._program.mode}: {said}" if said else self._program.mode

    def prepare(self) -> None:
        """Compiles what is not compiled yet, and trains nothing: from here on all time is the
        training's."""
        if self._many is not None:
            self._many.prepare(*self._data)
        else:
            self._program.prepare(*self._data, self._rows, self._batch)

    def passed(self, count: int, surely: Callable[[], int]) -> Iterator[Passed]:
        """So many epochs, each as it has been trained; `surely` says how many more will certainly
        be wanted, at least one."""
        while count > 0:
            if self._many is None:
                found, outputs = self._one(next(self._orders))
            else:
                most = self._many.most(min(count, surely()))
                orders = [*islice(self._orders, most)]
                found, outputs = self._many.train(*self._data, orders, self._validation)
            count -= len(found)
            found = self._measured(found, outputs)
            for passed in found:
                self.now, self._is_there = passed, passed is found[-1]
                yield passed

    def keep(self) -> Callable[[], list[np.ndarray]]:
        """What gives all weights as the last epoch left them, later on: most are kept for a better
        epoch to take their place."""
        if self.now is None or self.now.weights is None:
            there = self._program.weights()
            return lambda: there
        flat = self.now.weights
        return lambda: self._program.parted(flat.copy())

    def predict(self, x: tf.Tensor) -> np.ndarray:
        """What the network says of rows as the last epoch left it."""
        ahead = None if self._is_there else self._program.twin.get_weights()
        self.settle()
        said = self._program.predict(x)
        if ahead is not None:
            self._program.twin.set_weights(ahead)
            self._is_there = False
        return said

    def settle(self) -> None:
        """Leaves the program with the weights of the last epoch."""
        if not self._is_there and self.now is not None and self.now.weights is not None:
            self._program.stand_at(self.now.weights)
            self._is_there = True

    def _one(self, order: np.ndarray) -> tuple[list[Passed], np.ndarray | None]:
        logs = self._program.epoch(*self._data, order, self._batch)
        if self._validation is None:
            return [Passed(logs, {}, time.time())], None
        tried, outputs = self._program.tried(*self._validation)
        return [Passed(logs, tried, time.time())], outputs[None]

    def _measured(self, found: list[Passed], outputs: np.ndarray | None) -> list[Passed]:
        """With what is measured besides."""
        if self._measure is None or outputs is None:
            return found
        pairs = zip(found, self._measure(outputs), strict=True)
        return [replace(passed, tried=passed.tried | dict(more)) for passed, more in pairs]
