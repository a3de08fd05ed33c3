"""A question's contest: which runs it makes, and what it says of them."""

from __future__ import annotations

import json

import pytest

from tuning.engine.miniatures import answers, contests
from tuning.engine.miniatures.contests import Run, best_so_far
from tuning.learn import Lesson
from tuning.space import Values

ASKED = {"kind": "contest", "lesson": "learning_rate", "question": 0}


def test_every_choice_is_tried_from_the_same_five_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[Values, int]] = []

    def fake(lesson: Lesson, values: Values, seed: int) -> Run:
        tried.append((values, seed))
        if values == tried[0][0]:
            return Run(0.9 + 0.01 * seed, [0.5, 0.9 + 0.01 * seed])
        return Run(None, [0.5, None])

    monkeypatch.setitem(contests.TRIED, "training", fake)
    answer = contests.answer(ASKED)
    choices = [choice["values"] for choice in answer["choices"]]
    assert tried == [(values, seed) for values in choices for seed in range(5)]
    assert all("learning_rate" in values for values in choices)
    assert answer["choices"][0]["scores"] == pytest.approx([0.90, 0.91, 0.92, 0.93, 0.94])
    assert answer["choices"][1]["scores"] == [None] * 5
    assert answer["winner"] == 0
    assert answer["probability"] > 0.99
    assert "failed from 5 of 5 seeds" in answer["sentence"]
    json.dumps(answer, allow_nan=False)


def test_the_way_of_a_search_is_its_best_so_far_by_epochs_spent() -> None:
    steps = [{"spent": 2, "score": 0.5}, {"spent": 5, "score": 0.4}, {"spent": 6, "score": 0.8}]
    assert best_so_far(steps) == Run(0.8, [None, 0.5, 0.5, 0.5, 0.5, 0.8])
    assert best_so_far([]) == Run(None, [])


def test_a_contest_of_searches_holds_up_no_search_and_one_of_trainings_goes_to_a_worker() -> None:
    places = {
        (kind, lesson): answers.own_place({"kind": kind, "lesson": lesson})
        for kind in ("search", "contest")
        for lesson in ("hyperband", "learning_rate", "unknown")
    }
    assert places["search", "hyperband"] != places["contest", "hyperband"]
    assert None not in (places["search", "hyperband"], places["contest", "hyperband"])
    assert places["contest", "learning_rate"] is None
    assert places["contest", "unknown"] is None
