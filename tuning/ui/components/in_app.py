"""Links in a page's own texts that lead on in the same session. The code is `browser/in_app/`."""

from __future__ import annotations

import streamlit as st

from tuning.ui.components.assets import loader

_component = st.components.v2.component("tuning_in_app", js=loader("in_app"), isolate_styles=False)


def follow(*keys: str) -> None:
    """From now on links in the containers with these keys do not open another tab."""
    within = ", ".join(f".st-key-{key}" for key in keys)
    _component(key=f"in-app-{'-'.join(keys)}", data={"within": within})
