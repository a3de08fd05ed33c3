"""The canvas of parallel axes: brushed by mouse and keyboard, pointed at, clicked, resized."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import records
from tests.browser.conftest import Site, say
from tests.waiting import wait_for

pytestmark = pytest.mark.browser

TRIALS = 12


@pytest.fixture
def page(site: Site) -> Page:
    page = site.open(f"live?study={records.fill(site.store, records.spec(TRIALS))}")
    expect(canvas(page)).to_have_attribute("data-rows", str(TRIALS))
    # Drawn figures move nothing any more.
    expect(page.locator("[data-testid=live-figure][data-points]").nth(2)).to_be_visible()
    expect(page.locator("[data-testid=live-figure]:not([data-points])")).to_have_count(0)
    return page


def canvas(page: Page) -> Locator:
    return page.get_by_test_id("parallel-coordinates")


def axis(page: Page, name: str) -> Locator:
    return page.locator(f'.pc-axis[data-axis="{name}"]')


def drag(page: Page, name: str, start: float, end: float) -> None:
    """Over an axis, from one part of its height to another, from the top."""
    axis(page, name).hover()  # waits until it stands still
    box = axis(page, name).bounding_box()
    assert box is not None
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + start * box["height"])
    page.mouse.down()
    page.mouse.move(x, box["y"] + end * box["height"], steps=5)
    page.mouse.up()


def brush(page: Page) -> dict[str, list[float]]:
    return dict(json.loads(canvas(page).get_attribute("data-brush") or "{}"))


def selected(page: Page) -> int:
    return int(canvas(page).get_attribute("data-selected") or 0)


def test_a_brush_is_set_moved_and_removed_by_mouse_and_keyboard(page: Page) -> None:
    drag(page, "score", 0.0, 0.5)
    upper = brush(page)["score"]
    assert 0 < selected(page) < TRIALS
    say(page, f"{selected(page)} of {TRIALS} inside the brush")
    drag(page, "score", 0.25, 0.45)  # its middle moves it, and no end leaves the axis
    moved = brush(page)["score"]
    assert moved[0] < upper[0]
    assert moved[1] < upper[1]
    axis(page, "units").focus()
    page.keyboard.press("Enter")
    assert list(brush(page)) == ["score", "units"]
    before = brush(page)["units"]
    page.keyboard.press("ArrowDown")
    assert brush(page)["units"][0] < before[0]
    expect(axis(page, "units")).to_have_attribute("aria-label", re.compile(r": \d+ to \d+\. "))
    page.keyboard.press("Escape")
    assert list(brush(page)) == ["score"]
    page.get_by_role("button", name="clear selection").click()
    assert brush(page) == {}
    assert selected(page) == TRIALS

    # It outlives a narrow window and another theme.
    drag(page, "score", 0.0, 0.5)
    stands = brush(page)
    page.set_viewport_size({"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    stage = canvas(page).locator(".pc-stage")
    # The axes keep their room, and scroll.
    wait_for(lambda: stage.evaluate("s => s.clientWidth > s.parentElement.clientWidth"))
    assert brush(page) == stands
    assert selected(page) < TRIALS


def test_a_line_says_which_trial_it_is_and_a_click_opens_it(page: Page) -> None:
    tip = canvas(page).locator(".pc-tip.pc-shown .pc-tip-head")
    left, right = axis(page, "dropout").bounding_box(), axis(page, "score").bounding_box()
    assert left is not None
    assert right is not None
    x = (left["x"] + right["x"]) / 2
    for part in range(5, 95):
        page.mouse.move(x, left["y"] + left["height"] * part / 100)
        if tip.count():
            break
    trial = tip.inner_text()
    page.mouse.down()
    page.mouse.up()
    number = trial.removeprefix("Trial ")
    expect(page.get_by_label(f"Details of trial {number}", exact=True)).to_be_visible()
