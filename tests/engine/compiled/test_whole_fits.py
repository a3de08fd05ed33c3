"""A whole fit, of many epochs, equals Keras' own fit of it, however its epochs are compiled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.engine.compiled.reference import Rows, Seen, Weights, by_keras
from tuning import tasks
from tuning.engine import models
from tuning.engine.compiled import fused
from tuning.engine.compiled.listening import LogsOnly, OnPlateau
from tuning.engine.compiled.programs import Mode

FEATURES, CLASSES = 12, 4


@dataclass(frozen=True)
class Case:
    """A network and the data that it meets."""

    values: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    """Changes of `Rows`."""
    weighted: bool = False
    target: str = "classes"
    stops: int | None = None
    """The place of the epoch at which a callback ends the training."""
    plateau: bool = False
    """Whether the rate falls where the validation loss gains too little."""

    @property
    def callbacks(self) -> list[keras.callbacks.ReduceLROnPlateau]:
        falling = {"factor": 0.5, "patience": 1, "min_delta": 0.1}
        return [keras.callbacks.ReduceLROnPlateau(**falling)] if self.plateau else []


def rows(kind: str = "classes", **changes: Any) -> Rows:
    """A hundred rows, four of them in the last batch; the rows of one fold train."""
    rng = np.random.default_rng(0)
    x = rng.random((140, FEATURES), dtype=np.float32)
    y = x[:, :CLASSES].argmax(axis=1).astype(np.int32)
    if kind == "bytes":
        x = (x * 200).astype(np.uint8)
    if kind == "quantities":
        y = (x[:, :3].sum(axis=1) - 1.5).astype(np.float32)
    held_out = np.arange(140) % 7 < 2
    validation = (x[held_out], y[held_out])
    return replace(Rows(x, y, validation, np.flatnonzero(~held_out).astype(np.int32)), **changes)


class Reader(LogsOnly):
    """What the engine's own reporter does: reads the logs, some epochs' weights, and may stop."""

    def __init__(self, stops: int | None, reads: tuple[int, ...] = (1, 3)) -> None:
        super().__init__()
        self._stops, self._reads = stops, reads
        self.logs: list[dict[str, float]] = []
        self.weights: dict[int, Weights] = {}

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        place = len(self.logs)
        self.logs.append(dict(logs or {}))
        if place in self._reads:
            self.weights[place] = self.keep_now()()
        if place == self._stops:
            self.model.stop_training = True


class Stop(keras.callbacks.Callback):
    def __init__(self, at: int | None) -> None:
        super().__init__()
        self._left = at

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        if self._left is not None:
            self.model.stop_training = self._left == 0
            self._left -= 1


def built(case: Case, steps: int) -> fused.FusedModel:
    values = {"units": 8, "layers": 2, "learning_rate": 0.02, **case.values}
    task = tasks.task("regression" if case.target == "quantities" else "classification")
    classes = 0 if case.target == "quantities" else CLASSES
    model = models.build("dense", values, (FEATURES,), classes, seed=4, task=task, steps=steps)
    model.largest = 200.0 if case.target == "bytes" else 1.0
    if case.weighted:
        model.class_weights = np.array([3.0, 0.25, 1.5, 1.0], np.float32)
    return model


def ours(model: fused.FusedModel, case: Case, data: Rows, mode: Mode) -> Reader:
    """The same by the fused way, on a model that it trains."""
    reader = Reader(case.stops)
    fused.train(
        model,
        tf.convert_to_tensor(data.x),
        tf.convert_to_tensor(data.y),
        rows=data.rows,
        validation=tuple(map(tf.convert_to_tensor, data.validation)),
        batch=data.batch,
        first_epoch=data.first_epoch,
        epochs=data.epochs,
        callbacks=[*map(OnPlateau, case.callbacks), reader],
        mode=mode,
    )
    return reader


def check(case: Case, mode: Mode) -> None:
    data = rows(case.target, **case.data)
    steps = -(-len(data.rows) // data.batch) * data.epochs
    model = built(case, steps)
    expected = by_keras(model, data, mode, [*case.callbacks, Stop(case.stops)])
    found = ours(model, case, data, mode)
    one_by_one = case.values.get("batch_norm", False)
    assert model.program == (mode if one_by_one else f"{mode}: many epochs")
    if case.plateau:
        assert expected.logs[-1]["learning_rate"] < expected.logs[0]["learning_rate"]
    assert len(found.logs) == len(expected.logs)
    assert found.weights.keys() == {k for k in (1, 3) if k < len(expected.logs)}
    same_logs(found.logs, expected)
    for place, weights in found.weights.items():
        same_weights(weights, expected.weights[place])
    same_weights(model.get_weights(), expected.weights[-1])


def same_logs(found: list[dict[str, float]], expected: Seen) -> None:
    for mine, theirs in zip(found, expected.logs, strict=True):
        assert {name for name in theirs if name != "learning_rate"} == set(mine)
        for name in mine:
            assert mine[name] == pytest.approx(theirs[name], rel=2e-3, abs=1e-4), name


def same_weights(found: Weights, expected: Weights) -> None:
    for mine, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=2e-3, atol=5e-5)


SHORT = {
    "adam, dropout, weight decay, a falling rate": Case(
        {"layers": 1, "dropout": 0.3, "l2": 0.01, "schedule": "cosine"}
    ),
    "sgd, max-norm, a plateau, stopped": Case(
        {"optimizer": "sgd", "momentum": 0.5, "max_norm": 1.0},
        plateau=True,
        data={"epochs": 7},
        stops=5,
    ),
    "weighted classes, one batch": Case(weighted=True, data={"batch": 512}),
    "quantities, begun before": Case(
        {"optimizer": "rmsprop"}, target="quantities", data={"first_epoch": 2}
    ),
}
MORE = {
    **{
        name: Case({"optimizer": name, "learning_rate": 0.01})
        for name in ("adam", "sgd", "rmsprop", "adagrad", "adadelta", "nadam", "adamax", "adamw")
    },
    "sgd, momentum": Case({"optimizer": "sgd", "momentum": 0.5}),
    "rmsprop, momentum": Case({"optimizer": "rmsprop", "momentum": 0.5, "learning_rate": 0.005}),
    **{f"{name}, a falling rate": Case({"optimizer": name, "schedule": "cosine"})
       for name in ("adamw", "sgd", "nadam")},
    "max-norm": Case({"max_norm": 0.8}),
    "max-norm, nadam": Case({"max_norm": 0.8, "optimizer": "nadam"}),
    "weight decay": Case({"l2": 0.02}),
    "weight decay, adamw": Case({"l2": 0.02, "optimizer": "adamw"}),
    "dropout of inputs and one layer": Case(
        {"dropout": 0.4, "dropout_visible": 0.2, "dropout_after": "first"}
    ),
    "dropout, max-norm, sgd": Case({"dropout": 0.4, "max_norm": 1.0, "optimizer": "sgd"}),
    "batch normalization": Case({"batch_norm": True, "l2": 0.01}),
    "no hidden layer": Case({"layers": 0, "l2": 0.01}),
    "plateau": Case({"dropout": 0.2}, plateau=True, data={"epochs": 8}),
    "weighted classes": Case({"dropout": 0.2}, weighted=True),
    "full batches alone": Case(data={"batch": 25}),
    "one row in the last batch": Case(data={"batch": 33}),
    "batches of one row": Case({"dropout": 0.2}, data={"batch": 1, "epochs": 2}),
    "one batch, larger than the data": Case({"dropout": 0.2}, data={"batch": 512}),
    "bytes": Case({"dropout": 0.2}, target="bytes"),
    "quantities": Case({"dropout": 0.2, "l2": 0.01}, target="quantities"),
    "begun before": Case({"dropout": 0.2}, data={"first_epoch": 2}),
    "one epoch": Case(data={"epochs": 1}),
    "stopped by its first epoch": Case(stops=0),
    "stopped late": Case({"dropout": 0.2}, stops=17, data={"epochs": 24}),
    "many epochs": Case({"dropout": 0.1, "optimizer": "sgd"}, data={"epochs": 40}),
}  # fmt: skip


@pytest.mark.parametrize(("case", "mode"), [
    pytest.param(case, mode, id=f"{name}, {mode}")
    for (name, case), mode in zip(SHORT.items(), ("xla", "graph", "graph", "graph"), strict=True)
])  # fmt: skip
def test_a_fit_equals_keras_own(case: Case, mode: Mode) -> None:
    check(case, mode)


@pytest.mark.long
@pytest.mark.parametrize("mode", ["graph", "xla"])
@pytest.mark.parametrize("name", [*SHORT, *MORE])
def test_every_fit_equals_keras_own(name: str, mode: Mode) -> None:
    check((SHORT | MORE)[name], mode)
