"""How a page looks in the present mode: the style sheet, the keys and the link to what is next."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from tuning.ui import choose, present
from tuning.ui.components.presenting import presenting
from tuning.ui.pages import COMPARE, LEARN, LIVE, PAGES, RACE

_SHEET = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
_BARE = _SHEET.index("/* -- bare")
"""From here on it is about the pages that are `SHOWN`."""
_INK = {
    "light": "--present-ink: #000; --present-ground: #fff; --present-line: #767676;",
    "dark": "--present-ink: #fff; --present-ground: #000; --present-line: #8f8f8f;",
}
SHOWN = (LEARN, LIVE, RACE, COMPARE)
"""The pages that show no control but play and next; others have the larger type."""


def frame(page_title: str) -> None:
    """The style sheet, the keys and the links of the mode, on every page of a session in it."""
    theme = st.context.theme.type or "light"
    page = next((page for page in PAGES if page.title == page_title), None)
    sets_up = page is RACE and choose.NEW in st.query_params
    sheet = _SHEET if page in SHOWN and not sets_up else _SHEET[:_BARE]
    st.html(f"<style>:root {{{_INK[theme]} color-scheme: {theme}}}{sheet}</style>")
    with st.container(key="present-bar", horizontal=True, vertical_alignment="center", gap="small"):
        for key, way in (
            ("present-back", present.back_link()),
            ("present-next", present.next_link()),
        ):
            if way is not None:
                with st.container(key=key, width="content"):
                    st.page_link(way.page.script, label=way.title, query_params=way.query)
        presenting()


def button() -> None:
    """A button that begins to present what the page shows."""
    if not present.on():
        st.button(
            "Present",
            icon=":material/present_to_all:",
            key="present",
            help="For a projector: larger type, play and next alone.",
            on_click=present.begin,
        )
