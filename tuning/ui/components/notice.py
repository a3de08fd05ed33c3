"""Has one fragment rerun when another has seen something new.

A fragment that ticks can rerun itself or the whole page, and `st.rerun` of another fragment works
from callbacks alone. So the ticking one tells the browser what there is to draw, and a component
inside the other, which knows what is drawn, asks for its own fragment. Neither shows anything.
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


def there_is(now: str) -> None:
    """In the fragment that ticks: what could be drawn, as a text that changes with it."""
    _now(key="notice-now", data=now)


def drawn(what: str) -> None:
    """In the fragment that draws: what is drawn; it reruns when there is something else."""
    _drawn(key="notice-drawn", data=what, on_older_change=_nothing)


def _nothing() -> None:
    """Streamlit makes room for a trigger only when a callback is named for it."""
