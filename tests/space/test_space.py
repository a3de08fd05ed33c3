"""Parameters, conditions and the sizes of grids."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tuning.space import Boolean, Choice, Fixed, Float, Int, Space

INT = {"type": "int", "low": 1, "high": 3}
CONDITIONAL = {
    "optimizer": ["adam", "sgd"],
    "momentum": {"type": "float", "low": 0.0, "high": 0.8, "step": 0.4, "when": {}},
}


def space(**parameters: Any) -> Space:
    return Space.model_validate(parameters)


@pytest.mark.parametrize(
    ("parameter", "points"),
    [
        (Int(low=32, high=96, step=32), [32, 64, 96]),
        (Int(low=5, high=5), [5]),
        (Int(low=1, high=9, grid=[1, 9]), [1, 9]),
        (Float(low=0.0, high=0.3, step=0.1), [0.0, 0.1, 0.2, 0.3]),
        (Float(low=0.0, high=1.0, grid=[0.25]), [0.25]),
        (Float(low=0.0, high=0.5, step=0.1), [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        (Choice(values=["a", "b"]), ["a", "b"]),
        (Choice(values=[0, 2.5, 4]), [0.0, 2.5, 4.0]),
        (Boolean(), [False, True]),
        (Fixed(value=7), [7]),
    ],
)
def test_points_of_finite_parameters(parameter: Any, points: list[Any]) -> None:
    assert parameter.is_finite
    assert parameter.points() == points
    assert all(parameter.contains(point) for point in points)


def test_spread_points_reach_both_ends() -> None:
    assert Float(low=1e-4, high=1e-2, scale="log").points(3) == [1e-4, 1e-3, 1e-2]
    assert Int(low=32, high=512, step=32).points(3) == [32, 288, 512]
    assert Float(low=0.0, high=0.1, step=0.01).points(3) == [0.0, 0.05, 0.1]


def test_a_log_int_is_spread_by_ratio_and_in_whole_numbers() -> None:
    assert Int(low=1, high=100, scale="log").points(3) == [1, 10, 100]


@pytest.mark.parametrize(
    ("parameter", "inside", "outside"),
    [
        (Int(low=8, high=64, step=8), 16, [4, 72, 12, 16.5, True, "16"]),
        (Float(low=0.0, high=0.1), 0.05, [-0.1, 0.2, True, "0.05"]),
        (Choice(values=["relu", "tanh"]), "relu", ["gelu", None]),
    ],
)
def test_contains(parameter: Any, inside: Any, outside: list[Any]) -> None:
    assert parameter.contains(inside)
    assert not any(parameter.contains(value) for value in outside)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Int(low=5, high=1), "low must not be above high, got low 5 and high 1"),
        (lambda: Int(low=1, high=6, step=2), "step 2 does not fit"),
        (lambda: Int(low=1, high=6, step=0), "step must be above 0, got 0"),
        (lambda: Float(low=0.0, high=1.0, step=-0.5), "step must be above 0, got -0.5"),
        (lambda: Float(low=0.0, high=1.0, scale="log"), "a log scale needs low above 0, got 0"),
        (lambda: Float(low=-1.0, high=1.0, scale="log"), "a log scale needs low above 0, got -1"),
        (lambda: Float(low=1.0, high=2.0, scale="log", step=0.5), "a log scale takes no step"),
        (lambda: Float(low=float("nan"), high=1.0), "must be finite numbers, got nan and 1"),
        (lambda: Float(low=0.0, high=float("inf")), "must be finite numbers, got 0.0 and inf"),
        (lambda: Float(low=0.0, high=1.0, grid=[2.0]), "must lie from 0 to 1, got 2"),
        (lambda: Choice(values=[]), "a choice needs at least one value"),
        (lambda: Choice(values=[1, 1]), "must not repeat a value"),
        (lambda: Choice(values=[1, "a"]), "must be of one kind"),
        (lambda: Choice(values=[True, 1]), "must be of one kind"),
    ],
)
def test_a_parameter_that_breaks_a_rule_says_which(make: Any, message: str) -> None:
    with pytest.raises(ValidationError, match="error") as caught:
        make()
    assert message in str(caught.value)


def test_short_forms_become_fixed_and_choice() -> None:
    short = space(epochs=5, units=[16, 32])
    assert short["epochs"] == Fixed(value=5)
    assert short["units"] == Choice(values=[16, 32])


def test_a_space_survives_json_in_its_order() -> None:
    before = space(b=INT, a=[0.5, 1.0], c=True, d={"type": "boolean"})
    after = Space.model_validate_json(before.model_dump_json())
    assert after == before
    assert list(after) == ["b", "a", "c", "d"]


def test_what_is_searched_and_what_is_fixed() -> None:
    mixed = space(a=INT, b=5, c=["one"], d={"type": "float", "low": 0.5, "high": 0.5}, e=[1, 2])
    assert list(mixed.searched) == ["a", "e"]
    assert mixed.fixed == {"b": 5, "c": "one", "d": 0.5}


def test_inactive_values_are_absent() -> None:
    conditional = space(
        momentum={"type": "float", "low": 0.0, "high": 0.9, "when": {"optimizer": ["sgd"]}},
        optimizer=["adam", "sgd"],
    )
    assert conditional.active({"optimizer": "adam", "momentum": 0.5}) == {"optimizer": "adam"}
    both = {"momentum": 0.5, "optimizer": "sgd"}
    assert list(conditional.active(both)) == ["momentum", "optimizer"]


def test_a_chain_of_conditions_falls_with_its_first() -> None:
    chain = space(
        a=[1, 2], b={**INT, "when": {"a": [2]}}, c={"type": "boolean", "when": {"b": [3]}}
    )
    assert chain.active({"a": 1, "b": 3, "c": True}) == {"a": 1}
    assert chain.grid_size() == len(list(chain.combinations())) == 1 + 2 + 2


def test_conditions_must_name_what_is_there_and_form_no_circle() -> None:
    with pytest.raises(ValidationError, match="depends on nothing, which the space does not have"):
        space(a={**INT, "when": {"nothing": [1]}})
    with pytest.raises(ValidationError, match="form a circle"):
        space(a={**INT, "when": {"b": [1]}}, b={**INT, "when": {"a": [1]}})


def test_a_grid_counts_each_combination_of_active_values_once() -> None:
    conditional = space(
        optimizer=["adam", "sgd"],
        momentum={
            "type": "float",
            "low": 0.0,
            "high": 0.8,
            "step": 0.4,
            "when": {"optimizer": ["sgd"]},
        },
        units=INT,
    )
    combinations = list(conditional.combinations())
    assert conditional.grid_size() == len(combinations) == 3 * (1 + 3)
    assert len({tuple(sorted(c.items())) for c in combinations}) == len(combinations)


def test_grid_size_of_a_continuous_range_is_that_of_its_points() -> None:
    assert space(a={"type": "float", "low": 0.0, "high": 1.0}, b=INT).grid_size(5) == 15


def test_unreachable_conditions_are_named() -> None:
    lost = space(a=[1, 2], b={**INT, "when": {"a": [3]}})
    assert lost.unreachable() == ["b"]


def test_replace_keeps_order_and_makes_fixed() -> None:
    changed = space(a=INT, b=2).replace(a=5, c=Choice(values=[1, 2]))
    assert list(changed) == ["a", "b", "c"]
    assert changed["a"] == Fixed(value=5)
