"""Learn: its index leads to every page there is, and a page shows what its address asks for."""

from __future__ import annotations

import pytest

from tests import records
from tests.pages.test_pages import home, pages_of, run, show, words
from tests.pages.test_start import Home, linked
from tuning.learn import LESSONS, PLANS, links
from tuning.text import glossary
from tuning.ui.pages import LEARN, LIVE, NEW_STUDY

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


def test_every_column_of_live_leads_to_its_page(home: Home) -> None:
    store = home[1]
    spec = records.spec(4)
    shown = words(show(LIVE, records.fill(store, spec)))
    explained = ["trial", "state", "score", "seconds", *spec.space.searched]
    for name in explained:
        assert (links.address(name) or "?").replace("&", "&amp;") in shown, name


def test_a_fields_help_leads_to_its_page(home: Home) -> None:
    test = show(NEW_STUDY)
    helps = " ".join(each.help or "" for each in [*test.number_input, *test.text_input])
    assert "learn?page=random_search" in helps
