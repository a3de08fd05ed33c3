"""Every measure against scikit-learn's own, on random rows: ties, missing classes, a single row."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as scikit

from tuning import metrics, tasks

CLASSES = {
    "accuracy": lambda y, p: scikit.accuracy_score(y, p.argmax(1)),
    "balanced_accuracy": lambda y, p: scikit.balanced_accuracy_score(y, p.argmax(1)),
    "f1": lambda y, p: scikit.f1_score(y, p.argmax(1), average="macro", zero_division=0),
    "log_loss": lambda y, p: scikit.log_loss(y, p, labels=np.arange(p.shape[1])),
    "top_2_accuracy": lambda y, p: np.mean([
        own in np.argsort(-row, kind="stable")[:2] for row, own in zip(p, y, strict=True)
    ]),
    "precision": lambda y, p: scikit.precision_score(y, p.argmax(1), zero_division=0),
    "recall": lambda y, p: scikit.recall_score(y, p.argmax(1), zero_division=np.nan),
    "roc_auc": lambda y, p: _areas(y, p),
}  # fmt: skip
QUANTITIES = {
    "rmse": scikit.root_mean_squared_error,
    "mae": scikit.mean_absolute_error,
    "mse": scikit.mean_squared_error,
    "r2": scikit.r2_score,
}


def _areas(y: np.ndarray, p: np.ndarray) -> float:
    """The mean over the classes that some rows are of, and others not."""
    columns = [1] if p.shape[1] == 2 else range(p.shape[1])
    areas = [
        scikit.roc_auc_score(y == column, p[:, column])
        for column in columns
        if 0 < np.count_nonzero(y == column) < len(y)
    ]
    return float(np.mean(areas)) if areas else np.nan


@st.composite
def judged(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Class numbers and probabilities; rounded ones tie often, sharp ones are 0 or 1."""
    rows, classes = draw(st.integers(1, 40)), draw(st.sampled_from([2, 3, 6, 12]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    given = rng.dirichlet(np.full(classes, draw(st.sampled_from([0.05, 1.0, 20.0]))), rows)
    if draw(st.booleans()):
        given = np.maximum(given.round(1), 1e-3)
        given /= given.sum(1, keepdims=True)
    present = rng.permutation(classes)[: draw(st.integers(1, classes))]
    return rng.choice(present, rows), given.astype(draw(st.sampled_from([np.float32, np.float64])))


@settings(max_examples=60, deadline=None)
@given(judged())
def test_measures_of_classes_are_scikit_learns(rows: tuple[np.ndarray, np.ndarray]) -> None:
    truth, outputs = rows
    names = tasks.CLASSIFICATION.measures(outputs.shape[1])
    found = metrics.judge(names, truth, outputs)
    assert {*names} - {"loss"} <= {*CLASSES}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = {name: CLASSES[name](truth, outputs) for name in names if name != "loss"}
    expected = {name: value for name, value in expected.items() if np.isfinite(value)}
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.integers(0, 2**32), st.sampled_from([1e-6, 1.0, 1e6]))
def test_measures_of_quantities_are_scikit_learns(rows: int, seed: int, unit: float) -> None:
    rng = np.random.default_rng(seed)
    truth = unit * rng.integers(0, 4, rows).astype(float)
    outputs = truth + unit * rng.normal(size=rows)
    found = metrics.judge(tasks.REGRESSION.measures(0), truth, outputs)
    expected = {name: measure(truth, outputs) for name, measure in QUANTITIES.items()}
    if np.ptp(truth) == 0:
        del expected["r2"]
    assert found == pytest.approx(expected)


@settings(max_examples=30, deadline=None)
@given(judged(), st.integers(0, 2**32))
def test_tries_are_measured_together_as_one_by_one(
    rows: tuple[np.ndarray, np.ndarray], seed: int
) -> None:
    """The last of them said something that is no number."""
    truth, outputs = rows
    rng = np.random.default_rng(seed)
    every = np.array([rng.permutation(outputs), outputs, rng.permutation(outputs)])
    every[-1, 0, 0] = np.nan
    names = tasks.CLASSIFICATION.measures(outputs.shape[1])
    found = metrics.judge_each(names, truth, every)
    assert found == [metrics.judge(names, truth, each) for each in every]
    assert found[-1] == {}


@pytest.mark.parametrize("rows", [100, 1000])
def test_an_area_is_that_of_scikit_learn_however_it_is_counted(rows: int) -> None:
    """Few rows are compared in pairs, many are sorted; rounded probabilities tie."""
    rng = np.random.default_rng(rows)
    truth = rng.integers(0, 3, rows)
    outputs = rng.dirichlet(np.ones(3), (4, rows)).round(2).astype(np.float32)
    found = metrics.judge_each(["roc_auc"], truth, outputs)
    assert [each["roc_auc"] for each in found] == pytest.approx([_areas(truth, p) for p in outputs])


def test_outputs_that_are_no_numbers_say_nothing() -> None:
    assert metrics.judge(["accuracy", "log_loss"], np.array([0]), np.array([[np.nan, 1.0]])) == {}
