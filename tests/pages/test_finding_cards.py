"""Cards on Live and Best: a kind is silenced and had again, and a button prepares what it says."""

from __future__ import annotations

import threading

import pytest

from tests import records
from tests.pages import test_view_only as looking
from tests.pages.test_pages import home, run, show, words
from tests.records import causes
from tests.waiting import wait_for
from tuning.settings import Settings
from tuning.store import Store
from tuning.study import StudyState
from tuning.ui import figures, finding_cards, rights, showing
from tuning.ui.pages import BEST, LIVE

__all__ = ["home"]
Home = tuple[Settings, Store]


@pytest.fixture(autouse=True)
def _sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "_looking", {})


def test_a_kind_is_silenced_and_had_again(home: Home) -> None:
    store = home[1]
    study = causes.faulty("tied").keep(store)
    test = show(LIVE, study)
    assert "4 of 24 trials cannot be told from the winner" in words(test)
    assert test.button(key="silence-tied").label == "Silence: Tied trials"
    run(test.button(key="silence-tied").click())
    assert store.study(study).silenced == ("tied",)
    assert "cannot be told from the winner" not in words(test)
    looked = looking.show(BEST, study=str(study))
    assert "Silenced: Tied trials." in words(looked)
    assert not {b.key for b in looked.button if str(b.key).startswith(("silence-", "hear-"))}
    run(test.button(key="hear-tied").click())
    assert store.study(study).silenced == ()
    assert "4 of 24 trials cannot be told from the winner" in words(test)


def test_at_most_five_are_shown_until_more_are_wanted(home: Home) -> None:
    study = causes.sound()
    for kind in ("failed", "imbalance", "overtuning", "rows", "tied"):
        causes.FAULTS[kind](study)
    test = show(BEST, study.keep(home[1]))
    levels = "3 careful, 2 look, 2 passed"
    assert levels in words(test)
    assert "The score holds" not in words(test)
    assert test.button(key="findings-more").label == "and 2 more"
    run(test.button(key="findings-more").click())
    assert "The score holds" in words(test)


def test_of_a_study_that_runs_they_come_in_a_moment(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckon, go = figures.find_cards, threading.Event()
    monkeypatch.setattr(figures, "find_cards", lambda *of: go.wait(30) and reckon(*of))
    running = StudyState.RUNNING
    study = records.fill(home[1], records.spec(200), finished=51, running=1, state=running)
    test = show(BEST, study)
    assert finding_cards.COMES in words(test)
    live = show(LIVE, study)
    assert finding_cards.COMES in words(live)  # they have their place before there are any
    go.set()
    wait_for(lambda: finding_cards.COMES not in words(run(test)))
    assert finding_cards.NOTHING in words(test)
    home[1].set_state(study, StudyState.STOPPED)
    assert finding_cards.NOTHING in words(run(live))  # and keep it as the study ends
    assert finding_cards.NOTHING not in words(show(LIVE, study))


def test_the_button_prepares_the_widened_study(home: Home) -> None:
    test = show(LIVE, causes.faulty("edge").keep(home[1]))
    run(test.button(key="act-edge").click())
    assert test.session_state["draft"]["space.units.high"] == 384


def test_show_chooses_the_view_that_shows_it(home: Home) -> None:
    test = show(LIVE, causes.faulty("tied").keep(home[1]))
    run(test.button(key="show-tied").click())
    assert test.session_state["chart"] == "Distribution"
    places = [html.body for html in test.get("html") if "scrollIntoView" in html.body]
    assert ".st-key-views" in places[0]
    assert set().union(*showing.PLACES.values()) == set(showing.TITLES)
