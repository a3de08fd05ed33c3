"""A race is fair, laid out for its budget, and has as many seeds as its time allows."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from tests.records import samples
from tuning import settings
from tuning.engine.fits import Source
from tuning.errors import InvalidInput
from tuning.planning import race, race_seconds
from tuning.planning.estimate import Past
from tuning.planning.plan import plan
from tuning.planning.race_plan import RaceSpec, check_race, usual_seeds
from tuning.planning.speed import Speed
from tuning.strategies import STRATEGIES
from tuning.study import StudySpec

SPACE = {
    "units": {"type": "int", "low": 16, "high": 128, "step": 16},
    "learning_rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"},
    "epochs": 5,
}
HOME = settings.load()


def base(**changes: object) -> StudySpec:
    return samples.spec(space=SPACE, evaluation={"method": "folds", "folds": 2}, **changes)


def raced(by: str = "epochs", **changes: object) -> tuple[StudySpec, ...]:
    asked = {"by": by, "budget": 600.0, "seeds": 3} | changes
    return check_race(base(seed=7), RaceSpec.model_validate(asked), HOME).studies


# -- fair ----------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["epochs", "seconds"])
def test_all_studies_of_a_race_have_the_same_terms(by: str) -> None:
    studies = raced(by, strategies=tuple(race.racers()))
    assert len(studies) == 3 * len(race.racers())
    terms = {
        (s.data, s.model, s.evaluation, s.objective, s.space.model_dump_json(), s.training_seconds)
        for s in studies
    }
    assert len(terms) == 1
    seeds = [[s.seed for s in own] for _, own in by_strategy(studies)]
    assert seeds == [[7, 1007, 2007]] * len(race.racers())


def test_the_k_th_studies_of_all_strategies_have_the_same_splits_and_seeds() -> None:
    studies = raced(strategies=("random_search", "grid_search_cv", "bayesian"))
    for k in range(3):
        tasks = [
            Source(number, own[k], "digits", 10).task(trial, {"units": 16}, fold)
            for number, (_, own) in enumerate(by_strategy(studies))
            for trial, fold in [(2, 1)]
        ]
        assert len({task.split for task in tasks}) == 1
        assert len({task.seed for task in tasks}) == 1
    splits = {Source(1, own, "digits", 10).task(1, {}, 0).split for own in studies[:3]}
    assert len(splits) == 3  # another seed, another split


def by_strategy(studies: tuple[StudySpec, ...]) -> list[tuple[str, list[StudySpec]]]:
    groups = itertools.groupby(studies, key=lambda spec: spec.strategy.name)
    return [(name, list(own)) for name, own in groups]


# -- seconds of training -------------------------------------------------------------------


@pytest.mark.parametrize("name", race.racers())
def test_a_search_by_seconds_is_as_large_as_the_rate_says_or_can_go_on(name: str) -> None:
    seconds, speed = 6.0, Speed()
    [entry] = race.enter(base(), [name], seconds, by="seconds", speed=speed)
    [spec] = entry.specs
    assert spec.training_seconds == seconds
    whole = spec.model_copy(update={"training_seconds": None})
    if STRATEGIES[name].extend is None:
        assert 0.5 * seconds <= race_seconds.training(whole, speed, None) <= seconds
    else:
        assert race_seconds.training(whole, speed, None) > seconds
        assert "until 6 s of training are used up" in entry.settings.lower()
    assert entry.epochs == plan(spec, speed).epochs


def test_a_plan_ends_with_its_seconds() -> None:
    spec = base(strategy={"name": "random_search", "max_trials": 1000})
    whole = plan(spec)
    seconds = whole.training / 4
    cut = plan(spec.model_copy(update={"training_seconds": seconds}))
    assert (cut.trials, cut.fits, cut.epochs) == (250, 500, whole.epochs / 4)
    assert cut.seconds == pytest.approx(whole.seconds / 4)
    assert not cut.exact
    assert cut.notes[-1].startswith("It ends after ")


def test_a_grid_that_cannot_fit_its_seconds_says_how_long_it_takes() -> None:
    slow = Speed(step_seconds=0.01)
    [entry] = race.enter(base(), ["grid_search"], 1, by="seconds", speed=slow)
    assert not entry.takes_part
    assert entry.reason.startswith("The budget of 1 seconds is too small: even its smallest search")
    assert entry.reason.endswith("s of training.")


# -- seeds ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "quick", "seeds"),
    [(30, 5, 5), (40, 10, 5), (60, 10, 4), (60, 30, 2), (500, 200, 2), (0.0, 0.0, 5)],
)
def test_as_many_seeds_as_two_minutes_hold(seconds: float, quick: float, seeds: int) -> None:
    """The first takes `seconds`, each further one twice `quick`: it need not compile."""
    half = replace(plan(base()), seconds=seconds / 2, quick=quick / 2)
    assert usual_seeds([half, half]) == seeds


def test_what_studies_like_it_took_here_tells_the_seeds() -> None:
    planned = replace(plan(base()), seconds=10.0)
    took = [Past(10.0, 29.0)]  # between 29 / 1.25 and 29 × 1.25, in the middle 29.7
    assert usual_seeds([planned], took) == 4


def test_a_race_that_names_no_seeds_has_the_usual_ones() -> None:
    quick = raced(budget=60.0, seeds=None)
    assert len(quick) == 5 * len(race.usual())
    slow = raced(budget=300_000.0, seeds=None)
    assert len(slow) == 2 * len(race.usual())


# -- the gate ------------------------------------------------------------------------------


def test_whoever_is_asked_for_and_cannot_take_part_is_no_silence() -> None:
    with pytest.raises(InvalidInput, match=r"Grid search .* cannot take part: The budget of 20"):
        raced(budget=20.0, strategies=("random_search", "grid_search"))
    names = {spec.strategy.name for spec in raced(budget=20.0)}
    assert names <= set(race.usual())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"budget": None}, "race.budget"),
        ({"budget": 0.0}, "race.budget"),
        ({"budget": 10.5}, "race.budget"),
        ({"budget": float("inf")}, "race.budget"),
        ({"seeds": 0}, "race.seeds"),
        ({"seeds": 11}, "race.seeds"),
        ({"strategies": ("nobody",)}, "race.strategies"),
        ({"strategies": ("random_search",), "seeds": 1}, "race.strategies"),
    ],
)
def test_a_race_without_sense_names_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        raced(**changes)
    assert refused.value.field == field
