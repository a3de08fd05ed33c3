"""What one page hands to the next within a session, where an address cannot name it."""

from __future__ import annotations

import streamlit as st

from tuning.study import StudySpec

SPEC, STARTED = "handover-spec", "handover-started"


def begin_from(spec: StudySpec) -> None:
    """New study is to begin a draft that says what a spec says."""
    st.session_state[SPEC] = spec


def spec() -> StudySpec | None:
    """The spec that New study is to begin from, once."""
    handed: StudySpec | None = st.session_state.pop(SPEC, None)
    return handed


def started() -> None:
    """Live is to show its top: the button that was pressed stands at the foot of a long form."""
    st.session_state[STARTED] = True


def just_started() -> bool:
    """Whether a study has been started by the click that leads here, once."""
    return bool(st.session_state.pop(STARTED, False))
