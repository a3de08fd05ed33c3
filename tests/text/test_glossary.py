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
def test_a_text_is_cut_at_its_terms(text: str, term: str) -> None:
    found = glossary.parts(text)
    assert "".join(piece for piece, _ in found) == text
    assert term in [each for _, each in found]


@pytest.mark.parametrize("text", ["Time left", "Fitting", "Strategic"])
def test_a_text_without_a_term_is_one_piece(text: str) -> None:
    assert glossary.parts(text) == [(text, None)]


def test_each_meaning_is_a_sentence() -> None:
    for term, meaning in glossary.TERMS.items():
        assert meaning[0].isupper(), term
        assert meaning.endswith("."), term
