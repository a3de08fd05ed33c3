"""Numbers as people write them: read in lists, and shown."""

from __future__ import annotations

from typing import Any

import pytest

from tuning.errors import InvalidInput
from tuning.space.spelling import numbers, show, spell


@pytest.mark.parametrize(
    ("text", "whole", "found"),
    [
        ("8, 16, 32", True, [8, 16, 32]),
        ("8,16,32", True, [8, 16, 32]),
        ("8,16", True, [8, 16]),
        ("16; 32;", True, [16, 32]),
        ("1e2, 16.0", True, [100, 16]),
        ("0.1,0.2", False, [0.1, 0.2]),
        ("1, 0.1, .01", False, [1.0, 0.1, 0.01]),
        ("1,2,3", False, [1.0, 2.0, 3.0]),
        ("0,001; 0,01", False, [0.001, 0.01]),
        ("0,001;1", False, [0.001, 1.0]),
        ("1e-7, 1e-5", False, [1e-7, 1e-5]),
        ("1/6, 0.5", False, [1 / 6, 0.5]),
    ],
)
def test_lists(text: str, whole: bool, found: list[Any]) -> None:
    assert numbers(text, whole) == found
    assert {type(number) for number in numbers(text, whole)} == {int if whole else float}


@pytest.mark.parametrize(
    ("text", "whole", "words"),
    [
        ("0,001", False, "write 0.001 for one, 0; 001 for two"),
        ("0,001, 0,01", False, "write 0.001 for one"),
        ("0,001,0,01", False, "write 0.001 for one"),
        ("1,5", False, "write 1.5 for one"),
        ("2,5, 4", False, "write 2.5 for one"),
        ("1,024", True, "write 1024 for one"),
        ("16; 0.1, 0.2", False, "takes numbers, got '0.1, 0.2'"),
        ("8, x", True, "takes whole numbers, got 'x'"),
        ("8, 2.5", True, "takes whole numbers, got '2.5'"),
        ("1, nan", False, "takes numbers, got 'nan'"),
        ("1, 1/0", False, "takes numbers, got '1/0'"),
        ("1, 1e999", False, "takes numbers, got '1e999'"),
        ("0.1, 1e-1", False, "has 0.1 twice"),
        ("16, 16.0", True, "has 16 twice"),
        (" ", True, "needs at least one value"),
        ("y" * 500, True, "got '" + "y" * 78 + "…."),
    ],
)
def test_lists_that_mean_nothing_or_two_things(text: str, whole: bool, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        numbers(text, whole)
    assert words in str(caught.value)


@pytest.mark.parametrize("number", [1e-7, 0.00226074538832, 1_048_576, 0.1, 5, 1 / 6, -2 / 3, 4e7])
def test_a_spelled_number_reads_back(number: float) -> None:
    assert numbers(spell(number)) == [number]


def test_a_ratio_is_spelled_as_it_was_typed() -> None:
    assert [spell(number) for number in (1 / 6, 0.2, 0.1 + 0.2, 5 / 7)] == [
        "1/6",
        "0.2",
        "0.3",
        "5/7",
    ]


def test_a_tiny_rate_is_never_nothing() -> None:
    assert float(show(1.234567e-7)) > 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "on"),
        (False, "off"),
        (0.0028670, "0.002867"),
        ("relu", "relu"),
        (7, "7"),
        (None, "–"),
    ],
)
def test_show(value: Any, text: str) -> None:
    assert show(value) == text
