"""The terms of the field: found in what pages say, and explained without themselves."""

from __future__ import annotations

import pytest

from tuning.text import glossary


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Trials", "trial"),
        ("Brackets and rungs", "bracket"),
        ("Confusion matrix", "confusion matrix"),
        ("Best validation accuracy", "validation accuracy"),
        ("± deviation", "deviation"),
        ("Ties", "tie"),
    ],
)
def test_the_first_term_of_a_text_is_found(text: str, term: str) -> None:
    found = glossary.first(text)
    assert found is not None
    before, word, after, meaning = found
    assert before + word + after == text
    assert meaning == glossary.TERMS[term]


@pytest.mark.parametrize("text", ["Time left", "Fitting", "Strategic", ""])
def test_a_text_without_a_term_has_none(text: str) -> None:
    assert glossary.first(text) is None


def test_each_meaning_is_a_sentence() -> None:
    for term, meaning in glossary.TERMS.items():
        assert meaning[0].isupper(), term
        assert meaning.endswith("."), term
