"""The keys of the present mode, and the small button that leaves it: `browser/presenting/`."""

from __future__ import annotations

import streamlit as st

from tuning.ui.components.assets import loader

_component = st.components.v2.component(
    "tuning_presenting", js=loader("presenting"), isolate_styles=False
)


def presenting() -> None:
    """Draws the button; the keys press what the page has (`.st-key-present-next` and so on)."""
    _component(key="presenting", data={})
