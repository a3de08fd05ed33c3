"""The words of the field, each in a sentence; the one that was asked for stands first."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning.text import glossary
from tuning.ui import widgets
from tuning.ui.learn import address
from tuning.ui.learn.trail import trail


def render() -> None:
    trail()
    st.title("The words of the field")
    _asked(address.word())
    wanted = st.text_input(
        "Find a word", placeholder="fold, rung, overfitting …", key="word-wanted", width=360
    )
    found = {
        word: told
        for word, told in sorted(glossary.TERMS.items())
        if wanted.strip().lower() in f"{word} {told}".lower()
    }
    with st.container(border=True):
        if found:
            listed(found)
        else:
            st.markdown(f"No word or its explanation contains {widgets.plain(wanted.strip())}.")


def listed(found: dict[str, str]) -> None:
    """Words with what they mean."""
    lines = "".join(
        f"<dt>{escape(word[0].upper() + word[1:])}</dt><dd>{escape(told)}</dd>"
        for word, told in found.items()
    )
    widgets.html(f'<dl class="ts-words">{lines}</dl>')


def _asked(word: str) -> None:
    key = glossary.key(word)
    if key is not None:
        with st.container(border=True, key="word-asked"):
            listed({key: glossary.TERMS[key]})
