"""Estimates on one scale: where marks stand, what is said beside them."""

from __future__ import annotations

import re

from tuning.charts import estimates
from tuning.charts.scale import Line, scale
from tuning.honesty import Honest, OnTest

HONEST = Honest(
    "accuracy",
    chosen=0.9,
    corrected=0.71,
    low=0.6,
    high=0.8,
    rows=40,
    trials=12,
    epochs=25,
    baselines={"constant": 0.65, "linear": 0.7},
    answer="<b>no</b>",
    test=OnTest("accuracy", 0.68, 0.57, 0.78, 50),
)


def words_of(html: str) -> list[str]:
    return re.findall(r"<span>([^<]+)</span>", html)


def test_marks_stand_where_their_numbers_are() -> None:
    lines = [Line("corrected", "Corrected", 0.5, 0.25, 0.75), Line("level", "Linear", 1.25)]
    html = scale([*lines, Line("chosen", "Chosen", 0.25)], "Scores")
    # From 0.25 to 1.25, with a twentieth more at both ends: 0.2 to 1.3.
    assert '<b style="left:4.55%;width:45.45%"></b>' in html
    assert '<u style="left:27.27%"></u>' in html
    assert '<i style="left:72.73%">1</i>' in html


def test_a_level_goes_through_all_lines() -> None:
    lines = [Line("corrected", "Corrected", 0.7), Line("level", "Linear", 0.6, is_level=True)]
    assert scale(lines, "Scores").count("<s ") == 2


def test_the_corrected_score_comes_first_and_names_are_no_markup() -> None:
    assert words_of(estimates(HONEST)) == [
        "Corrected",
        "0.71 (0.60 to 0.80)",
        "On 50 rows never used",
        "0.68 (0.57 to 0.78)",
        "Where it was chosen",
        "0.900",
        "Always &#x27;&lt;b&gt;no&lt;/b&gt;&#x27;",
        "0.650",
        "Linear model",
        "0.700",
    ]


def test_one_number_and_equal_ones_make_no_broken_scale() -> None:
    assert estimates(Honest("accuracy", chosen=0.8)) == ""
    equal = scale([Line("chosen", "a", 0.0), Line("chosen", "b", 0.0)], "Scores")
    assert 'left:50.00%"></u>' in equal
