"""A CSV: how it is read, what is done to its columns, which target it cannot have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.data_files import csv, kept, penguins
from tuning import datasets
from tuning.datasets import tables
from tuning.errors import InvalidInput
from tuning.settings import Settings


def test_what_is_done_to_each_column(place: Settings) -> None:
    data = kept(penguins(), place, target="species")
    found = {t.column: t for t in tables.treatments(datasets.table(data, place), "species")}
    assert {name: one.what for name, one in found.items()} == {
        "island": "text",
        "bill": "number",
        "mass": "number",
        "sex": "text",
        "study": "dropped",
        "number": "dropped",
    }
    assert (found["mass"].missing, found["sex"].missing) == (6, 9)
    assert found["study"].why == "it is always PAL"
    assert found["number"].why == "it counts the rows"
    assert found["island"].values == ("Biscoe", "Dream", "Torgersen")


def test_a_csv_becomes_a_data_set_with_its_own_test_rows(place: Settings) -> None:
    data = kept(penguins(), place, target="species")
    found, info = datasets.load(data, place), datasets.describe(data, place)
    assert found.class_names == ("Adelie", "Chinstrap", "Gentoo")
    assert (info.rows, info.test_rows, info.features, info.classes) == (48, 12, 7, 3)
    assert np.bincount(found.y_test).tolist() == [4, 4, 4]
    shown = found.shown(found.x_train[0])
    assert shown["island"] in ("Biscoe", "Dream", "Torgersen")
    assert 30 < shown["bill"] < 55
    assert found.subset(24, 1).columns == found.columns
    assert datasets.possible_targets(data, place)[0] == "species"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_columns_may_be_separated_by_what_is_usual(separator: str, place: Settings) -> None:
    rows = [(k * 1.5 % 7, "ab"[k % 2]) for k in range(30)]
    data = kept(csv(separator.join(("x", "y")), rows, separator), place, target="y")
    assert datasets.load(data, place).feature_names == ("x",)


def test_a_decimal_comma_is_understood_beside_semicolons(place: Settings) -> None:
    rows = [(f"{k % 9},5", "ab"[k % 2]) for k in range(30)]
    data = kept(csv("x;y", rows, ";"), place, target="y")
    found = datasets.load(data, place)
    assert not found.columns[0].is_text
    assert np.all(found.x_train % 1 == 0.5)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ([10, 9], ("9", "10")),
        ([0.0, 1.0], ("0", "1")),
        (["True", "False"], ("False", "True")),
        (["ü, w", "b"], ("b", "ü, w")),
    ],
)
def test_labels_may_be_numbers_or_texts(
    labels: list[Any], names: tuple[str, ...], place: Settings
) -> None:
    rows = [(k * 0.5, f'"{labels[k % 2]}"') for k in range(30)]
    data = kept(csv("x,y", rows), place, target="y")
    assert datasets.load(data, place).class_names == names


def test_a_byte_order_mark_and_spaces_do_not_get_into_names(place: Settings) -> None:
    content = b"\xef\xbb\xbf" + csv("x , y", [(k * 0.5, " ab"[1 + k % 2]) for k in range(30)])
    data = kept(content, place, target="y")
    assert datasets.load(data, place).feature_names == ("x",)


TWO = [(k * 0.5, "ab"[k % 2]) for k in range(30)]


BAD_TARGETS: dict[str, tuple[str, list[tuple[Any, ...]], str, str]] = {
    "constant": ("x,y,c", [(*row, 1) for row in TWO], "c", "at least 2 classes to tell apart"),
    "too many texts": (
        "x,y,c",
        [(k / 7, "ab"[k % 2], f"c{k}") for k in range(300)],
        "c",
        "at most 100 classes, got 300",
    ),
    "nothing to learn from": (
        "x,y,c",
        [(1, "ab"[k % 2], k) for k in range(30)],
        "y",
        "no column to learn 'y' from",
    ),
    "infinite": ("x,y", [*TWO, ("1e31", "a")], "y", "'x' holds infinite numbers"),
}


@pytest.mark.parametrize("case", BAD_TARGETS)
def test_a_bad_target_gets_one_sentence(case: str, place: Settings) -> None:
    header, rows, target, words = BAD_TARGETS[case]
    data = kept(csv(header, rows), place, target=target)
    with pytest.raises(InvalidInput) as caught:
        datasets.load(data, place)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")
