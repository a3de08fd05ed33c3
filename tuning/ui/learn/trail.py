"""The head of a page of Learn: the way back, Present, and the visit's score of predictions."""

from __future__ import annotations

import streamlit as st

from tuning.ui import projector
from tuning.ui.components.visit_score import visit_score
from tuning.ui.pages import LEARN


def trail() -> None:
    """A link to the index, one that presents the page, and the score."""
    with st.container(key="trail", horizontal=True, vertical_alignment="center"):
        st.page_link(LEARN.script, label="All of Learn", icon=":material/arrow_back:")
        projector.button()
        visit_score("visit-score")
