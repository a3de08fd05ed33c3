"""Keeps reruns of a page that was left from reaching the page that is shown.

A fragment that ticks, or a component in it, may ask for a rerun just as a person goes to another
page. Streamlit runs it after the new page, under the old page's name: the browser then takes the
old page for the one that is shown, drops what it has, and fails at the next part that it is sent
("Bad delta path index"). A blank page stays. Such a request is not heard here; Streamlit itself
drops those of fragments that are gone.
"""

from __future__ import annotations

import functools
from typing import Any

from streamlit.runtime.app_session import AppSession

_ASKED = "_tuning_asked_for"


def install() -> None:
    """Once a process, before the first session."""
    plain = AppSession.request_rerun
    if hasattr(plain, "__wrapped__"):
        return

    @functools.wraps(plain)
    def request_rerun(session: AppSession, client_state: Any) -> None:
        if not is_stale(session, client_state):
            plain(session, client_state)

    AppSession.request_rerun = request_rerun  # type: ignore[method-assign, assignment]


def is_stale(session: Any, client_state: Any) -> bool:
    """Whether a request is for a part of another page than the one that is shown, or about to be.

    Any other request says which page is about to be shown: until a page begins to run, which may
    be yet another one, where its script leads on.
    """
    running = session._client_state.page_script_hash
    if client_state is None:
        return False
    if not client_state.fragment_id:
        setattr(session, _ASKED, (client_state.page_script_hash or running, running))
        return False
    page, then = getattr(session, _ASKED, (running, running))
    shown = page if then == running else running
    return bool(client_state.page_script_hash) and client_state.page_script_hash != shown
