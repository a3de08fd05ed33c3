"""What a session may do: look at everything, or change something as well.

A session that came by `?view=1` only looks, from its first run until its end, whatever its address
says later; where the home has a key (`TUNING_KEY`), so does one whose browser has not shown it. The
refusal is `context.store`'s, and `demand`'s for what is written beside the store; pages leave out
what would be refused (`button`).
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tuning import settings
from tuning.errors import ViewOnly
from tuning.ui.server import door

VIEW, ONLY = "view", "1"
"""What an address says of a session that only looks."""
BY_LINK = "This link can look and change nothing: whoever handed it out can do more."
BY_KEY = (
    "Without its key this app can be looked at, and nothing can be changed: open its address once "
    "with ?key=… at its end."
)
_WHY = "rights"
_looking: dict[str, str] = {}
"""Why each session that only looks does so: a browser can have the state of its session cleared,
which may not give it another right."""


def may_change() -> bool:
    """Whether this session may change something."""
    return not why_not()


def why_not() -> str:
    """Why this session may change nothing, in one sentence; empty where it may.

    Settled when it is first asked, which the router does before any page.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:  # a thread of no session
        return BY_KEY if settings.load().key else ""
    if _WHY not in st.session_state:
        why = _looking.get(run.session_id) or _came()
        st.session_state[_WHY] = why
        if why:
            _looking[run.session_id] = why
    return str(st.session_state[_WHY])


def demand() -> None:
    """Raises ViewOnly unless this session may change something."""
    if why := why_not():
        raise ViewOnly(why)


def button(label: str, **more: Any) -> bool:
    """A button that changes something: drawn where this session may, else never pressed."""
    return may_change() and st.button(label, **more)


def in_links() -> dict[str, str]:
    """What a link has to say so that whoever follows it may do no more than this session."""
    return {VIEW: ONLY} if why_not() == BY_LINK else {}


def _came() -> str:
    """What a new session came with."""
    if ONLY in st.query_params.get_all(VIEW):
        return BY_LINK
    key = settings.load().key
    shown = str(st.context.cookies.get(door.COOKIE, ""))
    return BY_KEY if key and not door.opens(key, shown) else ""
