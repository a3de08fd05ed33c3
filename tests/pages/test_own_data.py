"""The data of a new study: brought, looked at, chosen wrongly, removed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.data_files import csv, images, penguins
from tests.pages.test_pages import field, is_field, run
from tests.records.samples import bring, spec
from tuning import settings
from tuning.datasets import own
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import StudyState
from tuning.ui.pages import NEW_STUDY, PROJECT

ROUTER = PROJECT / "tuning" / "ui" / "router.py"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    yield settings.load().prepare()
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def page(place: Settings) -> AppTest:
    test = AppTest.from_file(str(ROUTER), default_timeout=30).run()
    return run(test.switch_page(os.path.relpath(NEW_STUDY.script, ROUTER.parent)))


def has(test: AppTest, name: str) -> bool:
    return any(is_field(e, name) for e in test)


def text(test: AppTest) -> str:
    return "\n".join(getattr(e.proto, "body", "") for k in ("html", "caption") for e in test.get(k))


def upload(test: AppTest, name: str, content: bytes) -> AppTest:
    return run(test.file_uploader[0].upload(name, content))


def test_a_csv_is_kept_chosen_and_explained(page: AppTest, place: Settings) -> None:
    page = upload(page, "birds.csv", penguins())
    [name] = own.names(place)
    assert field(page, "data.name").value == name
    assert "Your own: birds.csv" in field(page, "data.name").options
    assert field(page, "data.target").value == "species"
    assert field(page, "data.missing").value == "median"
    assert "to predict species" in text(page).replace("\\", "")
    told = text(page)
    assert "<b>species</b>" in told
    assert "the class to predict" in told
    assert "standardised, gaps take the median" in told
    assert "one-hot, 2 inputs, gaps take the most frequent value" in told
    assert "left out: it is always &#x27;PAL&#x27;" in told
    assert "2 numbers, 2 categories, 2 left out, 15 gaps filled" in told
    run(page.button(key="start").click())
    spec = Store(place.store_path).studies()[0].spec
    assert (spec.data.name, spec.data.target) == (name, "species")


def test_a_guessed_target_is_said_and_what_cannot_be_one_stands_last(page: AppTest) -> None:
    page = upload(page, "birds.csv", penguins())
    assert "“species” is a guess" in text(page)
    assert {"study", "number"} < set(field(page, "data.target").options[-3:])
    run(field(page, "data.target").set_value("island"))
    assert "is a guess" not in text(page)


def test_files_of_one_name_are_told_apart(page: AppTest, place: Settings) -> None:
    page = upload(page, "birds.csv", penguins())
    page.session_state["popover-bring"] = True
    page = upload(page, "birds.csv", penguins(90))
    assert not page.session_state["popover-bring"], "it is closed when its work is done"
    told = [title for title in field(page, "data.name").options if "birds" in title]
    assert sorted(title.partition(", added")[0] for title in told) == [
        "Your own: birds.csv (2), 90 rows",
        "Your own: birds.csv, 60 rows",
    ]


def test_a_bad_file_is_told_and_leaves_nothing(page: AppTest, place: Settings) -> None:
    page = upload(page, "bad.csv", csv("x", [(1,), (2,)]))
    assert "must have at least 2 columns" in text(page)
    assert own.names(place) == []
    assert field(page, "data.name").value == "digits"
    page = upload(page, "pictures.npz", images())
    assert "at least 2 columns" not in text(page)
    assert not has(page, "data.target")
    assert not page.button(key="start").disabled


def test_a_bad_target_is_told_beside_it(page: AppTest, place: Settings) -> None:
    page = upload(page, "birds.csv", penguins())
    page = run(field(page, "data.target").select("study"))
    assert "must have at least 2 different values" in text(page)
    assert page.button(key="start").disabled
    page = run(field(page, "data.name").select("wine"))
    assert not page.button(key="start").disabled
    assert not has(page, "data.target")


def test_too_many_folds_are_told_before_the_start(page: AppTest, place: Settings) -> None:
    page = upload(page, "birds.csv", penguins())
    page = run(field(page, "evaluation.method").set_value("folds"))
    page = run(field(page, "evaluation.folds").set_value(17))
    assert "folds must be at most 16" in text(page)
    assert page.button(key="start").disabled


def test_own_data_can_be_removed_unless_a_study_works_with_them(
    page: AppTest, place: Settings
) -> None:
    page = upload(page, "birds.csv", penguins())
    [name] = own.names(place)
    store = Store(place.store_path)
    study = store.create_study(spec(dataset={"name": name, "target": "species"}))
    page = run(page)
    assert page.button(key="remove-data").disabled
    bring(store, study, StudyState.COMPLETED)
    page = run(page)
    run(page.button(key="remove-data").click())
    assert own.names(place) == []
    assert field(page, "data.name").value == "digits"
    store.close()
