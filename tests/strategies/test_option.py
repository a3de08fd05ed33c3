"""Options: what they take, and the sentence where they do not."""

from __future__ import annotations

from typing import Any

import pytest

from tuning import strategies
from tuning.errors import InvalidInput


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
