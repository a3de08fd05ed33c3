"""The Race page: from the form to the end of a race, and what is done with all of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_compare import figures, run, words
from tests.pages.test_pages import ROUTER, path, told
from tests.records import races, spec
from tuning import strategies
from tuning.store import Batch, Store
from tuning.study import StudyState
from tuning.ui.pages import RACE, STUDIES

PAIR = ("random_search", "bayesian")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("TUNING_HOME", str(tmp_path))
    monkeypatch.delenv("TUNING_DATASETS", raising=False)
    yield records.a_home(tmp_path)[1]
    st.cache_resource.clear()


def show(guess: tuple[int, str] | None = None, **query: str) -> AppTest:
    test = AppTest.from_file(str(ROUTER), default_timeout=30).run()
    if guess is not None:
        test.session_state[f"guess-{guess[0]}"] = guess[1]
    for name, value in query.items():
        test.query_params[name] = value
    return run(test.switch_page(path(RACE)))


def scores(test: AppTest) -> list[tuple[str, float, str]]:
    """The predictions that the page hands to the browser: name, how sure, what came of it."""
    found = [json.loads(each.proto.json) for each in test.get("bidi_component") if each.proto.json]
    told = [each for each in found if isinstance(each, dict) and each.get("prediction")]
    return [(t["name"], t["prediction"]["sure"], t["prediction"]["outcome"]) for t in told]


def has(test: AppTest, key: str) -> bool:
    return any(button.key == key for button in test.button)


# -- setting one up ------------------------------------------------------------------------------


def test_in_an_empty_home_a_race_on_digits_is_ready_to_start(store: Store) -> None:
    test = show(new="1")
    assert test.button(key="race-start").label == "Start 15 studies"
    run(test.button(key="race-start").click())
    [race] = store.races()
    studies = store.race_studies(race.id)
    assert (race.name, race.seeds, len(studies)) == ("Race on digits", 5, 15)
    assert race.by == "epochs"
    assert race.budget is not None
    assert all(strategies.budget_needed(s.spec) <= race.budget for s in studies)
    assert told(store) == [("start", study.id) for study in studies]
    assert "No trial has a score yet" in words(test)
    assert test.query_params["race"] == str(race.id)


def test_the_form_shows_its_plan_and_starts_what_it_showed(store: Store) -> None:
    first = records.fill(store, spec(4), seed=1)
    test = show(new="1", **{"from": str(first)})
    run(test.number_input(key=f"race-budget-study-{first}").set_value(200))
    run(test.segmented_control(key=f"race-seeds-study-{first}").set_value(2))
    racers = ["random_search", "hyperband", "grid_search"]
    run(test.button_group(key="race-strategies").set_value(racers))
    said = words(test)
    assert "Cannot take part. The budget of 200 epochs is too small" in said
    assert "Trials 20" in said
    assert len(store.studies()) == 1
    run(test.button_group(key="race-guess").set_value("hyperband"))
    assert test.slider(key="race-sure-50").value == 50
    run(test.slider(key="race-sure-50").set_value(80))
    run(test.text_input(key="race-name").set_value("Who wins?"))
    run(test.button(key="race-start").click())
    [race] = store.races()
    assert race.name == "Who wins?"
    specs = [study.spec for study in store.race_studies(race.id)]
    assert [s.strategy.name for s in specs] == ["random_search"] * 2 + ["hyperband"] * 2
    assert all(strategies.budget_needed(s) <= 200 for s in specs)
    assert "Your guess\\: Hyperband" in words(test)
    assert scores(test) == [(f"race-{race.id}", 0.8, "open")]
    assert "guess" not in test.query_params


def test_a_race_can_be_for_seconds_of_training(store: Store) -> None:
    test = show(new="1")
    run(test.segmented_control(key="race-unit").set_value("Seconds"))
    run(test.number_input(key="race-budget-seconds-preset-first_steps").set_value(20))
    assert "of training in all" in words(test)
    run(test.button(key="race-start").click())
    [race] = store.races()
    assert (race.by, race.budget) == ("seconds", 20)
    assert {s.spec.training_seconds for s in store.race_studies(race.id)} == {20}
    assert "20 s of training each" in words(test)


def test_a_race_can_be_on_several_data_sets(store: Store) -> None:
    test = show(new="1")
    run(test.segmented_control(key="race-seeds-preset-first_steps").set_value(2))
    run(test.multiselect(key="race-data-preset-first_steps").set_value(["iris", "wine", "digits"]))
    assert test.button(key="race-start").label == "Start 18 studies"
    run(test.button(key="race-start").click())
    [race] = store.races()
    assert race.name == "Race on iris, wine and digits"
    assert [s.dataset for s in store.race_studies(race.id)][::6] == ["iris", "wine", "digits"]
    assert "3 strategies × 2 seeds × 3 data sets" in words(test)


def test_of_several_data_sets_it_shows_all_together_and_each_by_itself(store: Store) -> None:
    data = ("digits", "iris", "wine")
    number = races.fill(store, PAIR, seeds=2, budget=40, corrected=True, datasets=data)
    test = show((number, "bayesian~70"), race=str(number), data="Iris (scikit-learn)")
    said = words(test)
    assert "Too few data sets to tell: over 3 data sets" in said
    assert "You guessed Bayesian optimization" in said
    assert "(corrected for the choosing)" in said
    assert "On test rows (accuracy)" in said
    assert figures(test) == 3  # the diagram, the curves, and the score of the visit
    assert test.query_params["data"] == "Iris (scikit-learn)"
    run(test.segmented_control(key=f"race-of-{number}").set_value(2))
    assert test.query_params["data"] == "Wine (scikit-learn)"
    run(test.segmented_control(key="scores").set_value("Chosen"))
    assert "the best of many flatters" in words(test)
    test = AppTest.from_file(str(ROUTER), default_timeout=30).run()
    run(test.switch_page(os.path.relpath(STUDIES.script, ROUTER.parent)))
    assert "3 data sets" in words(test)


def test_a_race_of_one_is_not_started(store: Store) -> None:
    test = show()
    run(test.segmented_control(key="race-seeds-preset-first_steps").set_value(1))
    run(test.button_group(key="race-strategies").set_value(["random_search"]))
    assert "A race needs two studies" in words(test)
    assert test.button(key="race-start").disabled
    run(test.button_group(key="race-strategies").set_value([]))
    assert test.button(key="race-start").disabled
    assert store.studies() == []


# -- as it runs and as it ended ------------------------------------------------------------------


def test_the_end_says_who_won_and_shows_all_of_it(store: Store) -> None:
    number = races.fill(store, PAIR, seeds=3, budget=60)
    test = show(race=str(number))
    said = words(test)
    assert "completed" in said
    assert "Bayesian optimization" in said
    assert "from 3 seeds" in said
    assert "after 60 epochs each" in said
    assert "was reached by" in said
    for study in store.race_studies(number):
        assert f'href="live?study={study.id}"' in said
    assert figures(test) == 1
    assert 'ts-lanes"' in said  # as while it ran: the chart does not move as it ends
    assert not has(test, "all-stop-all")


def test_while_it_runs_it_has_lanes_and_is_stopped_and_paused_as_one(store: Store) -> None:
    number = races.fill(store, PAIR, seeds=2, budget=60, share=0.5, state=StudyState.RUNNING)
    ids = [study.id for study in store.race_studies(number)]
    test = show(race=f"r{number}")
    assert 'ts-lanes"' in words(test)
    assert "will tell" not in words(test)
    run(test.button(key="all-pause-all").click())
    assert told(store) == [("turn", study_id) for study_id in ids]
    assert "paused" in words(test)
    run(test.button(key="all-go-on").click())
    assert told(store) == [("turn", study_id) for study_id in ids]
    run(test.button(key="all-stop-all").click())
    assert told(store) == [("stop", study_id) for study_id in ids]
    assert "stopping" in words(test)


def test_where_nobody_can_tell_more_seeds_are_one_click_away(store: Store) -> None:
    number = races.fill(store, PAIR, seeds=1, budget=60)
    test = show(race=str(number))
    run(test.button(key="more-seeds").click())
    assert [s.spec.seed for s in store.race_studies(number)] == [
        1,
        1,
        *(1001, 2001, 3001, 4001) * 2,
    ]
    assert store.race(number).seeds == 5
    assert told(store) == [("start", s.id) for s in store.race_studies(number)[2:]]
    assert not has(test, "more-seeds")
    assert "2 strategies × 5 seeds" in words(test)
    number = races.fill(store, PAIR, seeds=1, budget=60, datasets=("digits", "iris"))
    run(show(race=str(number)).button(key="more-seeds").click())
    assert store.race(number).seeds == 5
    assert [s.dataset for s in store.race_studies(number)].count("iris") == 2 * 5


def test_a_target_of_ones_own_says_who_reached_it(store: Store) -> None:
    number = races.fill(store, PAIR, seeds=3, budget=60)
    test = show(race=str(number))
    run(test.number_input(key=f"racing-target-{number}").set_value(0.999))
    assert "**0.9990** was reached by nobody" in words(test)
    run(test.number_input(key=f"racing-target-{number}").set_value(0.5))
    assert "Random search after 5 epochs" in words(test)
    run(test.segmented_control(key="scale").set_value("Distance to the best"))
    assert figures(test) == 1
    assert test.query_params["target"] == "0.5"
    assert f"race={number}&scale=Distance+to+the+best&target=0.5" in "".join(
        code.value for code in test.code
    )


def test_a_link_shares_target_and_scale(store: Store) -> None:
    number, other = (races.fill(store, PAIR, seeds=3, budget=60) for _ in range(2))
    test = show(race=str(number), target="0.5", scale="Distance to the best")
    assert "Random search after 5 epochs" in words(test)
    assert test.number_input(key=f"racing-target-{number}").value == 0.5
    assert test.segmented_control(key="scale").value == "Distance to the best"
    # Another race in the chooser has no target of a person's.
    run(test.selectbox(key=f"race-chooser-{number}").set_value(other))
    assert test.number_input(key=f"racing-target-{other}").value is None
    assert "target" not in test.query_params
    test = show(race=str(number), target="high", scale="?")
    assert test.number_input(key=f"racing-target-{number}").value is None
    assert figures(test) == 1


def test_a_guess_stays_with_its_person_and_is_answered_at_the_end(store: Store) -> None:
    number = races.fill(store, PAIR, seeds=3, budget=60)
    assert "You guessed" not in words(show(race=str(number)))
    test = show((number, "bayesian~70"), race=str(number))
    assert "You guessed Bayesian optimization" in words(test)
    assert "guess" not in test.query_params
    [(name, sure, outcome)] = scores(test)
    assert (name, sure) == (f"race-{number}", 0.7)
    assert outcome in ("right", "wrong", "untold")
    # A moment of the replay takes nothing back.
    assert scores(show((number, "bayesian~70"), race=str(number), at="20e")) == []
    # Who was not asked how sure they are has no points.
    assert scores(show((number, "bayesian"), race=str(number))) == []


@pytest.mark.parametrize("state", [StudyState.FAILED, StudyState.STOPPED])
def test_a_race_one_of_whose_studies_ended_early_says_so(store: Store, state: StudyState) -> None:
    number = races.keep(store, PAIR, seeds=2, budget=40)
    studies = store.race_studies(number)
    for study in studies[1:]:
        records.leave(store, study.id, finished=4)
    store.write(studies[0].id, Batch(study={"state": state, "error": "It broke."}))
    said = words(show(race=str(number)))
    assert f"Study {studies[0].id} ended early and does not count." in said
    assert f"Study {studies[0].id}\\: It broke" in said


def test_a_race_that_is_not_there_says_so_and_shows_none(store: Store) -> None:
    number = races.fill(store, PAIR, seeds=1, budget=40)
    test = show(race="99")
    assert "There is no race 99" in words(test)
    assert figures(test) == 0
    assert not has(test, "all-stop-all")
    test = show(race=str(number))
    assert "One seed tells nothing of luck" in words(test)
    for study in store.race_studies(number):
        store.delete_study(study.id)
    assert f"There is no race {number}" in words(run(test))


def test_in_the_list_a_race_is_found_by_its_name_and_leads_to_its_page(store: Store) -> None:
    number = races.fill(store, PAIR, seeds=1, budget=40, name="Grand prix")
    records.fill(store, spec(2))
    test = AppTest.from_file(str(ROUTER), default_timeout=30).run()
    run(test.switch_page(os.path.relpath(STUDIES.script, ROUTER.parent)))
    run(test.text_input(key="find").set_value("prix"))
    links = test.get("page_link")
    assert [link.proto.label for link in links if "prix" in link.proto.label] == ["Grand prix"]
    assert f"race={number}" in str([link.proto for link in links])
    assert "2 of 3 studies" in words(test)


def test_what_was_resumed_is_watched_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    number = races.fill(store, PAIR, seeds=1, share=0.5, state=StudyState.STOPPED)
    test, ticks = show(race=str(number)), {}
    monkeypatch.setattr(st, "fragment", lambda function, **how: ticks.update(how) or function)
    run(test.button(key="all-resume-all").click())
    assert [command for command, _ in told(store)] == ["resume", "resume"]  # and none is answered
    assert (ticks["key"], ticks["run_every"]) == ("race", 1.0)
