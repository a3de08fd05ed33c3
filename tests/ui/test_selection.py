"""What is selected: as text in an address, and the same for every part of a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests import records
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.ui.selection import brush_text, read_brush, read_trials, trials_text


@pytest.mark.parametrize(
    ("brush", "text"),
    [
        ({}, ""),
        ({"learning_rate": (0.001, 0.01)}, "learning_rate:0.001..0.01"),
        ({"a": (1e-7, 2e12), "b": (-1.5, 3.0)}, "a:1e-07..2e+12,b:-1.5..3"),
    ],
)
def test_a_brush_comes_back_from_an_address_as_it_was(brush, text):
    assert brush_text(brush) == text
    assert read_brush(text) == brush


@pytest.mark.parametrize(
    ("text", "brush"),
    [
        ("units:64..16", {"units": (16.0, 64.0)}),
        ("units", {}),
        ("units:1..", {}),
        ("units:a..b,rate:0..1", {"rate": (0.0, 1.0)}),
        ("units:1.2.3..4", {}),
        ("units:1e999..2", {}),
        ("<b>:1..2", {}),
    ],
)
def test_what_is_no_range_in_an_address_is_left_out(text, brush):
    assert read_brush(text) == brush


@pytest.mark.parametrize(
    ("trials", "text"),
    [((), ""), ((7,), "7"), ((3, 5, 6, 7, 2, 1), "3,5-7,2,1"), ((0, 1), "0-1")],
)
def test_picked_trials_come_back_in_their_order(trials, text):
    assert trials_text(trials) == text
    assert read_trials(text) == trials


@pytest.mark.parametrize("text", ["x", "-4", "1-99999999", "5-3", "1;2", "3.5"])
def test_what_is_no_trial_in_an_address_is_left_out(text):
    assert read_trials(text) == ()


def test_an_address_names_no_more_trials_than_a_study_may_have() -> None:
    runs = ",".join(f"{first}-{first + 99_998}" for first in range(0, 9_000_000, 99_999))
    assert read_trials(runs) == tuple(range(99_999))


# -- on a page -----------------------------------------------------------------------------------


def page() -> None:
    """All that a page shows of it: what is selected, and the address."""
    import streamlit as st

    from tuning.ui import context, selection

    study = int(st.query_params.get("study", 1))
    view = context.view(study)
    selection.in_address(study)
    inside = selection.inside(view)
    st.text(sorted(inside) if inside is not None else "nothing")
    st.text(selection.picked(view))
    st.text(selection.unknown(study))
    st.button("pick", on_click=selection.pick, args=(study, [4, 2]))
    st.button("clear", on_click=selection.clear, args=(study,))


@pytest.fixture
def view(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StudyView]:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    _, store = records.a_home(tmp_path)
    yield StudyView(store, records.fill(store, records.spec(8)))
    st.cache_resource.clear()


def opened(**address: str) -> AppTest:
    test = AppTest.from_function(page, default_timeout=30)
    for name, text in address.items():
        test.query_params[name] = text
    return run(test)


def run(test: AppTest) -> AppTest:
    test.run()
    assert not test.exception, test.exception[0].message
    return test


def told(test: AppTest) -> list[str]:
    return [text.value for text in test.text]


def test_nothing_is_selected_at_first(view: StudyView) -> None:
    test = opened()
    assert told(test)[0] == "nothing"
    assert "trials" not in test.query_params


def test_a_link_selects_the_trials_inside_its_brush(view: StudyView) -> None:
    among = [n for n, trial in view.trials.items() if 16 <= trial.values["units"] <= 128]
    assert 0 < len(among) < 8
    test = opened(brush="units:16..128")
    assert told(test)[0] == str(among)
    assert test.query_params["brush"] == "units:16..128"


def test_picked_trials_come_before_the_brush_which_is_back_once_they_are_let_go_of(
    view: StudyView,
) -> None:
    test = opened(brush="units:16..128", trials="3")
    assert told(test)[0] == "[3]"
    test.button[0].click()
    assert told(run(test))[:2] == ["[2, 4]", "(4, 2)"]
    assert test.query_params["trials"] == "4,2"
    test.button[1].click()
    assert told(run(test))[0] == "nothing"
    assert {"trials", "brush"} & test.query_params.keys() == set()


def test_what_a_link_names_and_the_study_does_not_have_is_left_out_and_said(
    view: StudyView,
) -> None:
    test = opened(brush="depth:1..2,score:0..1", trials="77,5")
    assert told(test)[0] == "[5]"
    assert told(test)[2] == "The link names depth and 1 trial that this study does not have."
    assert test.query_params["trials"] == "5"
    assert test.query_params["brush"] == "score:0..1"
    test.button[0].click()
    assert told(run(test))[2] == ""


def test_a_selection_holds_while_the_study_goes_on(view: StudyView, tmp_path: Path) -> None:
    test = opened(brush="score:0..1")
    assert told(test)[0] == str(list(range(8)))
    store = Store(tmp_path / "studies.sqlite")
    records.leave(store, view.study.id, finished=8, running=1)
    assert told(run(test))[0] == str(list(range(8))), "a trial that runs has no score yet"


def test_another_study_does_not_take_the_selection_of_the_one_before(
    view: StudyView, tmp_path: Path
) -> None:
    records.fill(Store(tmp_path / "studies.sqlite"), records.spec(8))
    test = opened(trials="3")
    test.query_params["study"] = "2"
    assert told(run(test))[0] == "nothing"
    assert "trials" not in test.query_params
    test.query_params["study"] = "1"
    assert told(run(test))[0] == "[3]", "each study keeps its own"
    assert test.query_params["trials"] == "3"
