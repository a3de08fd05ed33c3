"""The words of the field, each in a sentence; the one that was asked for stands first."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning.learn import links
from tuning.text import glossary
from tuning.ui import widgets
from tuning.ui.components.in_app import follow
from tuning.ui.learn import address
from tuning.ui.learn.head import head


def render() -> None:
    """All words of the glossary, found by a part of them; the one that was asked for first."""
    head("The words of the field")
    _asked(address.word())
    wanted = st.text_input(
        "Find a word", placeholder="fold, rung, overfitting …", key="word-wanted", width=360
    )
    found = {
        word: told
        for word, told in sorted(glossary.TERMS.items())
        if wanted.strip().lower() in f"{word} {told}".lower()
    }
    with st.container(border=True, key="words"):
        if found:
            listed(found)
        else:
            st.markdown(f"No word or its explanation contains {widgets.plain(wanted.strip())}.")
    follow("words", "word-asked")


def listed(found: dict[str, str]) -> None:
    """Words with what they mean; one that has a lesson leads to it."""
    lines = "".join(
        f"<dt>{_named(word)}</dt><dd>{escape(told)}</dd>" for word, told in found.items()
    )
    widgets.html(f'<dl class="ts-words">{lines}</dl>')


def _named(word: str) -> str:
    name, lesson = escape(glossary.titled(word)), links.lesson_on(word)
    return f'<a href="{links.address(lesson)}">{name}</a>' if lesson else name


def _asked(word: str) -> None:
    key = glossary.key(word)
    if key is not None:
        with st.container(border=True, key="word-asked"):
            listed({key: glossary.TERMS[key]})
