"""What a person is told of their data before a study."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.data_files import csv, images, kept
from tuning import datasets
from tuning.settings import Settings
from tuning.study import DataSpec

ROWS = 240
NOISE = np.random.default_rng(3).normal(size=ROWS).round(3)


def told(place: Settings, header: str, *columns: Any, **more: Any) -> list[str]:
    target = header.rpartition(",")[2]
    content = csv(header, zip(*columns, strict=True))
    return datasets.warnings_on(kept(content, place, target=target, **more), place)


def test_a_class_that_most_rows_have_is_told_with_its_accuracy(place: Settings) -> None:
    rare = ["fraud" if k % 20 == 0 else "honest" for k in range(ROWS)]
    [sentence] = told(place, "u,kind", NOISE, rare)
    assert "228 of 240 rows are of the class 'honest'" in sentence
    assert "accuracy of 0.95" in sentence
    assert told(place, "u,kind", NOISE, ["ab"[k % 5 == 0] for k in range(ROWS)]) == []


def test_few_rows_are_told(place: Settings) -> None:
    some = slice(150)
    [sentence] = told(place, "u,kind", NOISE[some], ["abc"[k % 3] for k in range(150)])
    assert "150 rows to learn from, 30 of them for the test" in sentence


def test_numbers_taken_for_classes_are_asked_about(place: Settings) -> None:
    kilograms = [40 + k % 8 for k in range(ROWS)]
    [sentence] = told(place, "u,kg", NOISE, kilograms)
    assert "The 8 classes of 'kg' are numbers from 40 to 47" in sentence
    assert told(place, "u,digit", NOISE, [k % 8 for k in range(ROWS)]) == []
    assert told(place, "u,kg", NOISE, [40 + k % 24 for k in range(ROWS)]) == []
    [sentence] = told(
        place, "u,kg", NOISE, [40 + k % 24 for k in range(ROWS)], task="classification"
    )
    assert "choose regression" in sentence


def test_rows_that_are_left_out_are_counted(place: Settings) -> None:
    kinds = [("a", "b", "", "b")[k % 4] for k in range(ROWS - 3)] + ["c"] * 3
    found = told(place, "u,kind", NOISE, kinds)
    assert found[:2] == [
        "The target 'kind' is missing in 59 of 240 rows, which are left out.",
        "The target 'kind' has 1 class of fewer than 5 rows ('c'): their 3 rows are left out.",
    ]


@pytest.mark.parametrize(
    ("large", "is_told"), [(255, True), (3, False), (1, False)], ids=["bytes", "near", "same"]
)
def test_parts_of_different_scales_are_told(place: Settings, large: int, is_told: bool) -> None:
    rng = np.random.default_rng(0)
    content = images(200, x_train=rng.random((200, 4, 4)), x_test=large * rng.random((10, 4, 4)))
    found = datasets.warnings_on(kept(content, place, "mine.npz"), place)
    assert any("different scales" in sentence for sentence in found) == is_told


def test_built_in_data_need_no_word(place: Settings) -> None:
    assert datasets.warnings_on(DataSpec(name="iris"), place) == []


def test_columns_that_are_left_out_are_named(place: Settings) -> None:
    kinds = ["ab"[k % 5 == 0] for k in range(ROWS)]
    found = told(place, "n,u,c,kind", range(ROWS), NOISE, ["x"] * ROWS, kinds)
    assert found == ["2 columns are left out: 'n' (it counts the rows), 'c' (it is always 'x')."]
