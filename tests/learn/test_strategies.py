"""What holds for the lessons on strategies."""

from __future__ import annotations

import re

import pytest

from tuning.learn import LESSONS, Lesson, of_kind
from tuning.strategies import STRATEGIES

LINK = re.compile(r"\]\(learn\?page=([a-z_]+)\)")
on_strategies = pytest.mark.parametrize(
    "lesson", of_kind("search"), ids=[lesson.name for lesson in of_kind("search")]
)


def test_every_strategy_has_a_lesson_of_its_name() -> None:
    assert set(STRATEGIES) <= set(LESSONS)
    assert {lesson.name: lesson.title for lesson in of_kind("search")} == {
        name: strategy.title for name, strategy in STRATEGIES.items()
    }


@on_strategies
def test_a_page_is_read_in_two_minutes_and_leads_on(lesson: Lesson) -> None:
    assert 150 <= len(re.findall(r"[^\W\d_][\w’'-]*", lesson.text)) <= 300
    assert lesson.name not in (*lesson.see_also, *LINK.findall(lesson.text))
    assert set(LINK.findall(lesson.text)) <= set(LESSONS)
    assert all(source.startswith("[") and "](http" in source for source in lesson.sources)


@on_strategies
def test_its_search_is_set_against_another_s(lesson: Lesson) -> None:
    """A person's own search cannot be run five times over: nothing is asked about it."""
    if STRATEGIES[lesson.name].by_person:
        assert not lesson.questions
        return
    for question in lesson.questions:
        names = [choice["strategy"] for choice in question.choices]
        assert lesson.name in names
        assert len(set(names)) == len(names)
    assert lesson.questions
