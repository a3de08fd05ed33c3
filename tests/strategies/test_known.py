"""The strategies agree with themselves and with each other."""

from __future__ import annotations

import importlib

import pytest

from tuning import strategies
from tuning.errors import InvalidInput


@pytest.mark.parametrize("strategy", strategies.STRATEGIES.values(), ids=lambda s: s.name)
def test_a_strategy_completes_a_study_with_its_defaults(strategy: strategies.Strategy) -> None:
    checked = strategies.check_options(strategy.options, {}, "strategy")
    assert strategies.check_options(strategy.options, checked, "strategy") == checked
    assert strategy.title
    assert strategy.help.endswith(".")
    assert strategy.color.startswith("#")


def test_strategies_can_be_told_apart_by_colour() -> None:
    colors = [strategy.color for strategy in strategies.STRATEGIES.values()]
    assert len(set(colors)) == len(colors)


def test_strategies_stand_in_groups_and_in_the_order_of_their_places() -> None:
    known = list(strategies.STRATEGIES.values())
    assert {strategy.group for strategy in known} == set(strategies.GROUPS)
    assert known == sorted(known, key=lambda strategy: (strategy.place, strategy.name))


def test_one_strategy_is_a_person_s() -> None:
    assert strategies.by_person().by_person
    assert not strategies.by_person().can_race
    assert sum(strategy.by_person for strategy in strategies.STRATEGIES.values()) == 1


@pytest.mark.parametrize("name", strategies.STRATEGIES)
def test_a_strategy_is_called_as_its_file(name: str) -> None:
    module = importlib.import_module(f"tuning.strategies.{name}")
    assert module.STRATEGY is strategies.strategy(name)


def test_a_name_that_is_none_is_told_with_those_that_are() -> None:
    with pytest.raises(InvalidInput, match="got 'annealing'"):
        strategies.strategy("annealing")
