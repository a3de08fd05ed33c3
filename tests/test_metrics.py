"""What the rows of `tuning.metrics` say to everybody else."""

from __future__ import annotations

import pytest

from tuning import metrics
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


def test_what_only_tensorboard_shows_decides_no_study() -> None:
    with pytest.raises(ValueError, match="'val_accuracy', 'val_loss', 'accuracy' or 'loss'"):
        Objective(metric="val_mse")
