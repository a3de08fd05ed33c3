"""Who won a question's choices, against numbers that can be reckoned by hand."""

from __future__ import annotations

import math

import pytest

from tuning.learn import LESSONS
from tuning.learn.contest import titles, verdict


def test_a_clear_lead_wins_and_the_sentence_says_by_how_much() -> None:
    found = verdict(["A", "B"], [[0.90, 0.91, 0.92, 0.93, 0.94], [0.80, 0.82, 0.81, 0.84, 0.83]])
    # Leads 0.10, 0.09, 0.11, 0.09, 0.11: mean 0.1, deviation 0.01, t = 0.1 / 0.01 * sqrt(5) = 22.
    assert found.winner == 0
    assert found.probability == pytest.approx(1, abs=1e-3)
    assert found.sentence == (
        "A won with 0.9200 in the mean of 5 seeds; next is B with 0.8200. It is the best with a "
        "probability of over 0.99."
    )


def test_the_probability_is_that_of_students_t_and_below_95_nobody_won() -> None:
    # Two seeds, leads 0.01 and 0.03: t = 2, and F(2) = 1/2 + atan(2)/pi = 0.85.
    found = verdict(["A", "B"], [[0.88, 0.86], [0.89, 0.89]])
    assert found.winner is None
    assert found.probability == pytest.approx(0.5 + math.atan(2) / math.pi, abs=0.01)
    assert found.sentence == (
        "Nobody can tell: B, 0.8900 in the mean of 2 seeds, is the likeliest to be the best, but "
        f"only with a probability of {found.probability:.2f}."
    )


def test_level_choices_have_no_winner() -> None:
    found = verdict(["A", "B", "C"], [[1.0] * 5, [1.0] * 5, [0.5] * 5])
    assert found.winner is None
    assert found.probability == pytest.approx(0.5, abs=0.01)
    assert found.sentence == "Nobody can tell: A and B are level at 1.0000 in the mean of 5 seeds."


def test_a_failed_training_counts_as_the_worst_score_there_is() -> None:
    found = verdict(["A", "B"], [[0.3, 0.31, 0.3, 0.31, 0.3], [None] * 5])
    assert found.winner == 0
    assert found.sentence.endswith("B failed from 5 of 5 seeds, which counts as 0.")
    # One failure among good scores: the leads are 0.1 four times and -0.8, and no longer sure.
    unsure = verdict(["A", "B"], [[0.9, 0.9, None, 0.9, 0.9], [0.8] * 5])
    assert unsure.winner is None
    assert "A failed from 1 of 5 seeds" in unsure.sentence


def test_where_nothing_has_a_score_or_one_seed_was_tried_nothing_is_told() -> None:
    nothing = verdict(["A", "B"], [[None] * 5, [None] * 5])
    assert (nothing.winner, nothing.probability) == (None, None)
    assert nothing.sentence == "No choice has a score, so that nobody won."
    assert verdict(["A", "B"], [[0.9], [0.1]]).probability is None


def test_choices_are_called_by_what_they_differ_in() -> None:
    rates = [{"optimizer": "sgd", "learning_rate": rate} for rate in (0.0001, 1.0)]
    assert titles(rates) == ["Learning rate 0.0001", "Learning rate 1"]
    both = [{"learning_rate": 0.1, "optimizer": "sgd"}, {"learning_rate": 1.0, "optimizer": "adam"}]
    assert titles(both)[0] == "Learning rate 0.1, Optimizer sgd"
    assert titles([{"strategy": "hyperband"}, {"strategy": "bayesian"}])[0] == "Hyperband"


def test_every_question_has_choices_that_can_be_told_apart_by_name() -> None:
    for lesson in LESSONS.values():
        for question in lesson.questions:
            names = titles(question.choices)
            assert all(names), (lesson.name, names)
            assert len({*names}) == len(names), (lesson.name, names)
