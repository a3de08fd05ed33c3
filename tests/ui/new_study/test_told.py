"""What the form's lines say, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tuning.planning.presets import PRESETS
from tuning.space import AnyParameter, Boolean, Choice, Fixed, Float, Int
from tuning.ui.new_study import told
from tuning.ui.new_study.fields import fields_of

FIELDS = fields_of(PRESETS["article"].spec)


@pytest.mark.parametrize(
    ("parameter", "points", "text"),
    [
        (Int(low=32, high=512, step=32), None, "32 to 512, step 32"),
        (Int(low=1, high=4), None, "1 to 4"),
        (Float(low=1e-4, high=0.01, scale="log"), None, "0.0001 to 0.01"),
        (Float(low=0, high=1 / 3), None, "0 to 1/3"),
        (Float(low=1e-4, high=0.1, scale="log"), 3, "0.0001, 0.003162, 0.1"),
        (Float(low=0, high=1, grid=[0.2, 1 / 6]), 5, "0.2, 1/6"),
        (Choice(values=["relu", "tanh"]), None, "relu, tanh"),
        (Choice(values=[0.5, 1 / 6]), 5, "0.5, 1/6"),
        (Boolean(), None, "off, on"),
        (Fixed(value=True), None, "on"),
        (Fixed(value=1 / 6), None, "1/6"),
    ],
)
def test_values_of_a_hyperparameter(parameter: AnyParameter, points: int | None, text: str) -> None:
    assert told.values(parameter, points) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "1/6 of the training rows validates, 3 executions a trial, seed 1"),
        (
            {"evaluation.method": "folds", "evaluation.executions": 1, "seed": None},
            "5 folds, each validates once, one execution a trial, seed –",
        ),
        (
            {"evaluation.method": "test", "training_seconds": 60.0},
            "The test set validates, as in the article, 3 executions a trial, seed 1, 60 s of "
            "training",
        ),
    ],
)
def test_evaluation(changes: dict[str, Any], text: str) -> None:
    assert told.evaluation(FIELDS | changes) == text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Validation accuracy (higher is better), best epoch"),
        (
            {"objective.metric": "val_loss", "objective.reduce": "mean_last"},
            "Validation loss (lower is better), mean of the last 3 epochs",
        ),
    ],
)
def test_objective(changes: dict[str, Any], text: str) -> None:
    assert told.objective(FIELDS | changes) == text


def test_how_a_hyperparameter_is_treated() -> None:
    said = [
        told.how(FIELDS, name) for name in ("learning_rate", "activation", "epochs", "optimizer")
    ]
    assert said == ["Range, log", "List", "Fixed", "Default"]
