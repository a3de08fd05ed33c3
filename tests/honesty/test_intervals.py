"""Wilson's interval and the bootstrap's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from tuning.honesty import intervals
from tuning.honesty.intervals import Z95


@pytest.mark.parametrize(("right", "rows"), [(15, 20), (40, 40), (0, 7), (9731, 10000)])
def test_a_share_has_wilson_s_interval(right: int, rows: int) -> None:
    known = binomtest(right, rows).proportion_ci(method="wilson")
    assert intervals.wilson(right / rows, rows, Z95) == pytest.approx(
        (known.low, known.high), abs=1e-7
    )


def test_a_bootstrap_is_as_wide_as_theory_has_it() -> None:
    off = np.random.default_rng(1).normal(0, 2, 400)
    truth = np.zeros(400)
    (low, high) = intervals.intervals(truth, off, ["mse", "loss"], Z95)["mse"]
    mean, error = np.mean(off**2), np.std(off**2) / math.sqrt(400)
    assert (low, high) == pytest.approx((mean - 1.96 * error, mean + 1.96 * error), rel=0.04)


def test_what_does_not_vary_has_no_interval_but_a_share_has() -> None:
    truth = np.array([0, 1] * 10)
    found = intervals.intervals(truth, np.eye(2)[truth], ["accuracy", "balanced_accuracy"], Z95)
    assert found == {"accuracy": intervals.wilson(1, 20, Z95)}


def test_an_interval_of_90_percent_is_narrower_and_of_no_rows_there_is_none() -> None:
    low, high = intervals.wilson(0.5, 100)
    wider = intervals.wilson(0.5, 100, Z95)
    assert wider[0] < low < 0.5 < high < wider[1]
    assert (low, high) == pytest.approx((0.4189, 0.5811), abs=1e-4)
    assert intervals.intervals(np.zeros(0), np.zeros((0, 2)), ["accuracy"]) == {}
