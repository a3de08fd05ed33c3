"""New study by its address, in a real browser: reload, Back, a tab that was duplicated."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, say
from tuning.ui.pages import NEW_STUDY

pytestmark = pytest.mark.browser


def trials(page: Page) -> Locator:
    return page.get_by_role("spinbutton", name="Trials")


def shows(page: Page, value: str) -> None:
    expect(trials(page)).to_have_value(value)


def give(page: Page, value: str) -> None:
    """Types it, and waits until the address names a draft that has it."""
    trials(page).fill(value)
    trials(page).press("Enter")
    say(page, f"{value} trials ×")
    page.wait_for_function("() => location.search.startsWith('?draft=')")


def address(page: Page) -> str:
    return str(page.evaluate("() => location.href"))


def test_a_form_is_found_again_and_a_duplicated_tab_goes_its_own_way(site: Site) -> None:
    page = site.open(NEW_STUDY.url_path)
    give(page, "9")
    first = address(page)
    page.reload()
    shows(page, "9")
    page.get_by_role("link", name="Studies").first.click()
    expect(page).to_have_title("Studies · Tuning Studio")
    page.go_back()
    shows(page, "9")
    assert address(page) == first
    twin = site.open(first.rpartition("/")[2])
    shows(twin, "9")
    give(twin, "21")
    twin.wait_for_function("first => location.href !== first", arg=first)
    give(page, "8")
    assert address(page) == first
    for tab, value in ((page, "8"), (twin, "21")):
        tab.reload()
        shows(tab, value)
        tab.close()
