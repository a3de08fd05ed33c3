"""Callbacks that read what an epoch gave and leave the weights alone.

Depends on TensorFlow and Keras alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from tuning.engine.compiled.schedules import steer


class LogsOnly(keras.callbacks.Callback):
    """A callback that reads the logs and may stop the training, but leaves the weights alone.

    Between fused epochs the weights stay in the program for these: `keep_now` gives what reads them
    later on, `predict_now` predicts there, and `optimizer_now` is what trains them. Other callbacks
    find them in the model, as they expect.
    """

    keep_now: Callable[[], Callable[[], list[np.ndarray]]] = lambda: list
    optimizer_now: keras.optimizers.Optimizer
    predict_now: Callable[[tf.Tensor], np.ndarray]
    ended_now: float = 0.0
    """When the epoch ended, in seconds of `time.time`."""

    def surely(self) -> int:
        """How many more epochs will be trained whatever it reads: so many may run in one call."""
        return sys.maxsize


class OnPlateau(LogsOnly):
    """Keras' `ReduceLROnPlateau`, which sets the rate in the program between two epochs."""

    def __init__(self, plateau: keras.callbacks.ReduceLROnPlateau) -> None:
        super().__init__()
        self._plateau = plateau

    def surely(self) -> int:
        return 1

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        steer(self._plateau, self.optimizer_now)
        self._plateau.on_train_begin()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._plateau.on_epoch_end(epoch, dict(logs or {}))


class _History(keras.callbacks.History):
    """Keras' own, but for telling its model at each epoch of itself: that takes as long as one."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        self.model.history = self


class Hooks:
    """Keras' `CallbackList` where all that listen read numbers: it looks at each for tensors."""

    def __init__(
        self,
        callbacks: list[keras.callbacks.Callback],
        add_history: bool,
        model: keras.Model,
        **params: int,
    ) -> None:
        has_history = any(isinstance(each, keras.callbacks.History) for each in callbacks)
        more = [_History()] if add_history and not has_history else []
        self._callbacks = [*callbacks, *more]
        for each in self._callbacks:
            each.set_params(params)
            each.set_model(model)

    def on_train_begin(self) -> None:
        for each in self._callbacks:
            each.on_train_begin()

    def on_epoch_begin(self, epoch: int) -> None:
        for each in self._callbacks:
            each.on_epoch_begin(epoch)

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        for each in self._callbacks:
            each.on_epoch_end(epoch, logs)

    def on_train_end(self, logs: dict[str, float]) -> None:
        for each in self._callbacks:
            each.on_train_end(logs)
