"""What a page that was left still asks for does not reach the page that is shown."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from streamlit.runtime.app_session import AppSession

from tuning.ui.server import stale


class Session:
    """A session that shows a page, as far as requests look at it."""

    def __init__(self, page: str) -> None:
        self._client_state = SimpleNamespace(page_script_hash=page)

    def starts(self, page: str) -> None:
        self._client_state.page_script_hash = page


def request(page: str, fragment: str = "") -> Any:
    return SimpleNamespace(page_script_hash=page, fragment_id=fragment)


def test_a_fragment_of_the_page_that_was_left_is_not_heard() -> None:
    session = Session("new study")
    assert not stale.is_stale(session, request("new study", "tick"))
    assert not stale.is_stale(session, request("live"))
    # The new page has not begun to run, and after it has.
    assert stale.is_stale(session, request("new study", "tick"))
    session.starts("live")
    assert stale.is_stale(session, request("new study", "tick"))
    assert not stale.is_stale(session, request("live", "tick"))


def test_a_script_that_leads_on_to_another_page_is_followed() -> None:
    session = Session("start")
    assert not stale.is_stale(session, request("start"))
    session.starts("live")  # by st.switch_page
    assert not stale.is_stale(session, request("live", "tick"))
    assert stale.is_stale(session, request("start", "tick"))
    assert not stale.is_stale(session, request("best"))
    session.starts("best")
    session.starts("compare")  # Best leads on
    assert not stale.is_stale(session, request("compare", "tick"))


def test_a_first_request_that_names_no_page_is_heard() -> None:
    session = Session("")
    assert not stale.is_stale(session, request(""))
    assert not stale.is_stale(session, None)
    session.starts("live")
    assert not stale.is_stale(session, request("live", "tick"))


def test_it_stands_before_streamlits_own_sessions_once() -> None:
    plain = AppSession.request_rerun
    try:
        stale.install()
        wrapped = AppSession.request_rerun
        stale.install()
        assert AppSession.request_rerun is wrapped
        assert wrapped.__wrapped__ is plain  # type: ignore[attr-defined]
    finally:
        AppSession.request_rerun = plain  # type: ignore[method-assign]
