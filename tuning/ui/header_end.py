"""The right end of the header on every page: the engine's state, what the session may, a link."""

from __future__ import annotations

from html import escape

import streamlit as st

from tuning.ui import engine_status, rights
from tuning.ui.components.share import share


def render() -> None:
    """In the header's free room; of the engine only where there is room."""
    with st.container(
        key="header-end", horizontal=True, vertical_alignment="center", gap="xsmall", wrap=False
    ):
        engine_status.render()
        if why := rights.why_not():
            st.html(f'<span class="ts-view-only" title="{escape(why)}">View only</span>')
        share({rights.VIEW: rights.ONLY}, rights.in_links())
