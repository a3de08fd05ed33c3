"""A fit as Keras itself trains it, step by step, on the batches that a fused fit sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import keras
import numpy as np

from tuning.engine.compiled import fused
from tuning.engine.compiled.dropout import VariableDropout
from tuning.engine.compiled.programs import Mode

Weights = list[np.ndarray]


@dataclass
class Rows:
    """What a fit trains on, and how."""

    x: np.ndarray
    y: np.ndarray
    validation: tuple[np.ndarray, np.ndarray]
    rows: np.ndarray
    """The numbers of the rows that train."""
    batch: int = 32
    epochs: int = 6
    first_epoch: int = 0


@dataclass
class Seen:
    """What there was after each epoch."""

    logs: list[dict[str, float]] = field(default_factory=list)
    weights: list[Weights] = field(default_factory=list)


def by_keras(
    model: fused.FusedModel,
    data: Rows,
    mode: Mode,
    callbacks: Sequence[keras.callbacks.Callback] = (),
) -> Seen:
    """Keras' own `fit` of an untrained model's like, from its weights and in its order of rows.

    Its dropout draws by the same function as a program of this mode, else by the same seed.
    """
    ordinary, seen = _like(model, mode), _Seen()
    scale = 1.0 if data.x.dtype == np.float32 else np.float32(model.largest)
    x, x_validation = (part.astype(np.float32) / scale for part in (data.x, data.validation[0]))
    weights = model.class_weights
    batches = _Batches(x, data, np.random.default_rng(model.shuffle_seed))
    ordinary.fit(
        batches,
        validation_data=(x_validation, data.validation[1]),
        initial_epoch=data.first_epoch,
        epochs=data.epochs,
        callbacks=[batches.shuffled, *callbacks, seen],
        class_weight=None if weights is None else dict(enumerate(weights.tolist())),
        shuffle=False,
        verbose=0,
    )
    return seen.seen


class _Batches(keras.utils.PyDataset):
    """The rows in an order of chance, another one each epoch."""

    def __init__(self, x: np.ndarray, data: Rows, rng: np.random.Generator) -> None:
        super().__init__()
        self._x, self._data, self._rng = x, data, rng
        self._order = data.rows
        self.shuffled = keras.callbacks.LambdaCallback(on_epoch_begin=self._shuffle)

    def _shuffle(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._order = self._rng.permutation(self._data.rows)

    def __len__(self) -> int:
        return -(-len(self._order) // self._data.batch)

    def __getitem__(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        rows = self._order[place * self._data.batch :][: self._data.batch]
        return self._x[rows], self._data.y[rows]


class _Seen(keras.callbacks.Callback):
    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.seen.logs.append(dict(logs or {}))
        self.seen.weights.append(self.model.get_weights())


def _like(model: fused.FusedModel, mode: Mode) -> keras.Model:
    """An ordinary model with the same weights, which runs eagerly: nothing is to be compiled."""

    def clone(layer: keras.layers.Layer) -> keras.layers.Layer:
        kind = VariableDropout if type(layer) is keras.layers.Dropout else type(layer)
        copy = kind.from_config(layer.get_config())
        if kind is VariableDropout:
            copy.__dict__["hashed"] = mode == "xla"
        return copy

    other = keras.models.clone_model(keras.Model(model.inputs, model.outputs), clone_function=clone)
    other.compile_from_config(model.get_compile_config())
    other.run_eagerly = True
    other.set_weights(model.get_weights())
    return other
