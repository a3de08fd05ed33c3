"""What a component last reported, and which of its reports that was.

The other side is `tuning/browser/picking.js`: an answer names the latest report that it knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st


def said(key: str, state: str) -> Mapping[str, Any]:
    """The latest report of a component on one of its states; empty before the first."""
    states = st.session_state.get(key)
    report = states.get(state) if isinstance(states, Mapping) else None
    return report if isinstance(report, Mapping) else {}


def turn(key: str, state: str) -> int:
    """The number of that report; 0 before the first."""
    number = said(key, state).get("turn")
    return number if isinstance(number, int) else 0
