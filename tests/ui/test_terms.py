"""The first use of a term on a page is explained, once, and stays explained where it stands."""

from __future__ import annotations

import pytest
import streamlit as st

from tuning.text import glossary
from tuning.ui import terms


@pytest.fixture(autouse=True)
def page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    terms.begin()


def test_a_term_is_explained_at_its_first_use_alone() -> None:
    first, second = terms.html("Trials and trials"), terms.html("All trials")
    assert first.count("<a ") == 1
    assert 'href="learn?page=words&amp;word=trial"' in first
    assert glossary.TERMS["trial"] in first
    assert second == "All trials"


def test_what_is_drawn_again_keeps_its_terms_although_its_numbers_change() -> None:
    terms.html("12 of 30 trials")
    assert "<a " in terms.html("1,300 of 3,000.5 trials")
    assert "<a " not in terms.html("Trials by hand")
    terms.begin()
    assert "<a " in terms.html("Trials by hand")


def test_what_is_no_term_is_only_escaped() -> None:
    assert terms.html("<b> & more") == "&lt;b&gt; &amp; more"


def test_markdown_keeps_its_marks_and_its_links() -> None:
    told = terms.markdown("**3 folds** of one")
    assert told.startswith("**3 [folds](learn?page=words&word=fold ")
    assert terms.markdown("[a trial](x) of `seed`") == "[a trial](x) of `seed`"
