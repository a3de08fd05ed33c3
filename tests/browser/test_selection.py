"""One selection: made in one chart, every chart and the table follow; a reload keeps it.

A chart's points are reached by keyboard, too."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import records
from tests.browser.conftest import Site, say
from tests.waiting import wait_for

pytestmark = pytest.mark.browser

TRIALS = 12
FIGURES = 8
"""Two curves, best so far, and a slice a hyperparameter."""


def figure(page: Page, name: str) -> Locator:
    return page.locator(f'[data-testid=live-figure][data-key^="{name}"]')


def plot(page: Page, name: str, what: str) -> Any:
    """What Plotly draws in a figure: `what` is an expression of its node `g`."""
    return figure(page, name).evaluate(
        "(n, what) => new Function('g', `return ${what}`)(n.querySelector('.js-plotly-plot'))", what
    )


def shown(page: Page, name: str) -> list[int]:
    """The trials that a figure of points does not fade."""
    told = "(g.data[0].selectedpoints ?? []).map(k => g._fullData[0].customdata[k])"
    return sorted(plot(page, name, told))


def opened(page: Page) -> None:
    drawn = page.locator("[data-testid=live-figure][data-points]")
    wait_for(lambda: drawn.count() >= FIGURES, seconds=60)
    expect(page.locator("[data-testid=live-figure]:not([data-points])")).to_have_count(0)
    expect(page.get_by_test_id("parallel-coordinates")).to_have_attribute("data-rows", str(TRIALS))


def click_point(page: Page, name: str, place: int) -> None:
    point = figure(page, name).locator(".points .point").nth(place)
    point.scroll_into_view_if_needed()
    point.hover(force=True)
    page.wait_for_function("() => document.querySelector('.live-figure-trial .hoverlayer > *')")
    point.click(force=True)


def shown_beside(page: Page) -> str:
    """The first line of what a figure shows beside the point one is at."""
    return page.locator(".hoverlayer .hovertext .line").first.text_content() or "nothing"


def click_row(page: Page, place: int) -> None:
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 16, "y": 35 * (place + 1.5)})


def test_what_is_selected_in_one_chart_is_selected_in_all(site: Site) -> None:
    study = records.fill(site.store, records.spec(TRIALS))
    page = site.open(f"live?study={study}")
    opened(page)
    lines = page.get_by_test_id("parallel-coordinates")

    # A point of a slice: the other slices, the way to the best, the lines, the table, the details.
    figure(page, "slice-units").scroll_into_view_if_needed()
    click_point(page, "slice-units", 4)
    say(page, f"1 of {TRIALS} trials selected")
    (number,) = shown(page, "slice-units")
    for name in ("slice-learning_rate", "best-trials"):
        wait_for(lambda name=name: shown(page, name) == [number])
    expect(lines).to_have_attribute("data-selected", "1")
    expect(page.get_by_label(f"Details of trial {number}", exact=True)).to_be_visible()
    assert page.url.endswith(f"study={study}&trials={number}")

    # A row beside it.
    other = 0 if number else 1
    click_row(page, other)
    say(page, f"2 of {TRIALS} trials selected")
    wait_for(lambda: shown(page, "best-trials") == sorted([number, other]))
    expect(lines).to_have_attribute("data-selected", "2")

    # A reload keeps it; a legend entry picks one of them alone, and zoom stays what it was.
    page.reload()
    opened(page)
    wait_for(lambda: shown(page, "slice-units") == sorted([number, other]))
    box = figure(page, "best-trials").locator(".nsewdrag").first.bounding_box()
    assert box is not None
    figure(page, "best-trials").scroll_into_view_if_needed()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + box["height"] - 10, steps=5)
    page.mouse.up()
    range_ = "g._fullLayout.xaxis.range.map(String)"
    wait_for(lambda: plot(page, "best-trials", "g.layout.xaxis.autorange") is False)
    zoomed = plot(page, "best-trials", range_)
    page.get_by_role("button", name=f"Trial {other}").first.click()
    say(page, f"1 of {TRIALS} trials selected")
    wait_for(lambda: shown(page, "slice-units") == [other])
    expect(page.get_by_role("heading", name=f"Why trial {other}")).to_be_visible()
    assert plot(page, "best-trials", range_) == zoomed

    # A brush is another selection, and the table lists what is inside it.
    axis = page.locator('.pc-axis[data-axis="score"]')
    axis.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"brush=score"))
    inside = lines.get_attribute("data-selected")
    say(page, f"{inside} of {TRIALS} inside the brush")
    wait_for(lambda: len(shown(page, "slice-units")) == int(inside or 0))
    page.get_by_role("button", name="clear", exact=True).click()
    expect(lines).to_have_attribute("data-selected", str(TRIALS))
    wait_for(lambda: plot(page, "best-trials", "g.data[0].selectedpoints == null"))
    assert page.url.endswith(f"study={study}")

    # By keyboard: the points of a figure are walked over and said, selected and let go of.
    heard = figure(page, "slice-units").locator("[aria-live]")
    figure(page, "slice-units").get_by_role("application", name="Points of").focus()
    page.keyboard.press("ArrowRight")
    expect(heard).to_have_text(re.compile(rf"Trial \d+: .*Point 1 of {TRIALS}"))
    page.keyboard.press("End")
    expect(heard).to_have_text(re.compile(rf"Trial \d+: .*Point {TRIALS} of {TRIALS}"))
    said = heard.inner_text()
    assert said.startswith(shown_beside(page)), said
    page.keyboard.press("Enter")
    number = int(said.split()[1].rstrip(":"))
    expect(heard).to_have_text(f"Trial {number} selected, 1 in all.")
    wait_for(lambda: shown(page, "best-trials") == [number])
    page.keyboard.press("Escape")
    expect(heard).to_have_text("Nothing is selected.")
    wait_for(lambda: plot(page, "best-trials", "g.data[0].selectedpoints == null"))
