"""The way back from a page of Learn to its index."""

from __future__ import annotations

import streamlit as st

from tuning.ui.pages import LEARN


def trail() -> None:
    """A link to the index."""
    st.page_link(LEARN.script, label="All of Learn", icon=":material/arrow_back:")
