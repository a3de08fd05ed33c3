"""The terms of the field within a page's texts: the first use of each says what it means.

It is a link to the glossary, so that a keyboard reaches it. What is drawn again by itself (a part
that ticks) keeps the terms that it had: where each stands is kept for the page, not for the run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

import streamlit as st

from tuning.learn import links
from tuning.text import glossary

_PLACES = "terms-places"
"""In the session: in which text each term of this page was met first."""


def begin() -> None:
    """A page begins: no term has been met."""
    st.session_state[_PLACES] = {}


def html(text: str) -> str:
    """A text as HTML, with the terms in it that the page has not had before."""
    return "".join(
        escape(piece) if term is None else _in_html(term, piece) for piece, term in _first(text)
    )


def markdown(text: str) -> str:
    """A text in Markdown with the same done to it; one with links or code in it stays as it is."""
    if "](" in text or "`" in text:
        return text
    return "".join(
        piece if term is None else _in_markdown(term, piece) for piece, term in _first(text)
    )


def _first(text: str) -> Iterator[tuple[str, str | None]]:
    """The pieces of a text, with the terms that the page has not had before."""
    met = set()
    for piece, term in glossary.parts(text):
        is_new = term is not None and term not in met and _is_first(term, text)
        met.add(term)
        yield piece, term if is_new else None


def _in_markdown(term: str, text: str) -> str:
    meaning = (glossary.meaning(term) or "").replace('"', "'")
    return f'[{text}]({links.address(term)} "{meaning}")'


def _in_html(term: str, text: str) -> str:
    """A term as a link to its page, which says on hover and on focus what it means."""
    meaning = escape(glossary.meaning(term) or "")
    address = escape(links.address(term) or links.PAGE)
    return (
        f'<a class="ts-term" href="{address}" target="_blank" title="{meaning}">{escape(text)}</a>'
    )


def more(*names: str) -> None:
    """A line of links to the pages that explain these; nothing for what none explains."""
    found = {address: name for name in names if (address := links.address(name))}
    if found:
        each = " · ".join(_to_page(address, links.title(name)) for address, name in found.items())
        st.html(f'<div class="ts ts-more">Learn: {each}</div>')


def about(name: str, label: str) -> str:
    """A link to the page that explains something, as HTML; empty where none does."""
    address = links.address(name)
    return _to_page(address, label) if address else ""


def _to_page(address: str, label: str) -> str:
    return f'<a href="{escape(address)}" target="_blank">{escape(label)}</a>'


def _is_first(term: str, text: str) -> bool:
    """Whether the page has this term here first; numbers in a text may change."""
    places: dict[str, str] = st.session_state.setdefault(_PLACES, {})
    here = re.sub(r"[\d,.]+", "0", text)
    return places.setdefault(term, here) == here
