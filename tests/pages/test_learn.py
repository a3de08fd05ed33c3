"""Learn: its index leads to every page there is, and a page shows what its address asks for."""

from __future__ import annotations

import pytest

from tests.pages.test_pages import home, pages_of, run, words
from tests.pages.test_start import Home, linked
from tuning.learn import LESSONS, PLANS
from tuning.text import glossary
from tuning.ui.pages import LEARN

__all__ = ["home"]


def test_the_index_leads_to_every_lesson_every_plan_and_the_words(home: Home) -> None:
    found = {link.query_string for link in pages_of(linked(LEARN))}
    assert {f"page={name}" for name in [*LESSONS, "words"]} <= found
    assert {f"plan={name}" for name in PLANS} <= found


def test_a_lesson_shows_its_text_its_sources_and_the_way_back(home: Home) -> None:
    test = linked(LEARN)
    for name, lesson in LESSONS.items():
        test.query_params["page"] = name
        shown = words(run(test))
        assert lesson.text in shown, name
        assert all(source in shown for source in lesson.sources), name
        assert ("learn", "") in {(link.page, link.query_string) for link in pages_of(test)}


def test_a_lesson_plan_is_one_page(home: Home) -> None:
    for name, plan in PLANS.items():
        assert plan.text in words(linked(LEARN, plan=name))


def test_a_word_that_is_asked_for_stands_before_all_words(home: Home) -> None:
    shown = words(linked(LEARN, page="words", word="Folds"))
    assert shown.count(glossary.TERMS["fold"]) == 2


@pytest.mark.parametrize("query", [{"page": "<b>x</b>"}, {"plan": "7"}])
def test_a_page_that_is_none_is_said_and_the_index_shown(query: dict[str, str], home: Home) -> None:
    test = linked(LEARN, **query)
    assert "Learn has no page called" in test.warning[0].value
    assert "<b>" not in test.warning[0].value
    assert pages_of(test)
