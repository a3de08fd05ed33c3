"""The objective: a curve becomes a score, and scores have an order."""

from __future__ import annotations

from typing import Any

import pytest

from tuning.objective import Objective


@pytest.mark.parametrize(
    ("objective", "score"),
    [
        (Objective(), 0.9),
        (Objective(reduce="last"), 0.7),
        (Objective(reduce="mean_last", last=2), 0.8),
        (Objective(reduce="mean_last", last=9), 0.7),
        (Objective(metric="val_loss"), 0.5),
    ],
)
def test_a_curve_becomes_a_score(objective: Objective, score: float) -> None:
    assert objective.score([0.5, 0.9, 0.7]) == pytest.approx(score)


def row(accuracy: float, loss: float | None = None) -> dict[str, Any]:
    return {"val_accuracy": accuracy, "val_loss": loss, "accuracy": 0.5, "loss": 0.5}


@pytest.mark.parametrize(
    ("objective", "curve", "kept"),
    [
        (Objective(), [row(0.9, 0.3), row(0.9, 0.2), row(0.9, 0.2), row(0.8, 0.1)], 1),
        (Objective(), [row(0.9), row(0.9)], 0),
        (Objective(metric="val_loss"), [row(0.9, 0.3), row(0.8, 0.2), row(0.9, 0.2)], 1),
        (Objective(metric="accuracy"), [row(0.9, 0.3), row(0.8, 0.2)], 1),
        (Objective(reduce="last"), [row(0.9, 0.1), row(0.8, 0.2)], 1),
    ],
)
def test_of_epochs_level_on_the_aim_the_one_with_the_smaller_validation_loss_is_kept(
    objective: Objective, curve: list[dict[str, Any]], kept: int
) -> None:
    assert objective.kept_epoch(curve) == kept


def test_of_fits_that_scored_alike_the_one_with_the_smaller_validation_loss_comes_first() -> None:
    ranks = [Objective().rank_fit(0.9, epoch) for epoch in (row(0.9, 0.3), row(0.9, 0.2), {})]
    assert sorted(ranks) == [ranks[1], ranks[0], ranks[2]]
    assert Objective().rank_fit(0.95, {}) < min(ranks)


FOLDS = [
    [row(0.9, 0.1), row(0.7, 0.4), row(0.8, 0.3), row(0.9, 0.1)],
    [row(0.5, 0.9), row(0.8, 0.4), row(0.7, 0.3)],
]
"""Means of 0.7, 0.75 and 0.75 over the epochs that both reached, the third with the less loss."""


def test_the_common_epoch_is_the_best_of_the_mean_curve_that_all_folds_reached() -> None:
    assert Objective().common_epoch(FOLDS) == 2
    assert Objective().kept_epochs(FOLDS, is_common=True) == [2, 2]
    assert Objective().kept_epochs(FOLDS, is_common=False) == [0, 1]
    assert Objective().kept_epochs([*FOLDS, []], is_common=True) == [2, 2, None]
    assert Objective(metric="val_loss").kept_epochs(FOLDS, is_common=True) == [2, 2]
    assert Objective(reduce="last").kept_epochs(FOLDS, is_common=True) == [3, 2]
    unmeasured = [[{}, row(0.1)], [row(0.9), row(0.1)]]
    assert Objective().common_epoch(unmeasured) == 1, "one fold lacks the first"


def test_better_depends_on_the_metric() -> None:
    assert Objective().is_better(0.9, 0.8)
    assert not Objective().is_better(0.8, 0.8)
    assert Objective(metric="val_loss").is_better(0.1, 0.2)
    assert Objective().is_better(0.0, None)
