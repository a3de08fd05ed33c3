"""Where a model errs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tuning.analysis import errs
from tuning.analysis.errs import Confused, Range


def test_the_pairs_of_classes_that_are_mistaken_most_often() -> None:
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2])
    said = np.array([0, 1, 1, 1, 2, 2, 2, 2, 0])
    found = errs.most_confused(np.eye(3)[said], labels, most=2)
    assert found == [Confused(0, 1, 2, 3), Confused(1, 2, 1, 2)]
    assert errs.most_confused(np.eye(3)[labels], labels) == []


def test_how_far_off_each_fifth_of_a_quantity_is() -> None:
    truth = np.arange(10.0)
    predicted = truth + np.array([0, 0, 0, 0, 0, 0, 0, 0, 3, -1])
    found = errs.ranges(predicted, truth)
    assert [one.rows for one in found] == [2] * 5
    assert found[-1] == Range(8.0, 9.0, 2, pytest.approx(math.sqrt(5)), 1.0)
    assert found[0] == Range(0.0, 1.0, 2, 0.0, 0.0)
    assert errs.ranges(np.ones(3), np.full(3, 2.0)) == [Range(2.0, 2.0, 3, 1.0, -1.0)]
