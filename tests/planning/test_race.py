"""A race: no strategy exceeds the budget, none wastes what it could use."""

from __future__ import annotations

import pytest

from tests.records import samples
from tuning import strategies
from tuning.errors import InvalidInput
from tuning.planning import race
from tuning.planning.checks import completed
from tuning.planning.presets import PRESETS
from tuning.strategies import count
from tuning.study import StudySpec

PLAIN = {
    "units": {"type": "int", "low": 16, "high": 128, "step": 16},
    "learning_rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"},
    "epochs": 5,
}
SEARCHED = PLAIN | {"epochs": [2, 6, 10]}
LISTS = {"units": [16, 32], "activation": ["relu", "tanh"], "epochs": 4}


def base(space: dict[str, object], fits: int = 2, **changes: object) -> StudySpec:
    return samples.spec(space=space, evaluation={"executions": fits}, **changes)


@pytest.mark.parametrize("space", [PLAIN, SEARCHED, LISTS], ids=["ranges", "epochs", "lists"])
@pytest.mark.parametrize("budget", [1, 40, 75, 200, 1000])
@pytest.mark.parametrize("name", race.racers())
def test_no_budget_is_exceeded(name: str, budget: int, space: dict[str, object]) -> None:
    [entry] = race.enter(base(space), [name], budget)
    if not entry.takes_part:
        assert entry.reason.endswith(".")
        return
    [spec] = entry.specs
    assert spec == completed(spec)
    assert entry.epochs == strategies.budget_needed(spec) <= budget
    assert count(spec).epochs <= budget
    assert spec.strategy.name == name


ONE_MORE = {"bayesian": ["max_trials"], "hyperband": ["hyperband_iterations"]}
"""Of those that settle more than one option: which of them uses up the budget."""


@pytest.mark.parametrize("budget", [200, 777])
@pytest.mark.parametrize("name", race.racers())
def test_one_more_of_anything_would_exceed_the_budget(name: str, budget: int) -> None:
    [entry] = race.enter(base(PLAIN), [name], budget)
    [spec] = entry.specs
    fill = strategies.STRATEGIES[name].fill
    assert fill is not None
    decided = fill(spec, budget)
    assert decided
    for option in ONE_MORE.get(name, decided):
        more = spec.strategy.options | {option: spec.strategy.options[option] + 1}
        strategy = spec.strategy.model_copy(update={"options": more})
        assert strategies.budget_needed(spec.model_copy(update={"strategy": strategy})) > budget


@pytest.mark.parametrize("name", ["random_search", "randomized_search_cv", "hyperband", "bayesian"])
def test_what_is_drawn_uses_nearly_all(name: str) -> None:
    [entry] = race.enter(base(PLAIN), [name], 400)
    assert 0.9 * 400 <= entry.epochs <= 400


def test_hyperband_trains_survivors_as_long_as_the_others_or_up_to_twice() -> None:
    [entry] = race.enter(base(PLAIN), ["hyperband"], 500)
    assert 5 <= entry.specs[0].strategy.options["max_epochs"] <= 10


def test_the_gaussian_process_has_its_turn() -> None:
    [entry] = race.enter(base(PLAIN, 1), ["bayesian"], 30)
    options = entry.specs[0].strategy.options
    assert (options["max_trials"], options["num_initial_points"]) == (6, 2)
    own = {"name": "bayesian", "max_trials": 3, "num_initial_points": 4}
    [entry] = race.enter(base(PLAIN, 1, strategy=own), ["bayesian"], 100)
    assert entry.specs[0].strategy.options["num_initial_points"] == 4


def test_whoever_cannot_take_part_says_why() -> None:
    entries = race.enter(base(SEARCHED), ["hyperband", "halving_random_search"], 500)
    assert "decides itself how many epochs" in entries[0].reason
    assert "epochs must be one value" in entries[1].reason
    [grid] = race.enter(base(LISTS), ["grid_search"], 31)
    assert grid.reason == (
        "The budget of 31 epochs is too small: even its smallest search has 4 trials, 32 epochs."
    )
    assert race.enter(base(LISTS), ["grid_search"], 32)[0].takes_part


def test_a_small_space_is_not_drawn_from_more_often_than_it_has_values() -> None:
    [entry] = race.enter(base(LISTS, 1), ["random_search"], 1000)
    assert entry.specs[0].strategy.options["max_trials"] == 4


def test_every_seed_is_a_study_of_its_own_on_the_same_terms() -> None:
    start = base(PLAIN, seed=7)
    entries = race.enter(start, ["random_search", "hyperband"], 200, seeds=3)
    for entry in entries:
        assert [spec.seed for spec in entry.specs] == [7, 1007, 2007]
        assert len({spec.name for spec in entry.specs}) == 3
        for spec in entry.specs:
            assert spec.name.startswith("Race: ")
            assert (spec.data, spec.space) == (start.data, start.space)
            assert (spec.evaluation, spec.objective) == (start.evaluation, start.objective)


def test_further_seeds_are_the_next_ones_on_the_same_terms() -> None:
    entries = race.enter(base(PLAIN, seed=7), ["hyperband", "random_search"], 200, seeds=2)
    raced = [spec for entry in entries for spec in entry.specs]
    more = race.further(raced, 2)
    told = [(spec.strategy.name, spec.seed) for spec in more]
    assert told == [
        ("hyperband", 2007),
        ("hyperband", 3007),
        ("random_search", 2007),
        ("random_search", 3007),
    ]
    for new, first in zip(more, [raced[0], raced[0], raced[2], raced[2]], strict=True):
        assert new.name == first.name.replace("seed 7", f"seed {new.seed}")
        assert new.model_copy(update={"seed": 7, "name": first.name}) == first


def test_beside_scikit_learn_everyone_is_scored_by_the_last_epoch() -> None:
    entries = race.enter(base(PLAIN), ["random_search", "randomized_search_cv"], 400)
    assert [e.specs[0].objective.reduce for e in entries] == ["last", "last"]


@pytest.mark.parametrize(("budget", "seeds"), [(0, 1), (-5, 1), (10**9, 1), (100, 0), (100, 11)])
def test_a_race_without_sense_is_refused(budget: int, seeds: int) -> None:
    with pytest.raises(InvalidInput, match="must be from 1 to"):
        race.enter(base(PLAIN), ["random_search"], budget, seeds)


def test_every_preset_can_be_raced_at_its_own_cost() -> None:
    for preset in PRESETS.values():
        own = preset.spec
        [entry] = race.enter(own, [own.strategy.name], strategies.budget_needed(own))
        assert entry.takes_part, preset.name


def test_all_but_the_person_can_race() -> None:
    assert set(race.racers()) == set(strategies.STRATEGIES) - {"by_hand"}
    assert set(race.racers()) == {
        s.name for s in strategies.STRATEGIES.values() if s.fill and s.least
    }
