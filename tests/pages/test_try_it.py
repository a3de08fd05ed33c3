"""Try it on the Best page: what the browser is told of a model's columns, images and quantities."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests import data_files, records
from tests.pages.test_pages import show
from tuning import datasets
from tuning.datasets import Column, Dataset
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import DataSpec
from tuning.ui import context
from tuning.ui.best import ink, try_it
from tuning.ui.pages import BEST


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, Store]]:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    yield records.a_home(tmp_path)
    st.cache_resource.clear()


def told(test: AppTest) -> dict[str, Any] | None:
    """What the browser is told of the model, as JSON."""
    found = [json.loads(part.proto.json) for part in test.get("bidi_component") if part.proto.json]
    return next((each for each in found if "remark" in each), None)


def test_the_page_draws_it_once_there_is_a_model(home: tuple[Settings, Store]) -> None:
    settings, store = home
    study = records.fill(store)
    assert told(show(BEST, study)) is None
    records.leave_model(settings, study)
    found = told(show(BEST, study))
    assert found is not None
    assert (found["study"], found["remark"]) == (study, try_it.DRAWN)
    assert found["classes"] == [str(digit) for digit in range(10)]


def test_digits_are_drawn_as_they_are(home: tuple[Settings, Store]) -> None:
    dataset = context.dataset("digits")
    found = try_it.told("", DataSpec(name="digits"), 0)["picture"]
    assert {name: found[name] for name in ("height", "width", "channels", "largest", "unit")} == {
        "height": 8,
        "width": 8,
        "channels": 1,
        "largest": 16.0,
        "unit": 1.0,
    }
    assert (found["draws"], found["isLight"]) == (True, False)
    assert len(found["samples"]) == try_it.MOST_ROWS
    sample = found["samples"][0]
    pixels = np.frombuffer(base64.b64decode(sample["pixels"]), np.uint8)
    row = next(k for k, x in enumerate(dataset.x_test) if np.array_equal(x.ravel(), pixels))
    assert sample["truth"] == str(dataset.y_test[row])


def test_a_table_has_a_field_a_column(home: tuple[Settings, Store]) -> None:
    settings, _ = home
    data = data_files.kept(data_files.penguins(), settings, target="species")
    data = datasets.resolve(data, settings)
    found, dataset = try_it.told("", data, 0), datasets.load(data, settings)
    assert found["target"] == "species"
    fields = {field["name"]: field for field in found["fields"]}
    assert list(fields) == ["island", "bill", "mass", "sex"]
    bill = dataset.x_train[:, 1]
    assert (fields["bill"]["least"], fields["bill"]["most"]) == (bill.min(), bill.max())
    assert fields["bill"]["hint"] == f"{bill.min():g} to {bill.max():g}"
    assert fields["sex"]["values"] == ["female", "male"]
    assert fields["sex"]["hint"].startswith("most often ")
    rows = [row["values"] for row in found["rows"]]
    assert len(rows) == len(dataset.y_test)
    assert {row[3] for row in rows} <= {"female", "male", None}
    assert any(row[2] is None for row in rows)


def test_names_go_as_they_are() -> None:
    names = ("<b>a</b>", "$x$ 'q'", "a\nb", "😀")
    dataset = Dataset(
        "own/x-00000000.csv",
        *(np.zeros((2, 4)), np.array([0, 1]), np.zeros((2, 4)), np.array([0, 1])),
        class_names=("<i>", "no"),
        columns=tuple(Column(name) for name in names),
    )
    found = try_it.form(dataset, np.arange(2))
    assert [field["name"] for field in found["fields"]] == list(names)
    assert [row["truth"] for row in found["rows"]] == ["<i>", "no"]


def test_dates_and_numbers_as_categories() -> None:
    columns = (
        Column("day", (), "date", "%d.%m.%Y"),
        Column("rooms", ("1", "2", "other"), "category", "", True),
    )
    x = np.array([[19_000.0, 0.0], [np.nan, 2.0], [19_500.0, 1.0]])
    y = np.array([0.5, 2.5, 1.5])
    dataset = Dataset("", x, y, x, y, (), columns=columns, task="regression")
    found = try_it.form(dataset, np.arange(3))
    day, rooms = found["fields"]
    assert (day["least"], day["most"], day["hint"]) == (
        "2022-01-08",
        "2023-05-23",
        "2022-01-08 to 2023-05-23",
    )
    assert found["dates"] == {"day": "%d.%m.%Y"}
    assert rooms["values"] == ["1", "2"]
    # Which number a rare one was is not known any more: such a row is none to begin with.
    assert [(row["values"], row["truth"]) for row in found["rows"]] == [
        (["2022-01-08", "1"], 0.5),
        (["2023-05-23", "2"], 1.5),
    ]
    other = replace(dataset, columns=(columns[0], replace(columns[1], is_numeric=False)))
    assert try_it.form(other, np.arange(3))["fields"][1]["values"] == ["1", "2", "other"]


@pytest.mark.parametrize(
    ("rows", "half", "share"),
    [(19, 18.0, "about 90% of the 19"), (9, 9.0, "about 90% of the 9"), (5, 5.0, "all of the 5")],
)
def test_the_interval_of_a_quantity_is_reckoned_from_the_test_rows(
    tmp_path: Path, rows: int, half: float, share: str
) -> None:
    """Of n errors 1, 2, …, n the ceil(0.9 (n + 1))-th: 18 of 19, 9 of 9; of fewer the largest."""
    path, errors = tmp_path / "test.npz", np.arange(1.0, rows + 1)
    signs = np.where(np.arange(rows) % 2, 1, -1)
    np.savez(path, predicted=100 + signs * errors, y=np.full(rows, 100.0))
    found = try_it.interval(path)
    assert found is not None
    assert found["half"] == half
    assert share in found["told"]
    assert try_it.interval(tmp_path / "none.npz") is None


def test_how_drawings_look_is_measured() -> None:
    """Bars 2 wide and 10 high in images of 20 by 20, about the place (8, 10)."""
    images = np.zeros((8, 20, 20))
    for k, image in enumerate(images):
        image[5:15, 7:9] = 1
        image[0, 0] = 0.05 * (k % 2)  # a speck is no ink
    found = ink.look(images)
    assert found is not None
    assert (found.fill, found.x, found.y) == pytest.approx((0.5, 0.4, 0.5))
    # Area 20, outline 24: 2 · 20 / 24 · 4 / π is right for strokes in all directions.
    assert found.stroke == pytest.approx(2 * 20 / (24 * np.pi / 4) / 20, rel=0.02)
    assert not ink.is_light(images)
    light = ink.look(1 - images)
    assert light is not None
    assert light.fill == 0.5
    assert ink.is_light(1 - images)
    assert ink.look(np.random.default_rng(0).uniform(0.2, 1, (8, 20, 20))) is None
