"""Probabilities from paired seeds, against Student's t with one and two degrees of freedom."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tuning.analysis import paired


def test_the_probability_is_that_of_students_t_about_the_mean_difference() -> None:
    # Two seeds: differences 0.01 and 0.03, t = 2, and F(t) = 1/2 + atan(t)/pi.
    found = paired.better([0.1, 0.1], [0.11, 0.13])
    assert found == pytest.approx(0.5 + math.atan(2) / math.pi, abs=1e-4)
    # Three: 0.01, 0.02 and 0.03, t = 2 sqrt(3), and F(t) = 1/2 + t / (2 sqrt(2 + t^2)).
    found = paired.better([0.5, 0.3, 0.1], [0.51, 0.32, 0.13])
    assert found == pytest.approx(0.5 + 2 * math.sqrt(3) / (2 * math.sqrt(14)), abs=1e-4)
    assert paired.better([0.51, 0.32, 0.13], [0.5, 0.3, 0.1]) == pytest.approx(1 - (found or 0))


def test_nothing_is_told_from_one_seed_and_level_scores_are_even() -> None:
    assert paired.better([0.1], [0.9]) is None
    assert paired.best(np.array([[0.1, 0.9]])) is None
    assert paired.better([0.1, 0.2], [0.1, 0.2]) == 0.5
    assert paired.best(np.full((3, 4), 0.1)) == pytest.approx([0.25] * 4, abs=0.01)


def test_of_two_the_best_is_the_better() -> None:
    costs = np.array([[0.5, 0.51], [0.3, 0.32], [0.1, 0.13]])
    one, other = paired.best(costs) or [0.0, 0.0]
    assert one == pytest.approx(paired.better(costs[:, 0].tolist(), costs[:, 1].tolist()), abs=0.01)
    assert one + other == pytest.approx(1)


def test_a_constant_difference_is_no_certainty_beyond_four_digits() -> None:
    assert paired.better([0.1, 0.2], [0.1 + 1e-9, 0.2 + 1e-9]) == pytest.approx(0.5, abs=1e-3)
    assert 0.99 < (paired.better([0.1, 0.2], [0.11, 0.21]) or 0) < 1


def test_large_scores_of_few_seeds_are_told_as_small_ones() -> None:
    # Squared errors in ten thousands, four contenders and two seeds: their covariance is singular.
    costs = np.array([[1.0, 2.0, 3.0, 1.5], [1.2, 1.9, 3.3, 1.1]])
    assert paired.best(costs * 1e5) == pytest.approx(paired.best(costs), abs=0.01)


def test_how_many_more_seeds_would_tell() -> None:
    # Of differences with mean 0.02 and deviation 0.0141: three seeds give 0.933, four 0.967.
    assert paired.seeds_to_tell(np.array([[0.1, 0.11], [0.1, 0.13]]), 0) == 2
    assert paired.seeds_to_tell(np.array([[0.1, 0.2], [0.2, 0.1]]), 0) is None
