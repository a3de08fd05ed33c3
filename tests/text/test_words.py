"""Numbers for people: no more digits than mean something, and never 0 for what is not 0."""

from __future__ import annotations

import math

import pytest

from tuning.space import show
from tuning.text.words import duration, listed, number, percent, score, span


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 6, "0.1667"),
        (0.00226074538832, "0.002261"),
        (1e-7, "1e-7"),
        (-2.5e-9, "-2.5e-9"),
        (0.0, "0"),
        (0.1, "0.1"),
        (12345.678, "12346"),
        (1048576.0, "1048576"),
        (1e20, "1e20"),
        (math.inf, "inf"),
    ],
)
def test_a_number_has_the_digits_that_mean_something(value: float, text: str) -> None:
    assert show(value) == text
    assert float(number(value)) == pytest.approx(value, rel=1e-3)


@pytest.mark.parametrize(
    ("value", "deviation", "text"),
    [
        (0.9735, 0.0012, "0.9735 ± 0.0012"),
        (0.0, 0.0, "0.0000 ± 0.0000"),
        (3.21e-6, 1e-7, "3.21e-6 ± 1e-7"),
        (54.3128, 2.10431, "54.313 ± 2.104"),
        (180921.3, 2104.4, "180,921 ± 2,104"),
        (0.00123456, 0.0001, "0.00123 ± 0.00010"),
        (-5432.11, None, "-5,432.1"),
        (1e20, None, "1e20"),
        (None, None, "–"),
        (math.nan, 0.1, "–"),
    ],
)
def test_a_score_has_the_places_of_its_size_and_is_never_shown_as_0(
    value: float | None, deviation: float | None, text: str
) -> None:
    assert score(value, deviation) == text


def test_a_list_is_written_with_and() -> None:
    assert [listed("A"), listed("AB"), listed("ABC")] == ["A", "A and B", "A, B and C"]


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (10, 40, "10 to 40 s"),
        (40, 180, "40 s to 3 min"),
        (61, 61.2, "61 s"),
        (120, 300, "2 to 5 min"),
        (2400, 66_000, "40 min to 18 h 20 min"),
        (3_600 * 4, 3_600 * 40, "4 to 40 h"),
    ],
)
def test_a_span_of_time(low: float, high: float, text: str) -> None:
    assert span(low, high) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (40.4, "40 s"), (150, "2 min"), (200, "3 min"), (7800, "2 h 10 min")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("part", "text"),
    [(0.0, "0%"), (0.004, "<1%"), (0.126, "13%"), (0.9951, ">99%"), (1.0, "100%")],
)
def test_a_part_is_never_nothing_or_all_unless_it_is(part: float, text: str) -> None:
    assert percent(part) == text
