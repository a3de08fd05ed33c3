"""The landscape that is searched: what it scores, checked by hand, and what ships."""

from __future__ import annotations

import numpy as np
import pytest

from tuning import strategies
from tuning.learn import searched
from tuning.learn.landscape import Landscape, landscape


@pytest.fixture
def small() -> Landscape:
    """Two seeds, learning rates 0.0001, 0.01 and 1, dropout 0 and 0.8, two epochs."""
    last = np.array([[[0.1, 0.2], [0.9, 0.5], [0.3, 0.1]], [[0.3, 0.2], [0.7, 0.5], [0.3, 0.3]]])
    both = np.stack([last / 2, last], axis=3)
    return Landscape((np.array([1e-4, 1e-2, 1.0]), np.array([0.0, 0.8])), both, "2026-01-01")


@pytest.mark.parametrize(
    ("rate", "dropout", "epoch", "score"),
    [
        (1e-4, 0.0, 2, 0.2),  # a point of the grid: the mean of 0.1 and 0.3
        (1.0, 0.8, 2, 0.2),  # its last corner
        (1e-3, 0.0, 2, 0.5),  # halfway from 0.2 to 0.8, as the exponent is
        (1e-2, 0.2, 2, 0.725),  # a quarter of the way from 0.8 to 0.5
        (1e-1, 0.4, 2, 0.45),  # in the middle of 0.8, 0.5, 0.3 and 0.2
        (1e-1, 0.4, 1, 0.225),
    ],
)
def test_between_the_points_it_interpolates_the_rate_by_its_exponent(
    small: Landscape, rate: float, dropout: float, epoch: int, score: float
) -> None:
    found = small.score({"learning_rate": rate, "dropout": dropout}, epoch)
    assert found == pytest.approx(score, abs=1e-12)


def test_the_best_point_and_how_single_trainings_deviate(small: Landscape) -> None:
    values, score = small.best(2)
    assert values == {"learning_rate": 1e-2, "dropout": 0.0}
    assert score == pytest.approx(0.8)
    assert small.deviation(2)[0].tolist() == pytest.approx([0.02**0.5, 0.0])


@pytest.mark.parametrize("values", [{"learning_rate": 2.0}, {"dropout": -0.1}, {"dropout": 0.9}])
def test_beyond_the_grid_it_says_nothing(small: Landscape, values: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(values))} is from"):
        small.score({"learning_rate": 0.01, "dropout": 0.1} | values, 1)
    with pytest.raises(ValueError, match="knows epochs 1 to 2"):
        small.score({"learning_rate": 0.01, "dropout": 0.1}, 3)


def test_what_ships_covers_the_space_and_every_epoch_that_a_search_may_ask_for() -> None:
    known = landscape()
    for (name, parameter), places in zip(known.space.searched.items(), known.places, strict=True):
        assert (places[0], places[-1]) == (parameter.low, parameter.high), name
    longest = max(
        strategies.strategy(name).most_epochs(searched.study(name, trials, 0))
        for name, one in strategies.STRATEGIES.items()
        if one.can_race
        for trials in (9, 16, 25, 36)
    )
    assert searched.EPOCHS < longest <= known.epochs
    assert known.each.min() >= 0
    assert known.each.max() <= 1


def test_the_rate_matters_and_dropout_matters_little_until_the_rate_is_large() -> None:
    grid = landscape().grid(searched.EPOCHS)
    rates, _ = landscape().places
    middle, large = np.searchsorted(rates, [0.01, 0.1])
    assert np.ptp(grid[:, 0]) > 0.8
    assert np.ptp(grid[middle]) < 0.06
    assert np.ptp(grid[large]) > 0.6
