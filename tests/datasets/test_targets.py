"""What is predicted: which task a target suggests, which rows and classes are left out of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.data_files import csv
from tuning.datasets import reading, tables, targets
from tuning.datasets.targets import Target
from tuning.errors import InvalidInput
from tuning.study import ColumnChoice, DataSpec

ROWS = 300
NOISE = np.random.default_rng(1).normal(size=ROWS).round(3)


def target(values: Any, **more: Any) -> Target:
    table = reading.read(csv("x,y", zip(NOISE, values, strict=False)), "t.csv")
    return targets.target(table, DataSpec(file="t.csv", target="y", **more))


def counted(*sizes: int) -> list[str]:
    """So many rows of the classes a, b, …"""
    return [letter for letter, size in zip("abcdef", sizes, strict=False) for _ in range(size)]


TASKS: dict[str, tuple[list[Any], str]] = {
    "texts": (["low", "mid", "high"] * 100, "classification"),
    "truth values": ([k % 3 == 0 for k in range(ROWS)], "classification"),
    "two fractions": ([0.5, 1.5] * 150, "classification"),
    "few whole numbers": ([3 + k % 7 for k in range(ROWS)], "classification"),
    "digits and letters, numbered": ([k % 26 for k in range(ROWS)], "classification"),
    "fractions": ([k % 7 / 2 for k in range(ROWS)], "regression"),
    "25 whole kilograms": ([40 + k % 25 for k in range(ROWS)], "regression"),
    "counts with a tail": ([k % 7 for k in range(ROWS - 5)] + [8, 9, 11, 14, 30], "regression"),
    "few rows of many numbers": ([k % 9 for k in range(20)], "regression"),
}


@pytest.mark.parametrize("case", TASKS)
def test_a_target_suggests_what_is_learned(case: str) -> None:
    values, task = TASKS[case]
    assert target(values).task == task


def test_a_person_says_what_is_learned() -> None:
    kilograms = [40 + k % 25 for k in range(ROWS)]
    assert len(target(kilograms, task="classification").class_names) == 25
    as_classes = (ColumnChoice(name="y", treatment="category"),)
    assert target(kilograms, columns=as_classes).task == "classification"
    assert target([k % 3 for k in range(ROWS)], task="regression").y.tolist()[:4] == [0, 1, 2, 0]


def test_small_classes_are_left_out_or_merged_or_refused() -> None:
    sizes = counted(100, 90, 4, 3)
    found = target(sizes)
    assert (found.class_names, len(found.rows)) == (("a", "b"), 190)
    assert found.notes == (
        "The target 'y' has 2 classes of fewer than 5 rows ('c', 'd'): their 7 rows are left out.",
    )
    merged = target(sizes, small_classes="merge")
    assert merged.class_names == ("a", "b", "other")
    assert np.bincount(merged.y).tolist() == [100, 90, 7]
    with pytest.raises(InvalidInput, match="at least 5 rows of every class, got 3 of 'd'"):
        target(sizes, small_classes="keep")
    assert target(counted(100, 90, 4), small_classes="merge").class_names == ("a", "b")


@pytest.mark.parametrize(
    ("values", "more", "words", "field"),
    [
        ([""] * ROWS, {}, "is missing in all 300 rows", "data.target"),
        (["a"] * ROWS, {}, "at least 2 different values, got 'a' in every row.", "data.target"),
        (["a", ""] * 150, {}, "got 'a' in every row that has one", "data.target"),
        ([f"{k // 3}x" for k in range(ROWS)], {}, "2 classes of 5 rows or more", "data.target"),
        ([k / 7 for k in range(9)], {}, "known in at least 10 rows, got 9", "data.target"),
        ([f"2024-01-{1 + k % 28:02d}" for k in range(ROWS)], {}, "it holds dates", "data.target"),
        (["a", "b"] * 150, {"task": "regression"}, "must be classification", "data.task"),
        (
            ["a", "b"] * 150,
            {"columns": (ColumnChoice(name="y", treatment="leave_out"),)},
            "cannot be left out: it is the target",
            "data.columns.y",
        ),
        (
            ["a", "b"] * 150,
            {"columns": (ColumnChoice(name="z"),)},
            "columns must name columns of t.csv, got 'z'",
            "data.columns.z",
        ),
    ],
)
def test_a_target_that_cannot_be_is_one_sentence(
    values: list[Any], more: dict[str, Any], words: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        target(values, **more)
    assert words in str(caught.value)
    assert caught.value.field == field


def test_classes_that_differ_in_case_alone_are_told() -> None:
    assert "'Yes' and 'yes' differ by small and capital letters alone" in str(
        target(["no", "yes", "Yes", "no"] * 60).notes
    )


def test_the_likeliest_target_comes_first_and_a_name_is_none() -> None:
    table = reading.read(
        csv("name,Species,x,z", [(f"p{k}", "ab"[k % 2], NOISE[k], k % 3) for k in range(ROWS)]),
        "t.csv",
    )
    assert [*tables.possible_targets(table).items()] == [
        ("Species", "classification"),
        ("z", "classification"),
        ("x", "regression"),
    ]
