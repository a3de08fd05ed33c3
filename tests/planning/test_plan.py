"""How much a study will be."""

from __future__ import annotations

import re

import pytest

from tests.records.samples import spec
from tuning import catalog, strategies
from tuning.planning import large_grids, plan
from tuning.planning.programs import architectures
from tuning.planning.speed import Speed, multiplications
from tuning.space import Value
from tuning.tasks import CLASSIFICATION

RANGE = {"type": "int", "low": 16, "high": 64, "step": 16}
MOMENTUM = {"type": "float", "low": 0.0, "high": 0.9}


def test_trials_fits_and_epochs_of_a_random_search() -> None:
    planned = plan.plan(spec())
    assert (planned.trials, planned.fits, planned.epochs) == (2, 4, 8)
    assert planned.exact


def test_with_early_stopping_epochs_and_seconds_are_the_most() -> None:
    space = {"units": RANGE, "epochs": 20}
    early, whole = plan.plan(spec(space=space, patience=4)), plan.plan(spec(space=space))
    assert early.sum == "2 trials × 2 fits × 20 epochs = at most 80 epochs"
    assert (early.bound, whole.bound) == ("at most ", "")
    assert (early.seconds, early.slow) == (whole.seconds, whole.slow)
    assert early.quick == pytest.approx(whole.quick * 5 / 20)


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


SUMS = {
    "grid_search_cv": "18 trials × 4 fits × 6 epochs + 6 for the refit = 438 epochs",
    "randomized_search_cv": "6 trials × 4 fits × 6 epochs + 6 for the refit = 150 epochs",
    "halving_grid_search": (
        "(18 trials × 1 epoch + 6 × 3) × 4 fits + 3 for the refit = 147 epochs"
    ),
    "hyperband": ("(9 trials × 1 epoch + 3 × 2 + 3 × 6 + 5 × 3 + 3 × 9) × 4 fits = 300 epochs"),
}


@pytest.mark.parametrize("name", [n for n in strategies.STRATEGIES if n != "by_hand"])
@pytest.mark.parametrize("epochs", [6, [1, 2, 6]])
@pytest.mark.parametrize("folds", [2, 4])
def test_every_sum_that_is_printed_is_right(name: str, epochs: int | list[int], folds: int) -> None:
    strategy = strategies.strategy(name)
    if isinstance(epochs, list) and (strategy.sets_epochs or "halving" in name):
        epochs = 7
    counted = {"max_trials": 6, "n_iter": 6, "max_epochs": 9, "points": 3}
    options = {o.name: counted.get(o.name, o.default) for o in strategy.options}
    space = {"units": RANGE, "activation": ["relu", "tanh"], "dropout": [0.0, 0.1, 0.2]}
    planned = plan.plan(
        spec(
            strategy={"name": name} | options,
            space=space | {"epochs": epochs},
            evaluation={"method": "folds", "folds": folds},
        )
    )
    left, _, right = planned.sum.partition(" = ")
    sum = eval(re.sub(r"[^\d.+*()]", "", left.replace("×", "*")))  # digits and signs alone
    total = int(re.sub(r"\D", "", right))
    assert total == planned.epochs
    assert sum == pytest.approx(total, abs=1 if "about" in right else 0)
    assert ("about" in right) is not planned.exact
    if folds == 4 and epochs == 6 and name in SUMS:
        assert planned.sum == SUMS[name]


def test_programs_are_counted_once_for_what_they_share() -> None:
    rates = {"learning_rate": {"type": "float", "low": 0.001, "high": 0.1}, "dropout": [0.0, 0.1]}
    small, images = (1797, 64), (60_000, 784)

    def compiled(inputs: tuple[int, ...], trials: int = 50, **space: object) -> int:
        return architectures(spec(space=rates | space), trials, inputs)

    assert compiled(images) == 1
    assert compiled(images, units=RANGE) == 4
    assert compiled(images, 3, units=RANGE) == 3
    assert compiled(small, units=RANGE) == 1
    assert compiled(small, units=RANGE, layers=[1, 2]) == 2
    assert compiled(small, units=[16, 128]) == 2  # too wide to be shared
    assert compiled(small, optimizer="sgd", momentum=MOMENTUM) == 50


