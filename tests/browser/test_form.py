"""New study fits a screen, and Start is in sight whatever the window's width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tuning.ui.pages import NEW_STUDY

pytestmark = pytest.mark.browser

MOST_PIXELS = 1_100
"""How high the whole page of the article's search may be, 1,280 pixels wide."""
MAIN = "[data-testid=stMain]"


def check_start_in_sight(tab: Page) -> None:
    """Start lies whole in the window, at the page's top and at its foot, and nothing covers it."""
    start = tab.get_by_role("button", name="Start", exact=True)
    for top in (0, 100_000):
        tab.locator(MAIN).evaluate("(node, top) => node.scrollTo(0, top)", top)
        expect(start).to_be_in_viewport(ratio=1)
    start.click(trial=True)


def test_the_form_of_the_articles_search_fits_a_screen_and_start_stays_in_sight(site: Site) -> None:
    tab = site.open(NEW_STUDY.url_path)
    expect(tab.get_by_text("10 classes")).to_be_visible()
    assert tab.locator(MAIN).evaluate("node => node.scrollHeight") <= MOST_PIXELS
    for width in (1920, 1280, 901, 900, 640, 390):
        tab.set_viewport_size({"width": width, "height": 700})
        check_start_in_sight(tab)
        assert tab.locator(MAIN).evaluate("node => node.scrollWidth - node.clientWidth") <= 0


def test_a_line_opens_in_place_and_tells_what_is_wrong_when_it_is_closed(site: Site) -> None:
    tab = site.open(NEW_STUDY.url_path)
    line = tab.locator("summary", has_text="Units, first layer")
    line.click()
    low = tab.get_by_label("Low of Units, first layer", exact=True)
    low.fill("600")
    low.press("Enter")
    wrong = tab.locator(".st-key-setting-space-units [role=alert]")
    expect(wrong).to_have_text("Low must not be above high, got low 600 and high 512.")
    line.click()
    expect(low).to_have_count(0)
    expect(wrong).to_be_visible()
    line.click()
    low.fill("64")
    low.press("Enter")
    expect(tab.get_by_text("64 to 512, step 32")).to_be_visible()
    expect(wrong).to_have_count(0)
