"""The Compare page: its states, what it refuses, and where it leads."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests import records
from tests.records import races, spec
from tuning.analysis.comparison import Place
from tuning.objective import Objective
from tuning.store import Batch, Store
from tuning.study import Evaluation, StrategySpec, StudyState
from tuning.ui.pages import COMPARE, PROJECT

ROUTER = PROJECT / "tuning" / "ui" / "router.py"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    yield records.a_home(tmp_path)[1]
    st.cache_resource.clear()


def show(**query: str) -> AppTest:
    """The page as a browser first sees it at this address."""
    test = AppTest.from_file(str(ROUTER), default_timeout=30).run()
    for name, value in query.items():
        test.query_params[name] = value
    return run(test.switch_page(os.path.relpath(COMPARE.script, ROUTER.parent)))


def run(changed: Any) -> AppTest:
    test: AppTest = changed.run()
    assert not test.exception, test.exception[0].message
    return test


def words(test: AppTest) -> str:
    kinds = ("title", "markdown", "caption", "info", "warning", "error", "html")
    return "\n".join(
        str(getattr(element, "value", "") or getattr(element.proto, "body", ""))
        for kind in kinds
        for element in test.get(kind)
    )


def links(test: AppTest) -> str:
    value = test.query_params["studies"]
    return value if isinstance(value, str) else ",".join(value)


def figures(test: AppTest) -> int:
    every = [component.proto.component_name for component in test.get("bidi_component")]
    return len([name for name in every if name != "tuning_share"])


def bayesian(**changes: Any) -> Any:
    strategy = StrategySpec(name="bayesian", options={"max_trials": 6})
    return spec(name="Bayes", strategy=strategy, **changes)


def test_with_nothing_to_compare_the_page_says_what_to_do(store: Store) -> None:
    test = show()
    assert "Nothing to compare yet" in words(test)
    assert [button.label for button in test.button] == ["Start a race", "New study"]
    records.fill(store, spec(4))
    test = show()
    assert "Nothing to compare yet" in words(test)


def test_two_studies_side_by_side(store: Store) -> None:
    first = records.fill(store, spec(6), seed=1)
    second = records.fill(store, bayesian(), seed=2)
    test = show(studies=f"{first},{second}")
    said = words(test)
    assert "epochs each, " in said
    assert "Random search" in said
    assert f"{Place.AHEAD.value}</td>" in said or "the winner</td>" in said
    assert f'href="live?study={first}"' in said
    assert figures(test) == 1
    run(test.segmented_control(key="by").set_value("Seconds"))
    assert figures(test) == 1


def test_without_a_link_the_newest_that_belong_together_are_shown(store: Store) -> None:
    first = records.fill(store, spec(4), seed=1)
    second = records.fill(store, bayesian(), seed=2)
    records.fill(store, spec(4, objective=Objective(metric="val_loss")))
    test = show()
    assert links(test) == f"{second},{first}"


def test_what_is_not_comparable_is_refused_and_the_rest_stays(store: Store) -> None:
    first = records.fill(store, spec(4), seed=1)
    loss = records.fill(store, spec(4, objective=Objective(metric="val_loss")))
    own = records.fill(store, spec(4, evaluation=Evaluation(method="test")))
    second = records.fill(store, bayesian(), seed=2)
    test = show(studies=f"{first},{loss},{own},{second},77,x")
    said = words(test)
    assert f"Study {loss} is scored by validation loss, study {first} by" in said
    assert f"Study {own} was validated on the test set, study {first} on" in said
    assert f"kept apart. Study {own} is left out." in said
    assert "There is no studies 77, x" not in said
    assert "There are no studies 77, x" in said
    assert figures(test) == 1
    assert f"{second} · Bayes" in said
    assert f"{loss} · " not in said


def test_the_choice_becomes_the_link(store: Store) -> None:
    first = records.fill(store, spec(4), seed=1)
    second = records.fill(store, bayesian(), seed=2)
    test = show(studies=str(first))
    assert "Choose a further study above" in words(test)
    assert "ahead" not in words(test)
    run(test.multiselect(key="compared").set_value([first, second]))
    assert links(test) == f"{first},{second}"
    run(test.multiselect(key="compared").set_value([]))
    assert "Choose studies above" in words(test)


def test_studies_that_wait_or_run_are_shown(store: Store) -> None:
    waiting = store.create_study(bayesian())
    test = show(studies=str(waiting))
    assert "No trial has a score yet" in words(test)
    assert "The curves begin when" in words(test)
    running = records.fill(
        store, spec(9), finished=3, running=2, state=StudyState.RUNNING, start=time.time() - 30
    )
    test = show(studies=f"{running},{waiting}")
    assert "Bayesian optimization has no score yet." in words(test)
    assert figures(test) == 1


def test_seeds_are_shown_as_one_series(store: Store) -> None:
    ids = [records.fill(store, spec(4, seed=seed), seed=seed) for seed in (1, 2, 3)]
    test = show(studies=",".join(map(str, ids)))
    assert "3 seeds" in words(test)
    assert "from the worst to the best seed" in words(test)


def test_a_race_begins_from_what_is_compared_and_has_a_page(store: Store) -> None:
    first = records.fill(store, spec(4), seed=1)
    test = show(studies=str(first))
    run(test.button(key="race").click())
    assert test.title[0].value == "Race"
    assert test.selectbox(key="race-base").value == f"study-{first}"
    number = races.fill(store, ("random_search", "bayesian"), seeds=2, budget=40)
    ids = [study.id for study in store.race_studies(number)]
    test = show(studies=",".join(map(str, ids)))
    said = words(test)
    run(test.button(key="to-race").click())
    [sentence] = re.findall(r'ts-finding">(.*?)</div>', words(test))
    assert sentence in said, "a comparison of a race's studies says what its page says"
    assert test.query_params["race"] == str(number)
    test = show()
    assert not any(button.key == "race-first" for button in test.button)


def test_the_same_search_twice_is_not_chosen_by_itself(store: Store) -> None:
    first, second = (records.fill(store, spec(4, name=name)) for name in ("One", "Again"))
    other = records.fill(store, bayesian(), seed=2)
    assert links(show()) == f"{other},{second}"
    said = words(show(studies=f"{first},{second}"))
    assert "the same search twice" in said
    assert "2 seeds" not in said


def test_two_studies_of_one_kind_are_told_what_changed_and_what_came_of_it(store: Store) -> None:
    before = records.fill(store, spec(12))
    after = records.fill(store, spec(12, seed=9))
    test = show(studies=f"{before},{after}")
    assert "What has changed" in words(test)
    assert "<td" in words(test)
    assert "configurations" in words(test)  # recorded with the same values
    assert "What has changed" not in words(show(studies=str(before)))
    other = records.fill(store, bayesian())
    assert "What has changed" not in words(show(studies=f"{before},{other}"))


def test_the_table_has_further_measures_of_the_test(store: Store) -> None:
    study = records.fill(store, spec(4), seed=1)
    store.write(study, Batch(study={"test": {"accuracy": 0.9, "f1": 0.8123}}))
    test = show(studies=str(study))
    assert "0.8123" not in words(test)
    (pills,) = [one for one in test.get("button_group") if "test rows" in one.label]
    said = words(run(pills.set_value(["accuracy", "f1"])))
    assert "F1 (macro)" in said
    assert "0.8123" in said
