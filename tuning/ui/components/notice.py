"""Reruns one fragment when another has found something new.

A fragment that ticks can rerun itself or the whole page; another fragment it can rerun from
callbacks alone. So the ticking one tells the browser which version of the data there is; a
component inside the other knows which version is drawn, and triggers its own fragment when they
differ. Both components are invisible.
"""

from __future__ import annotations

import streamlit as st

_now = st.components.v2.component(
    "tuning_now",  # sent with every tick, and short
    js="""export default ({ data }) => {
  dispatchEvent(new CustomEvent("tuning-now", { detail: data }));
};""",
    isolate_styles=False,
)
_drawn = st.components.v2.component(
    "tuning_drawn",
    js="""export default ({ data, parentElement: place, setTriggerValue }) => {
  const leave = () => removeEventListener("tuning-now", place.hear);
  leave();
  place.hear = ({ detail }) => detail !== data && setTriggerValue("older", detail);
  addEventListener("tuning-now", place.hear);
  return leave;
};""",
    isolate_styles=False,
)


def newest(version: str) -> None:
    """In the fragment that ticks: the version of the data that there is."""
    _now(key="notice-now", data=version)


def drawn(version: str) -> None:
    """In the fragment that draws: the version that is drawn; reruns when there is another."""
    _drawn(key="notice-drawn", data=version, on_older_change=_nothing)


def _nothing() -> None:
    """Streamlit keeps a trigger only if a callback is named for it."""
