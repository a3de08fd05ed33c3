"""Trials by hand on the Live page, and ending a study with what it has."""

from __future__ import annotations

import time

from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import field, home, path, run, show, told, words
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import StrategySpec, StudySpec, StudyState
from tuning.ui.pages import LIVE, NEW_STUDY

__all__ = ["home"]
Home = tuple[Settings, Store]


def by_hand() -> StudySpec:
    return records.spec(strategy=StrategySpec(name="by_hand"))


def running(store: Store, spec: StudySpec, finished: int = 5, under_way: int = 0) -> int:
    start = time.time() - 30
    return records.fill(
        store, spec, finished=finished, running=under_way, state=StudyState.RUNNING, start=start
    )


def label(test: AppTest, key: str) -> str:
    return str(test.button(key=key).label)


def test_a_trial_is_added_to_a_running_search(home: Home) -> None:
    _, store = home
    study = running(store, records.spec())
    test = show(LIVE, study)
    run(test.button(key="add-trial").click())
    best = store.trials(study)[store.study(study).best_number or 0].values
    assert test.number_input(key=f"hand:{study}:units:0").value == best["units"]
    run(test.number_input(key=f"hand:{study}:units:0").set_value(40))
    run(test.button(key="hand-add").click())
    (command,) = store.added(study)
    assert command.payload == {"values": {**best, "units": 40}}
    run(test.button(key="hand-close").click())
    assert not [b for b in test.button if b.key == "hand-add"]


def test_a_trial_that_was_typed_while_the_search_ended_begins_a_study_by_hand(home: Home) -> None:
    _, store = home
    study = running(store, records.spec())
    test = run(show(LIVE, study).button(key="add-trial").click())
    run(test.number_input(key=f"hand:{study}:units:0").set_value(40))
    store.set_state(study, StudyState.COMPLETED)
    run(test)
    assert test.number_input(key=f"hand:{study}:units:0").value == 40
    assert not [b for b in test.button if b.key == "hand-add"]
    run(test.button(key="hand-study").click())
    run(test.switch_page(path(NEW_STUDY)))
    assert field(test, "By hand").value == "by_hand"
    assert not test.button(key="start").disabled, words(test)
    test.button(key="start").click().run()
    spec = store.studies()[0].spec
    assert (spec.strategy.name, spec.data) == ("by_hand", store.study(study).spec.data)
    assert [values["units"] for values in spec.strategy.options["trials"]] == [40]


def test_what_is_inactive_is_hidden_and_what_is_wrong_is_said(home: Home) -> None:
    _, store = home
    study = running(store, records.spec())
    test = run(show(LIVE, study).button(key="add-trial").click())
    run(test.selectbox(key=f"hand:{study}:optimizer:0").set_value("adam"))
    assert "hand:1:momentum:0" not in [e.key for e in test.number_input]
    assert "Not used with these values: Momentum." in words(test)
    run(test.selectbox(key=f"hand:{study}:optimizer:0").set_value("sgd"))
    run(test.number_input(key=f"hand:{study}:momentum:0").set_value(3.0))
    assert "momentum must be at most 0.999, got 3." in words(test)
    assert test.button(key="hand-add").disabled
    assert store.added(study) == []


def test_a_trial_is_cloned_with_changes(home: Home) -> None:
    _, store = home
    study = running(store, records.spec())
    test = run(show(LIVE, study).button(key="clone").click())
    best = store.study(study).best_number
    assert f"Trial {best} has just these values." in words(test)


def test_scikit_learn_s_searches_take_no_trial_and_say_why(home: Home) -> None:
    _, store = home
    spec = records.spec(strategy=StrategySpec(name="randomized_search_cv"))
    test = show(LIVE, running(store, spec))
    assert test.button(key="add-trial").disabled
    assert "scikit-learn owns the loop" in str(test.button(key="add-trial").help)


def test_a_study_by_hand_waits_for_its_first_trial(home: Home) -> None:
    _, store = home
    records.put_engine(store)
    study = running(store, by_hand(), finished=0)
    test = show(LIVE, study)
    assert "waiting for your next trial" in words(test)
    assert "fill in its values above" in words(test)
    assert test.button(key="finish").disabled
    run(test.button(key="hand-add").click())
    (command,) = store.added(study)
    assert command.payload["values"]["learning_rate"] == 0.001


def test_a_study_by_hand_is_finished_and_says_what_that_does(home: Home) -> None:
    _, store = home
    study = running(store, by_hand())
    test = show(LIVE, study)
    assert label(test, "finish") == "Finish"
    assert "test set" in str(test.button(key="finish").help)
    run(test.button(key="finish").click())
    assert told(store) == [("finish", study)]
    assert test.button(key="finish").disabled
    assert "waiting for your next trial" not in words(test)
    again = running(store, by_hand(), under_way=1)
    test = show(LIVE, again)
    assert "waiting for" not in words(test)


def test_a_stopped_study_can_be_finished_with_what_it_has(home: Home) -> None:
    _, store = home
    study = records.fill(store, finished=5, state=StudyState.STOPPED)
    test = show(LIVE, study)
    assert label(test, "finish") == "Finish here"
    assert "the winner so far meets the test set" in words(test)
    run(test.button(key="finish").click())
    assert told(store) == [("finish", study)]
    assert "waiting" in words(test)
    failed = records.fill(store, records.spec(2), failed=(0, 1), state=StudyState.STOPPED)
    assert not [b for b in show(LIVE, failed).button if b.key == "finish"]


def test_a_trial_shows_its_spread_and_why_it_was_tried(home: Home) -> None:
    _, store = home
    test = show(LIVE, records.fill(store, finished=4, state=StudyState.STOPPED))
    assert "Why this trial?" in words(test)
    assert "ts-spread" in words(test)
