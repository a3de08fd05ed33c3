"""What can be chosen agrees with itself."""

from __future__ import annotations

from typing import Any

import pytest

from tuning import catalog, strategies
from tuning.errors import InvalidInput
from tuning.planning.checks import completed
from tuning.space import Fixed, Space
from tuning.study import StudySpec

HYPERPARAMETERS = [
    pytest.param(family, hyperparameter, id=f"{family.name}.{hyperparameter.name}")
    for family in catalog.FAMILIES.values()
    for hyperparameter in family.hyperparameters
]


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


@pytest.mark.parametrize(("family", "hyperparameter"), HYPERPARAMETERS)
def test_a_hyperparameter_accepts_what_it_suggests(
    family: catalog.Family, hyperparameter: catalog.Hyperparameter
) -> None:
    hyperparameter.check(hyperparameter.search)
    if hyperparameter.default is not None:
        hyperparameter.check(Fixed(value=hyperparameter.default))
    assert set(hyperparameter.when) <= set(family.names)
    assert hyperparameter.help.endswith(".")


@pytest.mark.parametrize("name", catalog.DATASETS)
def test_a_data_set_has_sizes_for_the_plan(name: str) -> None:
    info = catalog.DATASETS[name]
    assert info.name == name
    assert min(info.rows, info.test_rows, info.features, info.classes) > 0


def test_the_defaults_are_the_article_s_study() -> None:
    spec = completed(StudySpec())
    assert list(spec.space.searched) == [
        "activation",
        "units",
        "units_1",
        "units_2",
        "units_3",
        "dropout",
        "learning_rate",
    ]
    assert strategies.most_epochs(spec) == 5


def test_conditions_come_from_the_family_where_the_parent_is_in_the_space() -> None:
    space = Space.model_validate({"layers": [1, 2], "units_1": [8, 16], "units": 32})
    completed = catalog.FAMILIES["dense"].complete(space)
    assert completed["units_1"].when == {"layers": [2, 3, 4, 5]}
    assert completed.active({"layers": 1, "units_1": 8}) == {"layers": 1}


def test_a_model_s_values_are_complete() -> None:
    values = catalog.FAMILIES["dense"].values({"units": 99})
    assert set(values) == set(catalog.FAMILIES["dense"].names)
    assert (values["units"], values["activation"]) == (99, "relu")


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("float", "a", "share must be a number, got 'a'"),
        ("float", True, "share must be a number, got True"),
        ("float", float("nan"), "share must be a number, got nan"),
        ("float", -0.5, "share must be at least 0, got -0.5"),
        ("float", 1.5, "share must be at most 1, got 1.5"),
        ("int", 0.5, "share must be a whole number, got 0.5"),
        ("bool", 1, "share must be true or false, got 1"),
        ("choice", "c", "share must be one of a, b, got 'c'"),
        ("names", "a", "share must be a list of names, got 'a'"),
    ],
)
def test_an_option_states_its_rule_and_the_value(kind: Any, value: Any, words: str) -> None:
    option = strategies.Option("share", "", "", kind, None, low=0, high=1, choices=("a", "b"))
    with pytest.raises(InvalidInput, match=words) as caught:
        strategies.check_options((option,), {"share": value}, "strategy")
    assert caught.value.field == "strategy.share"


@pytest.mark.parametrize(
    ("kind", "value"),
    [("float", 1), ("int", 1.0), ("bool", False), ("choice", "a"), ("names", ["a"])],
)
def test_an_option_takes_what_fits(kind: Any, value: Any) -> None:
    option = strategies.Option("share", "", "", kind, None, choices=("a", "b"))
    taken = option.check(value, "share")
    assert taken == value
    assert not (kind == "int" and isinstance(taken, float))
