"""The correlated Bayesian t-test."""

import math

import pytest
from scipy import stats

from tuning.honesty import pairs

DIFFERENCES = [0.02, 0.05, 0.03, 0.04, 0.06]


def test_the_probability_is_baycomps() -> None:
    mean, variance = 0.04, 0.00025  # of the differences, by hand
    scale = math.sqrt(variance * (1 / 5 + 1 / 4))  # of five folds
    expected = 1 - stats.t.cdf(0.01, 4, mean, scale)
    assert pairs.probability(DIFFERENCES, rho=1 / 5) == pytest.approx(expected)


def test_better_is_said_from_095_on_alone() -> None:
    assert pairs.better(DIFFERENCES, 1 / 5) == 1
    assert pairs.better([-each for each in DIFFERENCES], 1 / 5) == -1
    assert pairs.better([0.02, -0.01, 0.03, 0.04, 0.06], 1 / 5) == 0


def test_few_and_equal_differences() -> None:
    assert pairs.probability([0.5], 1 / 5) is None
    assert pairs.better([], 1 / 5) == 0
    assert pairs.probability([0.02, 0.02], 1 / 5) == 1.0
    assert pairs.probability([0.0, 0.0], 1 / 5) == 0.0
