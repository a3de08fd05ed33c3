"""What a report carries comes out of its packing as it went in, in fewer letters."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from tests.export.report.unpacked import unpacked
from tuning.export.report.packing import packed


def kept(value: Any) -> list[Any]:
    """The lists that packing has taken out of `value`."""
    found: list[Any] = json.loads(packed(value))["lists"]
    return found


@pytest.mark.parametrize(
    "values",
    [
        [0.1, 0.2, 0.30000000000000004, 1 / 3, 2.5e-7, -0.5, 1e300, 0],
        [12, 13, None, 15, 14, 13, None, 1_780_000_000],
        [0.98123, 0.98131, 0.9814, 0.98139, 0.9, 0.97, 0.971, 0.9711],
        ["a", '",', 'x"y', "<b>", "", "\n", "$", "🙂"],
        [2**53 + 1, 1, 2, 3, 4, 5, 6, 7],
    ],
)
def test_numbers_and_texts_come_back_to_the_last_digit(values: list[Any]) -> None:
    data = {"some": values, "all": [*values, *values], "of": [{"x": values[:3]}, True, None]}
    assert unpacked(packed(data)) == data


def test_a_list_that_begins_another_is_no_list_of_its_own() -> None:
    long = list(range(0, 40, 2))
    assert len(kept([long, long[:9], {"y": long[:12]}, [*long[:9], 5]])) == 2
    # 1 begins 12, but [… 1] is not the beginning of [… 12].
    assert len(kept([[*long, 1], [*long, 12]])) == 2


def test_numbers_near_each_other_are_steps() -> None:
    [one] = kept([[0.9701, 0.9702, None, 0.9704, 0.9703, 0.9703, 0.9705, 0.9709]])
    assert one == {"steps": [9701, 1, None, 2, -1, 0, 2, 4], "places": 4}


def test_what_is_no_number_becomes_null() -> None:
    values = [1.0, math.nan, 2.0, math.inf, 3.0, 4.0, 5.0, 6.0]
    assert unpacked(packed({"x": values, "y": math.nan})) == {
        "x": [1.0, None, 2.0, None, 3.0, 4.0, 5.0, 6.0],
        "y": None,
    }
