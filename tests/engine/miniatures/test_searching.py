"""A strategy's miniature: its own library searches the landscape, and does what it promises."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tuning import strategies
from tuning.engine.miniatures import searching
from tuning.engine.miniatures.steps import as_json
from tuning.learn import LESSONS, Asked, Search, searched
from tuning.learn.landscape import landscape

SEARCHES = [
    lesson.name
    for lesson in LESSONS.values()
    if isinstance(lesson.miniature, Search)
    and not strategies.strategy(lesson.miniature.strategy).by_person
]


def steps(strategy: str, trials: int = 16, seed: int = 0) -> list[dict[str, Any]]:
    spec = searched.study(strategy, trials, seed)
    return as_json(spec, searching.steps_of(spec))


def points(found: list[dict[str, Any]]) -> set[tuple[float, ...]]:
    return {tuple(step["values"].values()) for step in found}


@pytest.mark.parametrize("strategy", SEARCHES)
def test_every_strategy_fills_its_budget_with_trials_that_the_landscape_scored(
    strategy: str,
) -> None:
    found, planned = steps(strategy), searched.study(strategy, 16, 0)
    assert len(found) == strategies.count(planned).trials
    assert found[-1]["spent"] <= 16 * searched.EPOCHS
    assert all(step["why"] for step in found)
    for step in found:
        known = landscape().score(step["values"], step["epochs"])
        assert step["score"] == pytest.approx(known, abs=1e-5)


@pytest.mark.parametrize("strategy", SEARCHES)
def test_the_same_seed_repeats_the_same_steps(strategy: str) -> None:
    assert steps(strategy, seed=3) == steps(strategy, seed=3)


@pytest.mark.parametrize("strategy", ["random_search", "randomized_search_cv", "hyperband"])
def test_another_seed_searches_other_points(strategy: str) -> None:
    assert not points(steps(strategy, seed=0)) & points(steps(strategy, seed=1))


@pytest.mark.parametrize("strategy", ["grid_search", "grid_search_cv", "hparams_grid"])
def test_a_grid_covers_its_grid(strategy: str) -> None:
    found = points(steps(strategy))
    rates, dropouts = ({point[axis] for point in found} for axis in (0, 1))
    assert len(found) == 16 == len(rates) * len(dropouts)
    assert (min(rates), max(rates), min(dropouts), max(dropouts)) == (1e-4, 1.0, 0.0, 0.8)


def test_one_at_a_time_keeps_the_best_rate_while_dropout_is_tried() -> None:
    found = steps("one_at_a_time")
    first = [step for step in found if step["values"]["dropout"] == 0]
    best = max(first, key=lambda step: step["score"])["values"]["learning_rate"]
    later = [step for step in found if step not in first]
    assert len(first) == 8
    assert {step["values"]["learning_rate"] for step in later} == {best}


def test_hyperband_promotes_the_best_of_a_rung_and_trains_them_on() -> None:
    found = steps("hyperband")
    by_number = {step["number"]: step for step in found}
    rung = [step for step in found if step["rung"] == (0, 0)]
    promoted = [by_number[s["continues"]] for s in found if s["rung"] == (0, 1)]
    assert len(rung) == 12
    assert {s["number"] for s in promoted} == {
        s["number"] for s in sorted(rung, key=lambda s: -s["score"])[:4]
    }
    for step in found:
        if step["continues"] is not None:
            before = by_number[step["continues"]]
            assert step["values"] == before["values"]
            assert step["epochs"] > before["epochs"]
            assert before["cut"] is None
    cut = [step for step in rung if step["cut"] is not None]
    assert len(cut) == 8
    assert {found[step["cut"]]["rung"] for step in cut} == {(0, 1)}


def test_epochs_of_a_continued_trial_are_spent_once() -> None:
    found = steps("hyperband")
    before = {step["number"]: step["epochs"] for step in found}
    news = [step["epochs"] - before.get(step["continues"], 0) for step in found]
    assert news[0] == found[0]["spent"]
    assert [b["spent"] - a["spent"] for a, b in pairwise(found)] == news[1:]


def test_halving_keeps_the_best_third_of_each_round() -> None:
    found = steps("halving_random_search")
    first, second, third = ([s for s in found if s["rung"] == (0, k)] for k in range(3))
    assert [s["epochs"] for s in (first[0], second[0], third[0])] == [1, 3, 9]
    best = sorted(first, key=lambda step: -step["score"])[: len(second)]
    assert points(second) == points(best)
    assert points(third) < points(second)
    assert sum(step["cut"] is not None for step in first) == len(first) - len(second)


def test_the_answer_to_a_browser() -> None:
    said = {"kind": "search", "lesson": "random_search", "seed": 2}
    found = searching.answer(Asked.of(said).as_json())
    assert found["steps"] == steps("random_search", seed=2)
    assert (found["kind"], found["strategy"], found["seed"]) == ("search", "random_search", 2)


def test_by_hand_nothing_searches() -> None:
    found = searching.answer({"kind": "search", "lesson": "by_hand", "seed": 0})
    assert found["steps"] == []