def test_a_plan_counts_the_programs_that_are_compiled() -> None:
    at_once = Speed(step_seconds=0.0, flops=1e30, start_seconds=3.0, workers=1)
    widths = plan.plan(spec(space={"units": [16, 32, 64]}), at_once)
    batches = plan.plan(spec(space={"batch_size": [16, 32]}), at_once)
    assert (widths.seconds, batches.seconds) == (pytest.approx(3), pytest.approx(6))


def test_more_work_takes_longer_and_more_workers_less() -> None:
    small, large = spec(), spec(dataset="mnist")
    one, two = Speed(workers=1), Speed(workers=2)
    assert plan.plan(small, one).seconds < plan.plan(large, one).seconds
    assert plan.plan(large, two).seconds == pytest.approx(plan.plan(large, one).seconds / 2)
    assert plan.plan(spec(dataset={"name": "mnist", "rows": 100}), one).seconds < (
        plan.plan(large, one).seconds
    )


def test_the_multiplications_of_a_network() -> None:
    def dense(**values: Value) -> float:
        family = catalog.family("dense")
        layers = family.layers(family.values(values), (4,), CLASSIFICATION.output(3))
        return multiplications(layers, (4,))

    assert dense(units=10, layers=1) == 4 * 10 + 10 * 3
    assert dense(units=10, layers=3, units_1=5) == 4 * 10 + 10 * 5 + 5 * 10 + 10 * 3


def test_a_speed_survives_json_and_unknown_names() -> None:
    speed = Speed(flops=1e9, workers=4)
    assert Speed.from_json(speed.to_json() | {"later": 1}) == speed
    assert Speed.from_json(None) == Speed()


def test_a_large_grid_is_asked_about_with_its_number() -> None:
    rates = {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"}
    five = {
        "units": [8, 16, 32, 64, 128],
        "learning_rate": rates,
        "dropout": {"type": "float", "low": 0.0, "high": 0.4},
        "batch_size": [16, 32, 64, 128, 256],
        "epochs": [1, 2, 3, 4, 5],
    }
    folds = {"method": "folds", "folds": 5}
    for name in ("grid_search", "grid_search_cv"):
        text = large_grids.too_many(spec(strategy=name, space=five, evaluation=folds))
        assert text == "5 hyperparameters with 5 values each in 5 folds are 15,625 fits"
    asked = large_grids.too_many(spec(strategy={"name": "hparams_grid", "inside": 2}, space=five))
    assert asked is not None
    assert "with 5 × 4 × 4 × 5 × 5 values, 2 times each are 4,000 fits" in asked
    assert large_grids.too_many(spec(strategy="random_search", space=five)) is None
    assert large_grids.too_many(spec(strategy="one_at_a_time", space=five)) is None


def test_a_thousand_fits_are_not_asked_about() -> None:
    grid = {"units": list(range(8, 88, 8)), "batch_size": list(range(16, 166, 3)), "epochs": 1}
    asked = {"strategy": "grid_search_cv", "space": grid}
    assert large_grids.too_many(spec(**asked)) is None
    assert large_grids.too_many(spec(**asked, evaluation={"executions": 3})) is not None


def test_conditions_make_a_grid_no_plain_product() -> None:
    space = {
        "optimizer": ["adam", "sgd"],
        "momentum": {"type": "float", "low": 0.0, "high": 0.9, "step": 0.1},
        "units": list(range(8, 888, 8)),
    }
    text = large_grids.too_many(spec(strategy={"name": "grid_search", "points": 10}, space=space))
    assert text == "1,210 trials, 2 times each are 2,420 fits"
