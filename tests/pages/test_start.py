"""Start and Learn: where the doors lead, the latest studies, and the example in an empty home."""

from __future__ import annotations

import base64
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import ROUTER, field, home, pages_of, path, run, show, words
from tuning.objective import Objective
from tuning.planning.presets import PRESETS
from tuning.settings import Settings
from tuning.store import EXAMPLE, Store
from tuning.ui.pages import BEST, COMPARE, LEARN, LIVE, NEW_STUDY, RACE, START, Page
from tuning.ui.start.sparkline import EDGE, HEIGHT, WIDTH, sparkline

Home = tuple[Settings, Store]
__all__ = ["home"]


def linked(page: Page, /, **query: str) -> AppTest:
    """A page as a link with this query shows it."""
    test = AppTest.from_file(str(ROUTER), default_timeout=30).run()
    for name, value in query.items():
        test.query_params[name] = value
    return run(test if page is START else test.switch_page(path(page)))


def test_four_doors_lead_on_from_an_empty_home(home: Home) -> None:
    test = show(START)
    doors = {link.label: (link.page, link.query_string) for link in pages_of(test)}
    assert doors["See a search"] == ("live", "study=0&at=0t&play=1")
    assert doors["Bring your own table"] == ("new_study", "bring=1")
    assert doors["Learn"][0] == "learn"
    assert doors["Race two strategies"] == ("race", "new=two")
    assert "Your studies will stand here" in words(test)


def test_the_race_of_the_door_has_two_strategies_and_only_wants_start(home: Home) -> None:
    test = linked(RACE, new="two")
    assert len(test.button_group(key="race-strategies").value) == 2
    assert not test.button(key="race-start").disabled


def test_the_example_is_shown_in_an_empty_home_and_listed_in_none(home: Home) -> None:
    _, store = home
    test = linked(LIVE, study=str(EXAMPLE))
    assert store.study(EXAMPLE).name in words(test)
    assert store.titles() == []
    assert not [button for button in test.button if button.key == "stop"]
    assert linked(BEST, study=str(EXAMPLE)).get("download_button")


def test_a_new_study_can_begin_from_the_example(home: Home) -> None:
    test = linked(NEW_STUDY, **{"from": str(EXAMPLE)})
    trials = home[1].study(EXAMPLE).spec.strategy.options["max_trials"]
    assert field(test, "strategy.max_trials").value == trials


def test_the_latest_studies_stand_on_start_with_their_score(home: Home) -> None:
    _, store = home
    for _ in range(8):
        records.fill(store)
    test = show(START)
    shown = [link.label for link in pages_of(test) if "digits" in link.label]
    assert len(shown) == 6
    assert "8" in shown[0]
    best = store.studies()[0].best_score
    assert f"{best:.4f}" in words(test)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_opens_its_form_from_learn(name: str, home: Home) -> None:
    links = {link.query_string for link in pages_of(show(LEARN))}
    assert f"preset={name}" in links


def test_a_link_to_a_preset_fills_the_form(home: Home) -> None:
    test = linked(NEW_STUDY, preset="hyperband")
    assert field(test, "strategy.max_epochs").value == 8


def test_a_link_to_a_preset_that_is_none_says_so(home: Home) -> None:
    test = linked(NEW_STUDY, preset="nope")
    assert any("There is no preset nope" in warning.value for warning in test.warning)


def test_the_example_is_compared_where_a_link_names_it(home: Home) -> None:
    own = records.fill(home[1])
    test = linked(COMPARE, studies=f"0,{own}")
    assert not test.warning
    assert home[1].study(EXAMPLE).name in words(test)


def test_a_link_to_the_form_from_when_it_stood_here_still_leads_there(home: Home) -> None:
    study = records.fill(home[1], records.spec(17))
    test = linked(START, **{"from": str(study)})
    assert field(test, "strategy.max_trials").value == 17


def drawn(image: str) -> str:
    found = re.search('base64,([^"]+)', image)
    assert found
    return base64.b64decode(found[1]).decode()


def test_a_sparkline_climbs_by_steps_to_the_best() -> None:
    svg = drawn(sparkline([("#123456", [0.5, 0.4, 0.9])], Objective()))
    low, high, middle = HEIGHT - EDGE, EDGE, WIDTH / 2
    right = WIDTH - EDGE
    assert f'd="M{EDGE}.0 {low}.0H{EDGE}.0V{low}.0H{middle}V{low}.0H{right}.0V{high}.0"' in svg
    assert "from 0.5000 to 0.9000" in sparkline([("#123456", [0.5, 0.4, 0.9])], Objective())


def test_a_sparkline_of_equal_scores_is_level_and_of_none_is_nothing() -> None:
    level = drawn(sparkline([("#123456", [0.5, 0.5])], Objective()))
    assert f"V{HEIGHT / 2}" in level
    assert sparkline([("#123456", [])], Objective()) == ""
