"""Every task keeps what `Task` promises, and every place that asks for one by name has it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tuning import tasks
from tuning.engine.strategies._scikit.candidate import CANDIDATES
from tuning.errors import InvalidInput
from tuning.metrics import MEASURES, METRICS
from tuning.study import Evaluation
from tuning.tasks import CLASSIFICATION, Task
from tuning.ui.best.winner import VIEWS

LABELS = np.repeat([0, 1, 2], [50, 30, 20])


@pytest.fixture(params=tasks.TASKS.values(), ids=lambda task: task.name)
def task(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_a_task_has_measures_a_candidate_and_a_view(task: Task) -> None:
    assert tasks.task(task.name) is task
    assert set(task.metrics) <= set(MEASURES)
    assert task.objective in METRICS
    assert task.name in CANDIDATES
    assert task.name in VIEWS


def test_rows_are_divided_once_each_and_the_same_again(task: Task) -> None:
    for evaluation in (Evaluation(), Evaluation(method="folds", folds=4)):
        splits = task.splits(LABELS, evaluation, 3)
        again = task.splits(LABELS, evaluation, 3)
        for (train, validation), other in zip(splits, again, strict=True):
            assert sorted([*train, *validation]) == list(range(len(LABELS)))
            np.testing.assert_array_equal(train, other[0])
    train, test = task.hold_out(LABELS, 0.2, 0)
    assert (sorted([*train, *test]), len(test)) == (list(range(len(LABELS))), 20)


def test_classes_keep_their_shares_wherever_rows_are_divided() -> None:
    drawn = [CLASSIFICATION.hold_out(LABELS, 0.2, 1)[1], CLASSIFICATION.subset(LABELS, 20, 1)]
    drawn += [held for _, held in CLASSIFICATION.splits(LABELS, Evaluation(fraction=0.2), 1)]
    for rows in drawn:
        assert np.bincount(LABELS[rows]).tolist() == [10, 6, 4]


def test_classes_are_numbered_in_their_order_and_test_rows_like_the_training_rows() -> None:
    train, test = np.array(["b", "a", "c"] * 5), np.array(["c", "b"])
    (numbers, tested), names = CLASSIFICATION.encode([train, test], "y", "data.name")
    assert names == ("a", "b", "c")
    assert numbers.tolist() == [1, 0, 2] * 5
    assert tested.tolist() == [2, 1]


def test_a_column_of_many_different_numbers_is_no_target_of_classes() -> None:
    marks, prices = np.arange(60) % 10 / 2, np.arange(60) / 7
    CLASSIFICATION.check_column(marks, "The target 'mark'", "data.target")
    with pytest.raises(InvalidInput, match="60 different numbers, which looks like regression"):
        CLASSIFICATION.check_column(prices, "The target 'price'", "data.target")


def test_a_side_of_a_split_with_fewer_rows_than_classes_is_told_in_numbers() -> None:
    with pytest.raises(InvalidInput, match="20 rows would train and 5 validate, and there are 6"):
        CLASSIFICATION.splits(np.arange(25) % 6, Evaluation(fraction=0.2), 1)
