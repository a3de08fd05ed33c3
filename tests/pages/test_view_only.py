"""A link that looks at everything and changes nothing: it is the server that refuses."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import ROUTER, commands, home, path, run, words
from tests.records import races
from tuning.settings import Settings
from tuning.store import Store
from tuning.store.drafts import Drafts
from tuning.study import StudyState
from tuning.ui import rights
from tuning.ui.new_study import address as drafts
from tuning.ui.pages import BEST, LIVE, NEW_STUDY, PAGES, PROJECT, RACE, STUDIES, Page

__all__ = ["home"]
Home = tuple[Settings, Store]
CHANGING = re.compile(
    r"Stop|Resume|Pause|Put first|Go on|Finish|Delete|Rename|Add a trial|Clone|more seed|New race"
    r"|Trackers|Remove|Add your own|Confirm(?!ation)"
)
"""What a button or an entry of a menu is called that changes something."""


@pytest.fixture(autouse=True)
def _sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit gives all sessions of tests the same name."""
    monkeypatch.setattr(rights, "_looking", {})


def show(page: Page, **link: str) -> AppTest:
    """The page as someone sees it who came by a link that only looks."""
    test = AppTest.from_file(str(ROUTER), default_timeout=30)
    test.query_params["view"] = "1"
    test.run()
    for name, value in link.items():
        test.query_params[name] = value
    return run(test if page.default else test.switch_page(path(page)))


def offered(test: AppTest) -> set[str]:
    """What can be pressed on a page."""
    found = {button.label for button in test.button}
    for menu in test.get("menu_button"):
        found |= set(menu.proto.options)
    return found | {popover.proto.popover.label for popover in test.get("popover")}


def address(test: AppTest) -> str:
    """What the address says of rights."""
    said = test.query_params.get("view")
    return said if isinstance(said, str) else "".join(said or [])


def test_start_is_refused_by_the_server_and_leaves_nothing(home: Home) -> None:
    test = show(NEW_STUDY)
    run(test.button(key="start").click())
    assert rights.BY_LINK in words(test)
    assert home[1].studies() == []
    assert home[1].take_commands() == []
    assert not home[0].drafts.exists()


def test_a_draft_that_is_looked_at_stays_with_whoever_writes_it(home: Home) -> None:
    Drafts(home[0].drafts).write("looked-at", {"fields": {}})
    test = show(NEW_STUDY, draft="looked-at")
    assert test.session_state[drafts.NAME] == "looked-at"
    assert "looked-at" not in drafts._owners()


def test_a_session_that_came_to_look_stays_so_whatever_its_address_says(home: Home) -> None:
    test = show(NEW_STUDY)
    del test.query_params["view"]
    run(test)
    assert address(test) == "1"
    del test.query_params["view"]
    run(test.button(key="start").click())
    assert rights.BY_LINK in words(test)
    run(test.switch_page(path(RACE)))
    assert address(test) == "1"
    run(test.button(key="race-start").click())
    assert rights.BY_LINK in words(test)
    assert home[1].studies() == home[1].races() == []


def test_a_browser_that_has_its_session_cleared_gets_no_other_right(home: Home) -> None:
    """Streamlit's message `clear_cache` empties the session, and a browser can send it.

    In a test an empty session of the same name is a new one.
    """
    show(NEW_STUDY)
    test = AppTest.from_file(str(ROUTER), default_timeout=30)
    test.run()
    run(test.switch_page(path(NEW_STUDY)))
    run(test.button(key="start").click())
    assert rights.BY_LINK in words(test)
    assert home[1].studies() == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_every_page_is_shown_and_offers_no_change(page: Page, home: Home) -> None:
    store = home[1]
    running = records.fill(store, finished=5, running=2, state=StudyState.RUNNING)
    race = races.fill(store, seeds=1, budget=60)
    link = {RACE: {"race": str(race)}}.get(page, {"study": str(running)})
    before = (store.change(running), store.titles())
    test = show(page, **link)
    assert not [name for name in offered(test) if CHANGING.search(name)]
    assert words(test).count("View only") == 1
    assert address(test) == "1"
    assert (store.change(running), store.titles()) == before
    assert commands(store) == []


def test_the_same_pages_offer_them_to_whoever_may(home: Home) -> None:
    """Else the test above would hold for no reason."""
    store = home[1]
    running = str(records.fill(store, finished=5, running=2, state=StudyState.RUNNING))
    race = str(races.fill(store, seeds=1, budget=60))
    for page, link in ((LIVE, running), (STUDIES, running), (BEST, running), (RACE, race)):
        test = AppTest.from_file(str(ROUTER), default_timeout=30)
        test.run()
        test.query_params["race" if page is RACE else "study"] = link
        run(test.switch_page(path(page)))
        assert [name for name in offered(test) if CHANGING.search(name)], page.title
        assert "View only" not in words(test)


def test_where_there_is_a_key_whoever_has_not_shown_it_only_looks(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUNING_KEY", "a secret of the teacher")
    test = AppTest.from_file(str(ROUTER), default_timeout=30)
    test.run()
    run(test.switch_page(path(NEW_STUDY)))
    run(test.button(key="start").click())
    assert rights.BY_KEY in words(test)
    assert "a secret" not in words(test)
    assert home[1].studies() == []


def test_an_older_link_to_a_view_of_live_still_shows_it(home: Home) -> None:
    study = records.fill(home[1], finished=5)
    test = AppTest.from_file(str(ROUTER), default_timeout=30)
    test.run()
    test.query_params["study"], test.query_params["view"] = str(study), "Heat map"
    run(test.switch_page(path(LIVE)))
    assert {group.key: group.value for group in test.button_group}["chart"] == "Heat map"
    assert "View only" not in words(test)


def test_no_page_opens_a_store_of_its_own() -> None:
    """The routes of the server do, which know no session."""
    folders = (PROJECT / "pages", PROJECT / "tuning" / "ui")
    files = [file for folder in folders for file in folder.rglob("*.py")]
    opens = re.compile(r"(?<!\w)(_store|Store)\(")
    pages = [file for file in files if "server" not in file.parts]
    found = [file for file in pages if opens.search(file.read_text(encoding="utf-8"))]
    assert [file.name for file in found] == ["context.py"]
