"""A lesson's miniature: a move of its control trains a network, and the page shows its curves."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site
from tuning.learn import Training, lesson
from tuning.space import show

pytestmark = pytest.mark.browser

LESSON = lesson("learning_rate")
SCORE = re.compile(r"^[01]\.\d{3}$|^Failed$")


def control() -> tuple[int, str, str]:
    """How many controls there are, and where the first stands at first and next, as spelled."""
    assert isinstance(LESSON.miniature, Training)
    first, *others = LESSON.miniature.controls
    at = first.stops.index(first.start)
    return 1 + len(others), show(first.stops[at]), show(first.stops[at + 1])


def rows(page: Page) -> list[list[str]]:
    table = page.get_by_test_id("miniature").locator("tbody tr")
    return [row.locator("td").all_inner_texts() for row in table.all()]


def test_a_miniature_answers_a_move(site: Site) -> None:
    controls, before, after = control()
    page = site.open(f"learn?page={LESSON.name}")
    card = page.get_by_test_id("miniature")
    expect(card).to_have_attribute("data-state", "done")
    shows(card, before)
    slider = card.get_by_role("slider", name=LESSON.title)
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", after)
    shows(card, after)
    curves = card.get_by_role("img", name="Accuracy by epoch")
    ghost = re.compile(rf"Validation before: {LESSON.title} {re.escape(before)}\b")
    expect(curves).to_have_attribute("aria-label", ghost)
    expect(curves.locator(".miniature-ghosts path")).to_have_count(1)
    picture = card.get_by_role("img", name="of two classes")
    expect(picture).to_have_attribute(
        "aria-label", re.compile(f"{LESSON.title} {re.escape(after)}")
    )
    card.get_by_text("Settings tried (2)").click()
    assert [row[0] for row in rows(page)] == [before, after]
    assert rows(page)[1][controls + 1] in card.locator("[aria-live]").inner_text()
    assert not [
        said for said in site.said[page] if said.startswith("error: ") and "404" not in said
    ]


def shows(card: Locator, value: str) -> None:
    """Waits until the score of this setting stands beside the picture."""
    score = card.locator(".miniature-score")
    expect(score).to_contain_text(f"{LESSON.title.lower()} {value}")
    expect(score.locator("strong")).to_have_text(SCORE)
