"""A best model to be tried: the reader changes a field, and the browser asks the server by itself.

What is sent there is `tuning.ui.best.try_it`'s; the drawing is `tuning/browser/try_it/`. What stays
equal is sent once, and changes nothing of what the reader has set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from tuning.ui.components.assets import loader

_component = st.components.v2.component("tuning_try_it", js=loader("try_it"), isolate_styles=False)


def try_it(told: Mapping[str, Any], *, key: str) -> None:
    """Draws the form or the pad. `told`: plain JSON; `key`: names it, unique on the page."""
    _component(key=key, data=dict(told))
