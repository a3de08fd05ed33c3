"""A race from its form to its end, in a real browser with the real engine."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Site, say
from tests.waiting import wait_for
from tuning.study import StudyState

pytestmark = pytest.mark.browser

LINE = "[data-testid=live-figure] .shapelayer path"


def drag_target_down(page: Page) -> None:
    """Drags the dashed line by 40 pixels, from where it is now."""
    page.locator(LINE).first.wait_for(state="attached")
    page.locator("[data-testid=live-figure]").scroll_into_view_if_needed()
    box = page.locator(LINE).first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.4, box["y"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 20, steps=4)
    page.mouse.move(x, y + 40, steps=4)
    page.mouse.up()


def test_a_race_is_started_watched_and_says_who_won(site: Site) -> None:
    like = {
        "dataset": "digits",
        "evaluation": {"method": "split"},
        "space": {"units": {"type": "int", "low": 8, "high": 64, "step": 8}, "epochs": 2},
        "strategy": {"max_trials": 3},
    }
    page = site.open(f"race?new=1&from={site.keep(like)}")
    say(page, "A fair race")
    budget = page.get_by_label("Epochs each", exact=True)
    budget.fill("8")
    budget.press("Enter")
    page.locator("[class*=st-key-race-seeds]").get_by_text("2", exact=True).click()
    start = page.get_by_role("button", name="Start 6 studies")
    start.click()
    page.wait_for_url("**race=**")
    number = int(page.url.split("race=")[1].split("&")[0])

    def is_over() -> bool:
        return all(s.state is StudyState.COMPLETED for s in site.store.race_studies(number))

    wait_for(is_over, seconds=120)
    finding = page.locator(".ts-finding")
    expect(finding).to_contain_text("after 8 epochs each", timeout=PATIENCE)
    expect(page.locator(".ts-table").first).to_contain_text("Bayesian optimization")
    target = page.get_by_label("Target", exact=True)
    assert target.input_value() == ""

    def is_aimed() -> bool:
        """Drags, as a person does again who missed the line since the page still moved."""
        drag_target_down(page)
        try:
            expect(target).not_to_have_value("", timeout=5_000)
        except AssertionError:
            return False
        return True

    wait_for(is_aimed, seconds=60)
    expect(page).to_have_url(re.compile(r"[?&]target=\d"))
    page.get_by_text("Its 6 studies").click()
    page.get_by_role("link", name=f"{number} · ").first.click()
    page.wait_for_url(f"**study={number}**")
    page.close()
