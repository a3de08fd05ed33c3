"""A table's rows as a model takes them: by the study's columns, whatever the new file has."""

from __future__ import annotations

import numpy as np
import pytest

from tuning.datasets import first_rules, raw, reading
from tuning.datasets.base import Column
from tuning.datasets.names import check_names
from tuning.errors import InvalidInput
from tuning.study import DataSpec

COLUMNS = (
    Column("age"),
    Column("city", ("Oslo", "Rome"), "category"),
    Column("rooms", ("1", "2"), "category", "", True),
    Column("day", (), "date", "%d.%m.%Y"),
)
HEADER = "age,city,rooms,day,other"


def rows(*lines: str, missing: dict[str, tuple[str, ...]] | None = None) -> dict[str, list[object]]:
    table = reading.read("\n".join((HEADER, *lines)).encode(), "new.csv")
    found = raw.of_table(table, COLUMNS, missing or {})
    return {name: array.tolist() for name, array in found.items()}


def test_each_kind_of_column_as_the_model_takes_it() -> None:
    found = rows("41.5,Oslo,1,2026-11-30,x", "7,Rome,2,2026-12-01,y", "8,Paris,9,2026-12-02,z")
    assert found == {
        "age": [41.5, 7.0, 8.0],
        "city": ["Oslo", "Rome", "Paris"],
        "rooms": [1.0, 2.0, 9.0],
        "day": ["30.11.2026", "01.12.2026", "02.12.2026"],
    }


def test_what_is_missing_is_what_was_missing_in_the_study() -> None:
    lines = ("n.d.,NA,1,2026-11-30,x", ",None,,,y")
    found = rows(*lines, missing={"age": ("n.d.",), "city": ("None",)})
    assert found["city"] == ["NA", ""]
    assert np.isnan(found["age"]).all()
    assert found["day"] == ["30.11.2026", ""]


def test_a_text_column_that_holds_numbers_alone_is_one_of_texts() -> None:
    assert rows("1,5,1,2026-11-30,x", "2,6,1,2026-11-30,x")["city"] == ["5", "6"]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("old,Oslo,1,2026-11-30,x", "The column 'age' of new.csv must hold numbers, as in"),
        ("1,Oslo,many,2026-11-30,x", "The column 'rooms' of new.csv must hold numbers"),
        ("1,Oslo,1,yesterday,x", "The column 'day' of new.csv must hold dates such as %d.%m.%Y"),
    ],
)
def test_what_a_column_cannot_hold_is_one_sentence_with_the_row(line: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rows(line, line)
    assert str(refusal.value).startswith(why)
    assert "row 1 has" in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("a", "The model takes 2 columns, but the column 'b' is missing."),
        ("abc", "The model takes 2 columns, but the column 'c' is not among them."),
        ("vwxyz", "the columns 'a' and 'b' are missing, and the columns 'v', 'w', 'x' and 2 more"),
    ],
)
def test_missing_and_superfluous_columns_are_named(given: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_names(given, "ab")
    assert why in str(refusal.value)


def test_cells_that_could_mean_two_things_mean_what_they_did_in_the_study() -> None:
    """One row tells neither day from month, nor a code from a number, nor the decimal mark."""
    study = (
        "age\tcity\tday\tpacked\n40,5\t01\t13/02/2020\t20200105\n"
        "7,25\t2A\t14/02/2020\t20200106\n8,5\t01\t01/02/2020\t20200107\n"
    )
    like = reading.read(study.encode(), "study.csv")
    columns = (
        Column("age"),
        Column("city", ("01", "2A"), "category"),
        Column("day", (), "date", like.cells["day"].form),
        Column("packed", (), "date", like.cells["packed"].form),
    )
    lines = "age\tcity\tday\tpacked\n12,345\t01\t03/04/2020\t20200108\n"
    table = reading.read(lines.encode(), "new.csv", like)
    found = {name: x.tolist() for name, x in raw.of_table(table, columns, {}).items()}
    assert found == {
        "age": [12.345],
        "city": ["01"],
        "day": ["03/04/2020"],
        "packed": ["20200108"],
    }
    others = "age\tcity\tday\tpacked\n1.5\t01\t2020-04-03\t2020-01-08\n"  # plainly otherwise
    table = reading.read(others.encode(), "new.csv", like)
    found = {name: x.tolist() for name, x in raw.of_table(table, columns, {}).items()}
    assert found["age"] == [1.5]
    assert (found["day"], found["packed"]) == (["03/04/2020"], ["20200108"])


def test_what_the_first_rules_read_as_missing_is_missing_in_new_rows() -> None:
    lines = [f"{k % 7}.5,{('Oslo', 'NA', '?', 'Rome')[k % 4]},{k % 2}" for k in range(40)]
    content = "\n".join(("age,city,y", *lines)).encode()
    data = DataSpec(name="own/x-1.csv", target="y", rules=1)
    dataset = first_rules.to_dataset(first_rules.read(content, "x.csv"), data)
    words = raw.words(first_rules.read(content, "x.csv"), data)
    found = raw.of_table(reading.read(content, "x.csv"), dataset.columns, words)
    assert found["city"][:4].tolist() == ["Oslo", "", "", "Rome"]
    assert {"NA", "?"} <= set(dataset.columns[1].missing)


def test_a_column_s_own_decimal_mark_comes_before_its_neighbours() -> None:
    like = reading.read(b"age;pay\n7.5;1.234,5\n8.5;12,25\n9.5;3,5\n", "study.csv")
    table = reading.read(b"age;pay\n7.5;889,125\n", "new.csv", like)
    assert table.frame.to_numpy().tolist() == [[7.5, 889.125]]
