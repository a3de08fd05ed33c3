"""The four doors of the first page, in a real browser: each leads to something that moves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, say
from tests.waiting import wait_for

pytestmark = pytest.mark.browser


def trial_shown(page: Page) -> int:
    """The trial at which the replay stands; -1 before it is drawn."""
    told = page.get_by_text(re.compile(r"^Replay: trial \d+"))
    found = re.search(r"\d+", told.first.inner_text()) if told.count() else None
    return int(found[0]) if found else -1


def test_every_door_leads_to_its_place_and_the_search_plays_at_once(site: Site) -> None:
    page = site.open()
    page.get_by_role("link", name="See a search").click()
    wait_for(lambda: trial_shown(page) >= 0, seconds=60)
    first = trial_shown(page)
    wait_for(lambda: trial_shown(page) > first, seconds=60)
    assert page.locator("[data-testid=live-figure]").count() >= 2
    page.get_by_role("link", name="Start", exact=True).first.click()
    page.get_by_role("link", name="Race two strategies").click()
    start = page.get_by_role("button", name=re.compile(r"^Start \d+ studies"))
    expect(start).to_be_enabled()
    page.get_by_role("link", name="Start", exact=True).first.click()
    page.get_by_role("link", name="Bring your own table").click()
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    page.keyboard.press("Escape")  # a click beside an open popover only closes it
    page.get_by_role("link", name="Start", exact=True).first.click()
    page.get_by_role("main").get_by_role("link", name="Learn").click()
    say(page, "Hyperparameters")
    page.close()
