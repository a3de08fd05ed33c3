"""How a model's variables go to its program and back.

One by one that takes as long as a small fit. From the second time that the same model comes on, it
is one call of a traced function. Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

import weakref
from typing import Any

import keras
import tensorflow as tf

from tuning.engine.compiled.packing import PackedOptimizer
from tuning.engine.compiled.tracing import give_back
from tuning.engine.compiled.twin import Twin


class Handover:
    """Between a program's twin, with what trains it, and models of the same architecture."""

    def __init__(self, twin: Twin, optimizer: PackedOptimizer) -> None:
        self._twin, self._optimizer = twin, optimizer
        self._last: weakref.ref[keras.Model] | None = None
        self._traced: tuple[Any, Any] | None = None
        """What loads the last model and what stores to it."""

    def load(self, model: keras.Model) -> None:
        """Takes over a model's variables and its optimizer's."""
        is_known = self._last is not None and self._last() is model
        if not is_known or model.optimizer.built:
            self.drop()
            self._last = weakref.ref(model)
            self._load(model)
            return
        if self._traced is None:
            self._traced = (
                tf.function(lambda: self._load(model)).get_concrete_function(),
                tf.function(lambda: self._store(model)).get_concrete_function(),
            )
        self._traced[0]()

    def store(self, model: keras.Model) -> None:
        """Gives the variables back to a model, that was loaded last."""
        if self._traced is not None and not model.optimizer.built:
            self._traced[1]()
        else:
            self._store(model)

    def drop(self) -> None:
        """Gives back what was traced."""
        if self._traced is not None:
            give_back(self._traced)
        self._traced = None

    def _load(self, model: keras.Model) -> None:
        for mine, theirs in zip(self._twin.variables, model.variables, strict=True):
            mine.assign(theirs)
        self._optimizer.load(model.optimizer)

    def _store(self, model: keras.Model) -> None:
        for mine, theirs in zip(self._twin.variables, model.variables, strict=True):
            theirs.assign(mine)
        self._optimizer.store(model.optimizer)
