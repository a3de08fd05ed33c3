"""The terms of the field: found in what pages say, and explained without themselves."""

from __future__ import annotations

import pytest

from tuning import catalog
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
        ("Batch size", "batch size"),
        ("Losses", "loss"),
        ("Accuracies", "accuracy"),
        ("it overfits sooner", "overfitting"),
        ("Max-norm constraint", "max-norm"),
    ],
)
def test_a_text_is_cut_at_its_terms(text: str, term: str) -> None:
    found = glossary.parts(text)
    assert "".join(piece for piece, _ in found) == text
    assert term in [each for _, each in found]


@pytest.mark.parametrize(
    "text",
    [
        "Time left",
        "Fitting",
        "Strategic",
        "trial-by-trial",
        "best_score_",
        "For a class",
        "one unit",
    ],
)
def test_a_text_without_a_term_is_one_piece(text: str) -> None:
    assert glossary.parts(text) == [(text, None)]


@pytest.mark.parametrize("word", ["State", "Seconds", "Units", "Target"])
def test_a_common_word_is_a_term_where_it_stands_alone(word: str) -> None:
    assert glossary.parts(word) == [(word, glossary.key(word))]
    assert glossary.meaning(word) is not None
    assert all(term is None for _, term in glossary.parts(f"The {word} of it"))


@pytest.mark.parametrize("name", catalog.FAMILIES)
def test_every_hyperparameter_s_title_has_a_term(name: str) -> None:
    family = catalog.family(name)
    for title in (family[each].title for each in family.names):
        first, _, _ = title.partition(",")
        assert glossary.key(first) or any(term for _, term in glossary.parts(title)), title


def test_a_term_by_itself_begins_large_and_abbreviations_are() -> None:
    terms = ("batch size", "roc auc", "precision-recall curve", "f1", "rmse")
    assert [glossary.titled(term) for term in terms] == [
        "Batch size",
        "ROC AUC",
        "Precision-recall curve",
        "F1",
        "RMSE",
    ]


def test_other_forms_lead_to_terms_that_are_there() -> None:
    assert {glossary.key(form) for form in ("standard deviation", "diverges")} == {
        "deviation",
        "divergence",
    }


def test_each_meaning_is_a_sentence() -> None:
    for term, meaning in glossary.TERMS.items():
        assert meaning[0].isupper(), term
        assert meaning.endswith("."), term
