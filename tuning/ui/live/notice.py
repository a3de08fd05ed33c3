"""Notices that what stands on a page is older than what was recorded, and has it drawn anew.

A fragment that ticks can rerun itself or the whole page; a widget's callback can rerun any one
fragment. This component draws nothing: it is the widget whose callback does that.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

_component = st.components.v2.component(
    "tuning_notice",
    js="""export default ({ data, setTriggerValue }) => {
  if (data.now !== data.drawn) setTriggerValue("older", data.now);
};""",
    isolate_styles=False,
)


def notice(now: str, drawn: str, *, key: str, draw: Callable[[], None]) -> None:
    """Calls `draw` when `drawn` is not `now`.

    Args:
        now: What could be drawn.
        drawn: What is.
        key: Names this notice; unique on the page, where `.st-key-notice-…` takes no room.
        draw: A callback, for example one that calls `st.rerun` with a fragment's key.
    """
    _component(key=f"notice-{key}", data={"now": now, "drawn": drawn}, on_older_change=draw)
