"""Confirm: one press trains the top trials again, and the card says what became of their order."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site
from tuning.planning import files
from tuning.study import StudyState

pytestmark = pytest.mark.browser


def test_a_press_of_confirm_ends_in_a_sentence_and_a_chart(site: Site) -> None:
    space = {"units": [4, 8], "epochs": 2}
    strategy = {"name": "random_search", "max_trials": 2}
    number = site.store.create_study(
        files.parse({"dataset": "iris", "strategy": strategy, "space": space})
    )
    site.store.send("start", number)
    site.wait_for_state(number, StudyState.COMPLETED)
    page = site.open(f"best?study={number}")
    card = page.locator(".st-key-confirmation")
    expect(card.get_by_text(re.compile(r"2 trials, 5 times each: 10 fits"))).to_be_visible()
    card.get_by_role("button", name="Confirm", exact=True).click()
    sentence = card.get_by_text(re.compile(r"chosen by .* in 5 fresh repeats; trial"))
    expect(sentence).to_be_visible()
    expect(card.get_by_text("Confirm again, or go on")).to_be_visible()
    expect(card.locator(".js-plotly-plot")).to_be_visible()
    assert site.store.study(number).state is StudyState.COMPLETED
    page.close()
