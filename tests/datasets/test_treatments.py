"""What becomes of each column and why, what a person may choose instead, what tells the target."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.data_files import csv, kept
from tuning import datasets
from tuning.datasets import reading, tables
from tuning.datasets.reading import Table
from tuning.datasets.treatments import Treatment
from tuning.errors import InvalidInput
from tuning.settings import Settings
from tuning.study import ColumnChoice, DataSpec

ROWS = 120
DRAWN = np.random.default_rng(5)
CLASSES = ["ab"[k] for k in DRAWN.permutation(ROWS) % 2]
NOISE = DRAWN.normal(size=ROWS).round(3)


def table(**columns: Any) -> Table:
    header = ",".join(columns)
    return reading.read(csv(header, zip(*columns.values(), strict=True)), "t.csv")


def treated(values: Any, name: str = "c", **choice: Any) -> Treatment:
    """What becomes of a column beside one of noise and a target of two classes."""
    given = table(**{"noise": NOISE, name: values, "y": CLASSES})
    columns = (ColumnChoice(name=name, **choice),) if choice else ()
    data = DataSpec(file="t.csv", target="y", columns=columns)
    return {one.column: one for one in tables.outline(given, data).treatments}[name]


IDS: dict[str, tuple[str, list[Any], str]] = {
    "counts": ("c", [k + 1 for k in range(ROWS)], "counts the rows"),
    "with gaps": ("c", [5 * (k // 4) + k % 4 for k in range(ROWS)], "with gaps"),
    "backwards": ("c", [900 - 2 * k for k in range(ROWS)], "counts on from row to row"),
    "shuffled": ("c", DRAWN.permutation(ROWS).tolist(), "different in every row"),
    "named": ("PassengerId", [10**6 + 977 * (k % 118) for k in range(ROWS)], "nearly every row"),
    "texts": ("c", [f"p{k * 37 % 991}" for k in range(ROWS)], "different in every row"),
}


@pytest.mark.parametrize("case", IDS)
def test_what_names_the_rows_is_left_out(case: str) -> None:
    name, values, why = IDS[case]
    found = treated(values, name)
    assert (found.what, found.is_used) == ("id", False)
    assert why in found.why


NO_IDS: dict[str, tuple[str, list[Any]]] = {
    "years": ("c", [1880 + k for k in range(ROWS)]),
    "time": ("week", [k + 1 for k in range(ROWS)]),
    "incomes": ("c", (20_000 + DRAWN.permutation(60_000)[:ROWS]).tolist()),
    "fractions": ("id", (np.arange(ROWS) + 0.5).tolist()),
    "subjects": ("id", [k // 4 for k in range(ROWS)]),
}


@pytest.mark.parametrize("case", NO_IDS)
def test_numbers_that_differ_in_every_row_may_be_measured(case: str) -> None:
    name, values = NO_IDS[case]
    assert treated(values, name).what == "number"


def test_rare_values_stand_together() -> None:
    common = ["red", "blue", "green"] * 20
    found = treated(common + [f"rare {k // 2}" for k in range(60)])
    assert (found.what, found.values) == ("category", ("blue", "green", "red", "other"))
    assert found.rare == 30
    assert "the rarest 30 of them, in 60 rows, stand together as 'other'" in found.why


def test_what_is_neither_category_nor_name_is_a_text() -> None:
    found = treated([f"word {k // 2}" for k in range(ROWS)])
    assert found.what == "text"
    assert "60 different texts, and none of them in 5 rows or more" in found.why
    notes = [
        f"patient {k} came {'very ' * (k % 5)}early and was seen by nurse {k}" for k in range(ROWS)
    ]
    assert treated(notes).what == "text"


def test_columns_that_say_nothing() -> None:
    assert treated([""] * ROWS, missing=()).what == "empty"
    assert (treated(["x"] * ROWS).what, treated(["x"] * ROWS).why) == (
        "constant",
        "it is always 'x'",
    )


@pytest.mark.parametrize(
    ("values", "choice", "what", "missing", "words"),
    [
        (["EU", "NA", "AS"] * 40, {}, ("AS", "EU", "NA"), 0, "'NA' is a value"),
        (["EU", "AS"] * 58 + ["NA"] * 4, {}, ("AS", "EU"), 4, "'NA' is read as missing"),
        (["EU", "NA", "AS"] * 40, {"missing": ("NA", "EU")}, ("AS",), 80, "'NA'"),
        (["Stone", "None", "Brick"] * 40, {}, ("Brick", "None", "Stone"), 0, "'None' is a value"),
        (["+", "-"] * 60, {}, ("+", "-"), 0, "'-' is a value"),
        (["x", "?", "y"] * 40, {}, ("x", "y"), 40, "'?' is read as missing"),
        (["x", "?", "y"] * 40, {"missing": ()}, ("?", "x", "y"), 0, "'?' is a value"),
    ],
)
def test_words_that_mean_missing_are_said_and_can_be_changed(
    values: list[str], choice: dict[str, Any], what: tuple[str, ...], missing: int, words: str
) -> None:
    found = treated(values, **choice)
    assert found.missing == missing
    assert found.values == what or found.what == "constant"
    assert words in found.why


def test_a_number_may_stand_for_a_missing_one() -> None:
    found = treated([-999 if k % 10 == 0 else k % 7 + 0.5 for k in range(ROWS)], missing=("-999",))
    assert (found.what, found.missing, found.words) == ("number", 12, (("-999", 12),))


def test_a_person_decides_otherwise() -> None:
    numbers = [k % 4 for k in range(ROWS)]
    found = treated(numbers, treatment="category")
    assert (found.what, found.values, found.is_numeric) == ("category", ("0", "1", "2", "3"), True)
    assert treated(numbers, treatment="leave_out").what == "left_out"
    assert treated([k + 1 for k in range(ROWS)], treatment="number").what == "number"


@pytest.mark.parametrize(
    ("values", "treatment", "words"),
    [
        (["x", "y"] * 60, "date", "'c' cannot be a date: it holds texts such as 'x'"),
        (["x", "y"] * 60, "number", "cannot be a number"),
        ([f"p{k}" for k in range(ROWS)], "category", "none of its 120 different values"),
    ],
)
def test_a_choice_that_cannot_be_is_told_at_its_column(
    values: list[Any], treatment: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        treated(values, treatment=treatment)
    assert words in str(caught.value)
    assert caught.value.field == "data.columns.c"


RARE = [k % 12 == 0 for k in range(ROWS)]
LEAKS: dict[str, tuple[list[Any], list[Any], bool]] = {
    "other names": ([{"a": 7, "b": 9}[y] for y in CLASSES], CLASSES, True),
    "one rare class": ([int(rare) for rare in RARE], ["ab"[rare] for rare in RARE], True),
    "many names": ([f"{y}{k % 6 // 2}" for k, y in enumerate(CLASSES)], CLASSES, False),
    "by absence": (["" if y == "a" else k % 7 for k, y in enumerate(CLASSES)], CLASSES, False),
    "another unit": ((NOISE * 2.2046 + 40).round(2).tolist(), NOISE.tolist(), True),
    "a logarithm": (NOISE.tolist(), np.exp(NOISE).round(6).tolist(), True),
}


@pytest.mark.parametrize("case", LEAKS)
def test_what_tells_the_target_by_itself_is_found(case: str) -> None:
    values, target, is_certain = LEAKS[case]
    found = tables.outline(
        table(other=DRAWN.permutation(NOISE), c=values, y=target),
        DataSpec(file="t.csv", target="y"),
    )
    assert [*found.leaks] == ["c"]
    assert ("c" in found.target.class_names) is False
    assert [one.column for one in found.used] == (["other"] if is_certain else ["other", "c"])


def test_what_agrees_with_few_rows_by_chance_or_by_nature_does_not_tell_the_target() -> None:
    given = table(x=[1, 1, 2, 2, 1, 2] * 2, z=range(50, 62), y=["a", "a", "b", "b", "a", "b"] * 2)
    assert not tables.outline(given, DataSpec(file="t.csv", target="y")).leaks
    sizes = NOISE + 0.02 * DRAWN.normal(size=ROWS)
    given = table(x=sizes.round(3), z=DRAWN.permutation(NOISE), y=NOISE)
    assert not tables.outline(given, DataSpec(file="t.csv", target="y")).leaks


def test_a_date_becomes_days_and_is_shown_as_it_was_written(place: Settings) -> None:
    days = [f"{1 + k % 28:02d}.{1 + k % 12:02d}.2024" for k in range(ROWS)]
    days[7] = ""
    data = kept(csv("when,y", zip(days, CLASSES, strict=True)), place, target="y")
    found = datasets.load(data, place)
    assert [(each.kind, each.form) for each in found.columns] == [("date", "%d.%m.%Y")]
    assert found.features == 4
    x = np.concatenate([found.x_train, found.x_test])[:, 0]
    assert np.isnan(x).sum() == 1
    assert 19723 <= np.nanmin(x) < np.nanmax(x) < 20089  # days of 2024 since 1970
    assert found.shown(found.x_train[0])["when"] in days


def test_ranks_are_numbers_where_there_are_several() -> None:
    given = table(a=DRAWN.permutation(ROWS), b=DRAWN.permutation(ROWS), n=range(ROWS), y=CLASSES)
    found = tables.outline(given, DataSpec(file="t.csv", target="y"))
    assert [one.what for one in found.treatments] == ["number", "number", "id"]


def test_a_counter_is_learned_from_where_nothing_else_is_left() -> None:
    given = table(n=range(ROWS), name=[f"p{k}" for k in range(ROWS)], y=NOISE)
    assert tables.possible_targets(given) == {"y": "regression"}
    found = tables.outline(given, DataSpec(file="t.csv", target="y"))
    assert [(one.column, one.what) for one in found.used] == [("n", "number")]
    assert "it counts the rows, but nothing else is left to learn from" in found.used[0].why


def test_numbers_too_large_to_learn_from_are_missing_and_said() -> None:
    found = treated(["1e31" if k % 40 == 0 else k / 7 for k in range(ROWS)])
    assert (found.what, found.missing) == ("number", 3)
    assert "'1e+31' is read as missing" in found.why
