"""How sure a number is: Wilson's interval and the bootstrap's; and where a model errs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from tuning.analysis import errs, uncertainty
from tuning.analysis.errs import Confused, Range


@pytest.mark.parametrize(("right", "rows"), [(15, 20), (40, 40), (0, 7), (9731, 10000)])
def test_a_share_has_wilson_s_interval(right: int, rows: int) -> None:
    known = binomtest(right, rows).proportion_ci(method="wilson")
    assert uncertainty.wilson(right, rows) == pytest.approx((known.low, known.high), abs=1e-7)


def test_a_bootstrap_is_as_wide_as_theory_has_it() -> None:
    off = np.random.default_rng(1).normal(0, 2, 400)
    truth = np.zeros(400)
    (low, high) = uncertainty.intervals(truth, off, ["mse", "loss"])["mse"]
    mean, error = np.mean(off**2), np.std(off**2) / math.sqrt(400)
    assert (low, high) == pytest.approx((mean - 1.96 * error, mean + 1.96 * error), rel=0.04)


def test_what_does_not_vary_has_no_interval_but_a_share_has() -> None:
    truth = np.array([0, 1] * 10)
    found = uncertainty.intervals(truth, np.eye(2)[truth], ["accuracy", "balanced_accuracy"])
    assert found == {"accuracy": uncertainty.wilson(20, 20)}


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
