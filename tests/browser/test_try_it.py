"""Try it: the best model answers as a field changes, and as one draws on the pad."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tuning.planning import files
from tuning.study import StudyState

pytestmark = pytest.mark.browser


def begin(site: Site, **data: Any) -> int:
    """A study with one short fit, under way."""
    space = {"units": [8, 16], "learning_rate": 0.01, "epochs": 8}
    strategy = {"name": "random_search", "max_trials": 1}
    number = site.store.create_study(
        files.parse({"data": data, "strategy": strategy, "space": space})
    )
    site.store.send("start", number)
    return number


def opened(site: Site, number: int) -> tuple[Page, Locator]:
    site.wait_for_state(number, StudyState.COMPLETED)
    page = site.open(f"best?study={number}")
    card = page.get_by_test_id("try-it")
    expect(card).to_have_attribute("data-state", "done")
    return page, card


def prediction(card: Locator) -> Locator:
    return card.locator(".try-it-result")


def test_a_best_model_answers_as_one_types_and_draws(site: Site) -> None:
    table, images = begin(site, name="iris"), begin(site, name="digits", rows=300)
    page, card = opened(site, table)
    before = prediction(card).inner_text()
    truth = card.get_by_text("True value: ")
    expect(truth).to_be_visible()
    field = card.get_by_label("petal length (cm)")
    field.fill("40")
    expect(card.get_by_text("beyond what was learned from")).to_be_visible()
    expect(truth).to_have_count(0)
    expect(prediction(card)).not_to_have_text(re.compile(re.escape(before.split("\n")[0])))
    expect(card).to_have_attribute("data-state", "done")
    card.get_by_role("button", name="Back to this row").click()
    expect(prediction(card)).to_contain_text(before.split("\n")[0])
    expect(card.locator("[aria-live=polite]").last).to_contain_text("Prediction: ")
    page.close()

    page, card = opened(site, images)
    pad = card.locator(".try-it-pad")
    pad.hover(position={"x": 140, "y": 40})
    page.mouse.down()
    pad.hover(position={"x": 140, "y": 240})
    page.mouse.up()
    expect(pad).to_have_attribute("aria-label", "A drawing of 1 stroke")
    expect(card.get_by_text("True value: ")).to_have_count(0)
    expect(card).to_have_attribute("data-state", "done")
    expect(card.locator(".try-it-best")).to_have_count(1)
    card.get_by_role("button", name="Clear").click()
    expect(card).to_have_attribute("data-state", "empty")
    card.get_by_role("button", name="Another test image").press("Enter")
    expect(card.get_by_text("True value: ")).to_be_visible()
    assert not [
        said for said in site.said[page] if said.startswith("error: ") and "404" not in said
    ]
