"""The head of a page of Learn: the way back to the index, and the visit's score of predictions."""

from __future__ import annotations

import streamlit as st

from tuning.ui.components.visit_score import visit_score
from tuning.ui.pages import LEARN


def trail() -> None:
    """A link to the index, and the score."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(LEARN.script, label="All of Learn", icon=":material/arrow_back:")
        visit_score("visit-score")
