"""How a model's variables go to its program and back.

One by one that takes as long as a small fit. From the second time that a model comes on, it is one
call of a traced function. The program may be wider than the model: what the model lacks is 0 there,
and a mask keeps it so. Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tuning.engine.compiled.dense import MaskedDense, hidden
from tuning.engine.compiled.packing import PackedOptimizer
from tuning.engine.compiled.tracing import give_back, traced
from tuning.engine.compiled.twin import Twin

MOST = 8
"""Models whose ways are kept."""


class Handover:
    """Between a program's twin, with what trains it, and models of the same architecture."""

    def __init__(self, twin: Twin, optimizer: PackedOptimizer) -> None:
        self._twin, self._optimizer = twin, optimizer
        self._known: OrderedDict[int, list[Any]] = OrderedDict()
        """By a model's identity: the model, and what loads and stores it once that is traced."""
        self._shapes: list[tuple[int, ...]] = []
        """Of the weights of the model that was loaded last."""

    def load(self, model: keras.Model) -> None:
        """Takes over a model's variables and its optimizer's."""
        self._shapes = [tuple(weight.shape) for weight in model.weights]
        known = self._known.pop(id(model), None)
        if model.optimizer.built:
            self._give_back(known)
            self._load(model)
            return
        if known is None:
            known = [model]
            self._load(model)
        else:
            if len(known) == 1:
                known.append(traced(lambda: self._load(model)).get_concrete_function())
            known[1]()
        self._known[id(model)] = known
        if len(self._known) > MOST:
            self._give_back(self._known.popitem(last=False)[1])

    def store(self, model: keras.Model) -> None:
        """Gives the variables back to a model, that was loaded last."""
        known = self._known.get(id(model))
        if known is None or len(known) == 1:
            self._store(model)
            return
        if len(known) == 2:
            known.append(traced(lambda: self._store(model)).get_concrete_function())
        known[2]()

    def own(self, weights: list[np.ndarray]) -> list[np.ndarray]:
        """Of all weights of the program those of the model that was loaded last."""
        return [
            weight[tuple(slice(size) for size in shape)]
            for weight, shape in zip(weights, self._shapes, strict=True)
        ]

    def drop(self) -> None:
        """Gives back what was traced."""
        for known in self._known.values():
            self._give_back(known)
        self._known.clear()

    def _give_back(self, known: list[Any] | None) -> None:
        if known is not None:
            give_back(known[1:])

    def _load(self, model: keras.Model) -> None:
        for mine, theirs in zip(self._twin.variables, model.variables, strict=True):
            lacking = [[0, wide - own] for wide, own in zip(mine.shape, theirs.shape, strict=True)]
            mine.assign(tf.pad(theirs.value, lacking) if mine.shape != theirs.shape else theirs)
        for wide, own in zip(hidden(self._twin), hidden(model), strict=True):
            if isinstance(wide, MaskedDense):
                mask = tf.cast(tf.range(wide.units) < own.units, tf.float32)
                wide.__dict__["mask"].assign(mask)
        self._optimizer.load(model.optimizer)

    def _store(self, model: keras.Model) -> None:
        for mine, theirs in zip(self._twin.variables, model.variables, strict=True):
            theirs.assign(mine.value[tuple(slice(size) for size in theirs.shape)])
        self._optimizer.store(model.optimizer)
