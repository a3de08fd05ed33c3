"""How much a study will be."""

from __future__ import annotations

import pytest

from tests.samples import spec
from tuning import plan
from tuning.plan import Speed

RANGE = {"type": "int", "low": 16, "high": 64, "step": 16}


def test_trials_fits_and_epochs_of_a_random_search() -> None:
    planned = plan.plan(spec())
    assert (planned.trials, planned.fits, planned.epochs) == (2, 4, 8)
    assert planned.grid_size == 8
    assert planned.exact


def test_no_more_trials_than_there_are_combinations() -> None:
    most = {"name": "random_search", "max_trials": 100}
    assert plan.plan(spec(strategy=most)).trials == 8
    continuous = {"learning_rate": {"type": "float", "low": 0.001, "high": 0.1}}
    assert plan.plan(spec(strategy=most, space=continuous)).trials == 100


def test_folds_multiply_fits() -> None:
    folds = spec(evaluation={"method": "folds", "folds": 5})
    assert plan.plan(folds).fits == 10


def test_searched_epochs_make_the_plan_an_estimate() -> None:
    planned = plan.plan(spec(space={"units": RANGE, "epochs": [2, 4, 6]}))
    assert not planned.exact
    assert planned.epochs == 4 * 4


def test_more_work_takes_longer_and_more_workers_less() -> None:
    small, large = spec(), spec(dataset="mnist")
    one, two = Speed(workers=1), Speed(workers=2)
    assert plan.plan(small, one).seconds < plan.plan(large, one).seconds
    assert plan.plan(large, two).seconds == pytest.approx(plan.plan(large, one).seconds / 2)
    assert plan.plan(spec(dataset={"name": "mnist", "rows": 100}), one).seconds < (
        plan.plan(large, one).seconds
    )


def test_the_multiplications_of_a_network() -> None:
    assert plan.weights({"units": 10, "layers": 1}, 4, 3) == 4 * 10 + 10 * 3
    deep = {"units": 10, "layers": 3, "units_1": 5, "units_2": None}
    assert plan.weights(deep, 4, 3) == 4 * 10 + 10 * 5 + 5 * 10 + 10 * 3


def test_a_speed_survives_json_and_unknown_names() -> None:
    speed = Speed(flops=1e9, workers=4)
    assert Speed.from_json(speed.to_json() | {"later": 1}) == speed
    assert Speed.from_json(None) == Speed()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (40.4, "40 s"), (150, "2 min"), (200, "3 min"), (7800, "2 h 10 min")],
)
def test_duration(seconds: float, text: str) -> None:
    assert plan.duration(seconds) == text
