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
from tuning.study import ColumnChoice


def test_what_is_done_to_each_column(place: Settings) -> None:
    data = kept(penguins(), place, target="species")
    found = {t.column: t for t in tables.treated(datasets.table(data, place), data)}
    assert {name: one.what for name, one in found.items()} == {
        "island": "category",
        "bill": "number",
        "mass": "number",
        "sex": "category",
        "study": "constant",
        "number": "id",
    }
    assert (found["mass"].missing, found["sex"].missing) == (6, 9)
    assert found["study"].why == "it is always 'PAL'"
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
    "constant": (
        "x,y,c",
        [(*row, 1) for row in TWO],
        "c",
        "at least 2 different values, got '1' in every row",
    ),
    "too many texts": (
        "x,y,c",
        [(k / 7, "ab"[k % 2], f"c{k}") for k in range(300)],
        "c",
        "at least 2 classes of 5 rows or more to tell apart, got 0",
    ),
    "nothing to learn from": (
        "x,y,c",
        [(1, "ab"[k % 2], k % 7 / 2) for k in range(30)],
        "y",
        "no column to learn 'y' from ('x': it is always '1'; 'c': left out by choice)",
    ),
    "missing in every row": ("x,y,c", [(*row, "") for row in TWO], "c", "missing in all 30 rows"),
}


@pytest.mark.parametrize("case", BAD_TARGETS)
def test_a_bad_target_gets_one_sentence(case: str, place: Settings) -> None:
    header, rows, target, words = BAD_TARGETS[case]
    choices = (ColumnChoice(name="c", treatment="leave_out"),) if target == "y" else ()
    data = kept(csv(header, rows), place, target=target, columns=choices)
    with pytest.raises(InvalidInput) as caught:
        datasets.load(data, place)
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


def test_what_an_old_study_learned_from_stays(place: Settings) -> None:
    """By the first rules NA was missing, whatever it stood beside, and each number was kept."""
    rows = [(k * k % 11, ("NA", "EU", "AS")[k % 3], 100 + 2 * k, "ab"[k % 2]) for k in range(60)]
    data = kept(csv("x,region,case,y", rows), place, target="y", task="classification", rules=1)
    found = datasets.load(data, place)
    assert [(each.name, each.values) for each in found.columns] == [
        ("x", ()),
        ("region", ("AS", "EU")),
        ("case", ()),
    ]
    assert np.isnan(np.vstack([found.x_train, found.x_test])[:, 1]).sum() == 20
    assert (found.y_train.sum(), found.y_test.sum()) == (24, 6)
