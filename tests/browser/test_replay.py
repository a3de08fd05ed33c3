"""A recorded study is played again: the page follows the player, and so does its link."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import records
from tests.browser.conftest import Site, say
from tests.waiting import wait_for

pytestmark = pytest.mark.browser

TRIALS = 12


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Moment of the replay")


def points(page: Page) -> list[str]:
    """How much each figure draws, the parallel axes last."""
    figures = page.locator("[data-testid=live-figure][data-points]").all()
    drawn = [figure.get_attribute("data-points") or "" for figure in figures]
    return [*drawn, page.get_by_test_id("parallel-coordinates").get_attribute("data-rows") or ""]


def test_a_study_plays_again_and_a_link_shares_the_moment(site: Site) -> None:
    study = records.fill(site.store, records.spec(TRIALS))
    page = site.open(f"live?study={study}&at=0t&play=1")
    accuracy = page.locator("[data-testid=live-figure][data-points]").first
    expect(accuracy).to_be_visible()
    before = int(accuracy.get_attribute("data-points") or 0)
    wait_for(lambda: int(accuracy.get_attribute("data-points") or 0) > before, seconds=60)
    slider(page).press("Space")
    expect(page.get_by_role("button", name="Play (space)")).to_be_visible()
    slider(page).press("Home")
    say(page, f"Replay: trial 0 of {TRIALS}")
    for _ in range(3):
        slider(page).press("ArrowRight")
    say(page, f"Replay: trial 3 of {TRIALS}")
    page.wait_for_url("**at=3t*")
    expect(page.get_by_test_id("parallel-coordinates")).to_have_attribute("data-rows", "4")
    twin = site.open(page.url.rpartition("/")[2])
    say(twin, f"Replay: trial 3 of {TRIALS}")
    wait_for(lambda: points(twin) == points(page), seconds=60)
    slider(twin).press("End")
    say(twin, "Replay: the end")
    expect(twin.get_by_test_id("parallel-coordinates")).to_have_attribute("data-rows", str(TRIALS))
    twin.wait_for_url(f"**at={TRIALS}t*")
    twin.go_back()
    say(twin, f"Replay: trial 3 of {TRIALS}")
    expect(slider(twin)).to_have_attribute("aria-valuetext", f"3 / {TRIALS} trials")
    twin.get_by_role("button", name="Leave the replay").click()
    expect(slider(twin)).to_have_count(0)
    twin.wait_for_url(lambda url: "at=" not in url)
