"""What the rows of `tuning.metrics` say to everybody else."""

from __future__ import annotations

import numpy as np
import pytest

from tuning import metrics, tasks
from tuning.objective import Objective


def test_each_measure_makes_a_metric_on_validation_and_on_training_rows() -> None:
    assert metrics.METRICS["val_loss"].title == "Validation loss"
    assert metrics.METRICS["loss"].title == "Training loss"
    assert {m.measure.name for m in metrics.METRICS.values()} == set(metrics.MEASURES)
    assert all(metric.name == name for name, metric in metrics.METRICS.items())


@pytest.mark.parametrize("name", metrics.objectives())
def test_an_objective_takes_its_direction_from_the_row_of_its_metric(name: str) -> None:
    objective, higher = Objective(metric=name), metrics.METRICS[name].better == "max"
    assert objective.is_better(0.8, 0.7) is higher
    assert objective.best([0.1, 0.5, 0.3]) == (0.5 if higher else 0.1)


def test_of_a_fit_without_validation_the_training_rows_decide() -> None:
    assert Objective(metric="val_loss").value({"loss": 0.5, "accuracy": 0.8}) == 0.5


def test_training_rows_decide_by_what_is_measured_on_them_alone() -> None:
    known = metrics.objectives("training")
    assert {"accuracy", "loss"} <= set(known)
    assert not {"f1", "roc_auc", "mae"} & set(known)
    with pytest.raises(ValueError, match="'val_accuracy'"):
        Objective(metric="roc_auc")


def test_measures_are_those_that_suit_the_targets() -> None:
    two, forty = (tasks.CLASSIFICATION.measures(classes) for classes in (2, 40))
    assert {"precision", "recall"} <= set(two)
    assert "top_2_accuracy" not in two
    assert set(two) ^ set(forty) == {"precision", "recall", "top_2_accuracy"}
    assert set(tasks.REGRESSION.measures(0)) == {"rmse", "mae", "r2", "mse", "loss"}
    assert tasks.REGRESSION.aims(0)[0] == "val_rmse"


def test_classes_are_judged_by_hand_computed_numbers() -> None:
    outputs = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.8, 0.2]])
    names = ["accuracy", "balanced_accuracy", "f1", "precision", "recall", "roc_auc"]
    found = metrics.judge(names, np.array([0, 0, 1, 0]), outputs)
    expected = [3 / 4, (2 / 3 + 1) / 2, (4 / 5 + 2 / 3) / 2, 1 / 2, 1, 1]
    assert found == pytest.approx(dict(zip(names, expected, strict=True)))


def test_quantities_are_judged_by_hand_computed_numbers() -> None:
    truth, outputs = np.array([1.0, 2.0, 6.0]), np.array([2.0, 2.0, 4.0])
    found = metrics.judge(["mse", "rmse", "mae", "r2"], truth, outputs)
    assert found == pytest.approx(
        {"mse": 5 / 3, "rmse": (5 / 3) ** 0.5, "mae": 1, "r2": 1 - 5 / 14}
    )


def test_what_is_undefined_is_left_out() -> None:
    assert metrics.judge(["r2", "mae"], np.ones(2), np.ones(2)) == {"mae": 0.0}
    one_class = np.array([[0.7, 0.3], [0.6, 0.4]])
    assert "roc_auc" not in metrics.judge(["roc_auc"], np.zeros(2), one_class)
