"""A strategy's miniature: its trials one by one on the landscape, and the reader's own by hand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tuning.learn import Search, lesson

pytestmark = pytest.mark.browser


def test_a_search_is_stepped_through_and_another_seed_leaves_a_ghost(site: Site) -> None:
    page = site.open("learn?page=hyperband")
    card = page.get_by_test_id("miniature")
    expect(card).to_have_attribute("data-state", "done")
    picture = card.get_by_role("img", name="A landscape of validation accuracies")
    told = card.locator("[aria-live]")
    expect(picture).to_have_attribute("aria-label", re.compile("30 trials. Best so far: Trial "))
    card.get_by_role("button", name="Back").press("Enter")
    expect(picture).to_have_attribute("aria-label", re.compile("29 trials"))
    expect(told).to_contain_text("Bracket 0, rung 0: drawn at random")
    card.get_by_role("button", name="Another seed").press("Enter")
    expect(card.locator(".miniature-ghost-best")).to_have_count(2)  # in the key, and on the picture
    so_far = card.get_by_role("img", name="The best score so far by epochs trained: seed 0")
    expect(so_far).to_have_attribute("aria-label", re.compile("seed 1 0"))


def test_by_hand_the_landscape_is_hidden_until_the_trials_are_used_up(site: Site) -> None:
    miniature = lesson("by_hand").miniature
    assert isinstance(miniature, Search)
    page = site.open("learn?page=by_hand")
    card = page.get_by_test_id("miniature")
    picture = card.get_by_role("img", name="the landscape is hidden")
    picture.click(position={"x": 150, "y": 100})
    told = card.locator("[aria-live]")
    expect(told).to_have_text(re.compile(r"Trial 1: 0\.\d{3}, the best so far\."))
    card.get_by_role("slider", name="Learning rate").press("ArrowLeft")
    for _ in range(miniature.trials - 1):
        card.get_by_role("button", name="Try").press("Enter")
    expect(told).to_contain_text("The landscape is shown now: its best, 0.965")
    expect(card.get_by_role("button", name="Try")).to_be_disabled()
    expect(card.get_by_role("img", name="A landscape of validation accuracies")).to_be_visible()
