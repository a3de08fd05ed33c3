"""A finished study is played again by its link: every page shows the moment that it names."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import ROUTER, home, path, run, words
from tests.records import races
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import StudyState
from tuning.ui.pages import BEST, COMPARE, LIVE, RACE, Page

__all__ = ["home"]
Home = tuple[Settings, Store]


def show(page: Page, **link: str) -> AppTest:
    """The page as someone sees it first who followed a link."""
    test = AppTest.from_file(str(ROUTER), default_timeout=30)
    test.run()
    for name, value in link.items():
        test.query_params[name] = value
    return run(test.switch_page(path(page)))


def names(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_live_shows_the_moment_of_its_link_and_changes_nothing(home: Home) -> None:
    study = records.fill(home[1], records.spec(12), state=StudyState.STOPPED)
    test = show(LIVE, study=str(study), at="3t")
    assert "Replay: trial 3 of 12, 15.0 s" in words(test)
    assert "3 / 12" in words(test)
    assert names(test) == ["Best model", "Leave the replay"]
    table = test.dataframe[0].value
    assert table["number"][table["score"] > 0].tolist() == [0, 1, 2]
    run(test.button(key="replay-leave").click())
    assert "at" not in test.query_params
    assert {"Replay", "Resume", "Stop"} <= set(names(test))
    run(test.button(key="replay-open").click())
    assert "Replay: trial 0 of 12" in words(test)


def test_best_shows_the_incumbent_of_the_moment_and_no_test(home: Home) -> None:
    settings, store = home
    study = records.fill(store, records.spec(12))
    records.leave_model(settings, study)
    scores = [store.trials(study)[number].score or 0.0 for number in range(12)]
    test = show(BEST, study=str(study), at="5t")
    first = scores[:5].index(max(scores[:5]))
    assert f"trial {first}" in words(test)
    assert "0.9583" not in words(test)
    assert not test.get("download_button")
    assert "at the study's end" in test.info[0].value
    run(test.button(key="replay-leave").click())
    assert f"trial {scores.index(max(scores))}" in words(test)
    assert "0.9583" in words(test)


def test_compare_shows_what_each_study_had_when_it_had_spent_as_much(home: Home) -> None:
    ids = [records.fill(home[1], records.spec(8), seed=seed) for seed in (1, 2)]
    test = show(COMPARE, studies=",".join(map(str, ids)), at="30e")
    assert "Replay: 30 of 80 epochs each" in words(test)
    # Two fits of five epochs a trial: three trials each.
    assert words(test).count("<td>3</td><td>30</td>") == 2
    run(test.button(key="replay-leave").click())
    assert words(test).count("<td>8</td><td>80</td>") == 2
    assert "Replay" in names(test)


def test_a_race_is_replayed_as_one_with_its_lanes(home: Home) -> None:
    race = races.fill(home[1], seeds=2, budget=60)
    test = show(RACE, race=str(race), at="20e")
    assert "epochs each" in words(test)
    assert '<div class="ts-lanes">' in words(test)
    assert "33% of the budget spent" in words(test)
    run(test.button(key="replay-leave").click())
    assert "100% of the budget spent" in words(test)
    run(test.button(key="replay-open").click())
    assert test.query_params["at"] in ("0e", ["0e"])


def test_a_race_one_of_whose_studies_runs_is_not_replayed(home: Home) -> None:
    race = races.fill(home[1], seeds=1, share=0.5, state=StudyState.RUNNING)
    test = show(RACE, race=str(race), at="20e")
    assert "still runs" in words(test)
    assert "Show them as they are" in names(test)


def test_the_end_of_a_replay_is_the_study(home: Home) -> None:
    study = records.fill(home[1], records.spec(4))
    test = show(LIVE, study=str(study), at="99e")
    assert "Replay: the end" in words(test)
    assert "Best score" in words(test)


def test_a_moment_that_is_none_is_told_and_the_study_shown_as_it_is(home: Home) -> None:
    study = records.fill(home[1], records.spec(4))
    test = show(LIVE, study=str(study), at="soon*")
    assert "soon\\* is no moment" in test.warning[0].value
    assert "Replay" in names(test)


@pytest.mark.parametrize("state", [StudyState.RUNNING, StudyState.QUEUED])
def test_a_study_that_still_runs_is_not_replayed(home: Home, state: StudyState) -> None:
    study = records.fill(home[1], finished=2, state=state)
    test = show(LIVE, study=str(study), at="1t")
    assert "still runs" in words(test)
    assert names(test) == ["Show it as it is"]
    run(test.button(key="replay-leave").click())
    assert "Replay" not in names(test)


def test_a_study_without_an_epoch_has_nothing_to_replay(home: Home) -> None:
    study = records.fill(home[1], finished=1, failed=(0,), state=StudyState.STOPPED)
    test = show(LIVE, study=str(study), at="1t")
    assert "nothing to replay" in words(test)
    assert names(test) == ["Show it as it is"]


def test_a_study_that_is_gone_is_told(home: Home) -> None:
    records.fill(home[1], records.spec(2))
    test = show(LIVE, study="7", at="1t")
    assert "There is no study 7" in test.warning[0].value
