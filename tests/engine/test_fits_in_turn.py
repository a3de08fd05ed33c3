"""A fit's numbers depend on nothing that ran before it, nor on how its epochs are divided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.engine.compiled.reference import Rows, by_keras
from tests.records import samples
from tuning import datasets, settings
from tuning.datasets import Dataset
from tuning.engine import worker
from tuning.engine.compiled import many
from tuning.engine.fits import FitOutcome, FitTask, Source
from tuning.engine.reports import EpochEnded, Report
from tuning.errors import StudyStopped

DROPOUT: dict[str, Any] = {"dropout": 0.3, "learning_rate": 0.01}
COSINE: dict[str, Any] = {"schedule": "cosine", "optimizer": "sgd", "learning_rate": 0.1}
SHORT = [
    DROPOUT,
    DROPOUT | {"dropout": 0.1, "learning_rate": 0.002, "epochs": 3},
    COSINE,
    COSINE | {"learning_rate": 0.02, "epochs": 9},
]
"""Fits of two architectures, which share their programs and their models."""
MORE: list[dict[str, Any]] = [
    {"schedule": "plateau", "learning_rate": 0.3, "epochs": 12},
    {"learning_rate": 0.001},
    {"class_weight": "balanced"},
    {"class_weight": "balanced", "learning_rate": 0.02, "batch_size": 64},
    {"l2": 0.01, "dropout_visible": 0.2},
    {"l2": 0.001, "dropout_visible": 0.1, "max_norm": 1.0},
    {"optimizer": "sgd", "momentum": 0.5},
    {"optimizer": "rmsprop", "momentum": 0.5, "batch_size": 512},
    {"optimizer": "nadam", "max_norm": 1.0, "initialization": "he_normal"},
    {"optimizer": "adamw", "schedule": "cosine", "layers": 2},
    {"batch_norm": True, "dropout": 0.2},
    {"layers": 0, "l2": 0.1},
]


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    home = settings.load(tmp_path_factory.mktemp("home")).prepare()
    return datasets.load("digits", home).subset(200, 1)


def task(
    number: int, values: dict[str, Any], program: str = "graph", index: int = 0, **spec: Any
) -> FitTask:
    changes: dict[str, Any] = {
        "dataset": {"name": "digits", "rows": 200},
        "space": {"units": [8, 16], "epochs": 6},
    }
    made = samples.spec(**changes | spec)
    whole = {"units": 8, "epochs": 6} | values
    found = Source(1, made, "digits of 200", 10).task(number, whole, index)
    return replace(found, program=program)


def fit(of: FitTask, digits: Dataset) -> FitOutcome:
    found = worker.run_fit(of, digits, worker.send_nothing, keep_last=True)
    assert found.error is None
    return found


def same(one: FitOutcome, other: FitOutcome) -> None:
    """Bit for bit, times left out."""
    assert one.score == other.score
    assert [e._replace(time=0) for e in one.epochs] == [e._replace(time=0) for e in other.epochs]
    for mine, theirs in ((one.weights, other.weights), (one.last_weights, other.last_weights)):
        for a, b in zip(mine or (), theirs or (), strict=True):
            np.testing.assert_array_equal(a, b)
    assert one.row_scores is not None
    assert other.row_scores is not None
    np.testing.assert_array_equal(one.row_scores.hits(), other.row_scores.hits())


def in_turn(tasks: list[FitTask], digits: Dataset) -> None:
    """First each, then all of them from the last to the first, twice."""
    first = [fit(each, digits) for each in tasks]
    for _ in range(2):
        for of, before in reversed([*zip(tasks, first, strict=True)]):
            same(fit(of, digits), before)


def test_a_fit_is_the_same_whatever_ran_before_it(digits: Dataset) -> None:
    in_turn([task(number, values) for number, values in enumerate(SHORT, 1)], digits)


def test_fits_that_end_amid_a_call_leave_nothing_behind(digits: Dataset) -> None:
    """One whose loss leaves the numbers, and one whose study is stopped."""
    deep: dict[str, Any] = {"optimizer": "sgd", "activation": "linear", "layers": 4, "units": 64}
    plain = task(5, deep | {"learning_rate": 0.05})
    before = fit(plain, digits)
    failed = worker.run_fit(task(6, deep | {"learning_rate": 90.0}), digits, worker.send_nothing)
    assert failed.error is not None
    assert "became" in failed.error
    assert failed.error.endswith(f"in epoch {len(failed.epochs)} (learning rate 90).")
    same(fit(plain, digits), before)

    def stop(report: Report) -> None:
        if isinstance(report, EpochEnded) and report.epoch.epoch == 2:
            raise StudyStopped("as asked")

    with pytest.raises(StudyStopped):
        worker.run_fit(task(7, deep), digits, stop)
    same(fit(plain, digits), before)


@pytest.mark.long
@pytest.mark.parametrize("program", ["graph", "xla"])
def test_every_fit_is_the_same_whatever_ran_before_it(digits: Dataset, program: str) -> None:
    """Folds, too, which share a program though they have other numbers of rows."""
    folds: dict[str, Any] = {"evaluation": {"method": "folds", "folds": 3}}
    tasks = [task(n, values, program) for n, values in enumerate([*SHORT, *MORE], 1)]
    of_folds = [task(n, values, program, **folds) for n, values in enumerate(SHORT[:2], 20)]
    of_folds += [task(30, {}, program, index, **folds) for index in range(3)]
    in_turn([*tasks, *of_folds], digits)


@pytest.mark.parametrize("program", ["graph", pytest.param("xla", marks=pytest.mark.long)])
def test_a_fit_is_the_same_however_many_epochs_a_call_trains(
    digits: Dataset, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = task(7, {"dropout": 0.2, "epochs": 7, "optimizer": "sgd"}, program)
    found = []
    for at_once in (1, 3, 7):
        monkeypatch.setattr(
            many.ManyEpochs, "most", lambda self, left, at_once=at_once: min(left, at_once)
        )
        found.append(fit(of, digits))
    assert found[0].program == f"{program}: many epochs"
    for other in found[1:]:
        same(found[0], other)


def test_a_fit_stops_where_keras_stops_and_keeps_its_best_epochs_weights(digits: Dataset) -> None:
    """Of a rate so high that the loss rises soon."""
    values = {"units": 16, "learning_rate": 0.3, "epochs": 8, "batch_size": 64}
    of = task(3, values, objective={"metric": "val_loss"}, patience=2)
    found = fit(of, digits)
    model, ready = worker.build(of)
    rows = Rows(
        ready.x.numpy(),
        ready.y.numpy(),
        (ready.validation[0].numpy(), ready.validation[1].numpy()),
        ready.rows,
        batch=64,
        epochs=8,
    )
    seen = by_keras(model, rows, "graph")
    losses = [logs["val_loss"] for logs in seen.logs]
    best = next(k for k in range(8) if min(losses[k : k + 3]) == losses[k])
    assert 0 < best < 5, "the case is to be one that stops, and not at once"
    assert len(found.epochs) == best + 3
    assert found.score == pytest.approx(losses[best], rel=1e-4)
    assert found.weights is not None
    for mine, theirs in zip(found.weights, seen.weights[best], strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=2e-3, atol=5e-5)
