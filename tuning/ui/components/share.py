"""A button that copies the page's address as a link that can look and change nothing.

Owns what is sent to the browser; the drawing is `browser/share/`.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from tuning.ui.components.assets import loader

_component = st.components.v2.component("tuning_share", js=loader("share"), isolate_styles=False)


def share(look: Mapping[str, str], kept: Mapping[str, str]) -> None:
    """Draws the button.

    Args:
        look: What the copied address says besides, so that it can only look.
        kept: What each link to a page of the app has to say in this session.
    """
    _component(key="share-button", data={"look": dict(look), "kept": dict(kept)})
