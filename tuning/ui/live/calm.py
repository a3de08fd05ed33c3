"""A study as its larger figures show it, which need not follow each of a hundred trials a second.

Of trials that end one by one each is shown at once. Where many end within `SECONDS`, what is drawn
of all of them stands meanwhile, so that a tick costs what is new and not what there is.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import streamlit as st

from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.ui import context, figures
from tuning.ui.live import header

SECONDS = 2.0
FEW = 3
"""Trials that may end within that time and are each shown at once."""
_lock = threading.Lock()


@dataclass
class _Beat:
    """When the present one began, how many trials had ended then, and what is shown since."""

    at: float
    ended: int
    shown: StudyView


def calm(view: StudyView) -> StudyView:
    """The view, or the one of a moment ago; the same for all browsers of this process."""
    if view.was is not None or not view.study.state.is_active():
        return view
    with _lock:
        return _calm(_beat(view.store_path, view.study.id, view), view)


def _calm(beat: _Beat, view: StudyView, now: float | None = None) -> StudyView:
    now = time.monotonic() if now is None else now
    ended = view.totals.completed + view.totals.failed
    if now - beat.at >= SECONDS:
        beat.at, beat.ended, beat.shown = now, ended, view
    elif abs(ended - beat.ended) <= FEW:
        beat.shown = view
    return beat.shown


@st.cache_resource(show_spinner=False, max_entries=context.MOST_VIEWS)
def _beat(path: str, study_id: int, _view: StudyView) -> _Beat:
    return _Beat(time.monotonic(), _view.totals.completed + _view.totals.failed, _view)


def recorded(view: StudyView, state: StudyState) -> str:
    """A text that changes when the trials must be drawn again."""
    waits = "" if view.trials else header.waits_for(view.study, state)
    known = figures.beside_change(view)
    return f"{view.study.id} {view.change} {calm(view).change} {known} {waits}"
