"""What a person has asked of the engine for a study, until the engine has answered.

A command takes a moment to arrive. Meanwhile pages show the state that it leads to, so that a
click is seen at once and is not repeated.
"""

from __future__ import annotations

import streamlit as st

from tuning import strategies
from tuning.store import StudyRecord
from tuning.study import StudyState
from tuning.ui import context, rights


def send(kind: str, study: StudyRecord) -> None:
    """Send a command, and remember it until the engine has answered."""
    context.store().send(kind, study.id)
    st.session_state[_sent(study.id)] = (kind, study.change)


def _sent(study_id: int) -> str:
    return f"sent-{study_id}"


def shown_state(study: StudyRecord) -> StudyState:
    """The state, or what a person has just asked for and the engine has not answered yet."""
    sent = st.session_state.get(_sent(study.id))
    if sent is None:
        return study.state
    kind, change = sent
    if kind == "stop" and study.state.is_active():
        return StudyState.STOPPING
    if kind in ("resume", "finish") and study.state.can_resume() and study.change == change:
        return StudyState.QUEUED
    if kind == "finish" and study.state.is_active():
        return study.state
    del st.session_state[_sent(study.id)]
    return study.state


def is_asked(study_id: int) -> bool:
    """Whether a person has just asked for something and no page has seen the answer yet."""
    return _sent(study_id) in st.session_state


def is_finishing(study: StudyRecord) -> bool:
    """Whether a person has said that no more trials come."""
    return st.session_state.get(_sent(study.id), ("", 0))[0] == "finish"


def can_finish(study: StudyRecord, state: StudyState) -> bool:
    """Whether a person can end the study with what it has."""
    if not rights.may_change():
        return False
    if strategies.strategy_of(study.spec).by_person and state is StudyState.RUNNING:
        return True
    return state in (StudyState.STOPPED, StudyState.INTERRUPTED) and study.best_number is not None
