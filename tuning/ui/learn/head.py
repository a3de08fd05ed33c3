"""The head of a page of Learn: the way back, Present, the visit's score, the title."""

from __future__ import annotations

import streamlit as st

from tuning.ui import projector, terms, widgets
from tuning.ui.components.visit_score import visit_score
from tuning.ui.pages import LEARN


def head(title: str, summary: str = "") -> None:
    """A link to the index, one that presents the page, and the score; then what the page is."""
    with st.container(key="trail", horizontal=True, vertical_alignment="center"):
        st.page_link(LEARN.script, label="All of Learn", icon=":material/arrow_back:")
        projector.button()
        visit_score("visit-score")
    st.title(title)
    if summary:
        widgets.html(f'<div class="ts-intro">{terms.html(summary)}</div>')
