"""What every lesson must say, and which pages explain which words."""

from __future__ import annotations

import pytest

from tuning import catalog
from tuning.errors import InvalidInput
from tuning.learn import LESSONS, Asked, Training, links
from tuning.learn.lessons import FAMILY, SEEDS, Lesson

lessons = pytest.mark.parametrize("lesson", LESSONS.values(), ids=list(LESSONS))


@lessons
def test_a_lesson_has_its_name_from_what_it_explains(lesson: Lesson) -> None:
    known = [*catalog.family(FAMILY).names, getattr(lesson.miniature, "strategy", None)]
    assert lesson.name in known
    assert set(lesson.see_also) <= set(LESSONS)


@lessons
def test_whatever_a_lesson_offers_passes_the_gate(lesson: Lesson) -> None:
    asked = [
        {"kind": "contest", "lesson": lesson.name, "question": k}
        for k, _ in enumerate(lesson.questions)
    ]
    if isinstance(lesson.miniature, Training):
        own = {"kind": "training", "values": lesson.miniature.start}
    else:
        own = {"kind": "search"}
    asked += [{**own, "lesson": lesson.name, "seed": seed} for seed in SEEDS]
    assert [Asked.of(each).as_json() for each in asked] == asked
    assert len({Asked.of(each).key for each in asked}) == len(asked)


@pytest.mark.parametrize(
    "change",
    [
        {"lesson": "<b>"},
        {"lesson": None},
        {"kind": "search"},
        {"values": {"learning_rate": 0.2}},
        {"values": {"learning_rate": True}},
        {"values": {"learning_rate": [0.1]}},
        {"values": {}},
        {"values": "0.1"},
        {"seed": 10},
        {"seed": -1},
        {"seed": True},
        {"seed": 1.5},
    ],
)
def test_what_no_lesson_offers_is_refused_in_a_sentence(change: dict[str, object]) -> None:
    start = LESSONS["learning_rate"].miniature
    assert isinstance(start, Training)
    asked = {"kind": "training", "lesson": "learning_rate", "values": start.start, "seed": 0}
    with pytest.raises(InvalidInput, match=r"\.$"):
        Asked.of(asked | change)


def test_terms_lead_to_the_page_that_explains_them() -> None:
    assert links.address("learning_rate") == "learn?page=learning_rate"
    assert links.address("random_search") == "learn?page=random_search"
    assert links.address("Folds") == "learn?page=words&word=fold"
    assert links.address("nonsense") is None
    words = {"batch size": "batch_size", "unit": "units", "max-norm": "max_norm", "fold": None}
    assert {word: links.lesson_on(word) for word in words} == words
