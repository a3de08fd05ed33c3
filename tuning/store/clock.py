"""For how long a study ran: its clock stands while it is paused, in the queue or over."""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Row

from tuning.store.records import StudyRecord
from tuning.study import StudyState, Turn


def at_state(row: Row, state: StudyState, now: float, ran: float | None) -> dict[str, Any]:
    """The columns of a study's times as it moves to a state.

    `row` is as it was; `ran`: seconds since it began, if who ran it says so.
    """
    if state is StudyState.RUNNING:
        return {"started": None if row.turn == Turn.PAUSED else now, "finished": None}
    if state is StudyState.STOPPING or row.finished is not None:
        return {}
    if ran is None:
        ran = max(now - row.started, 0.0) if row.started else 0.0
    # In the queue again it has not ended, and its time does not run.
    over = {"started": None} if state is StudyState.QUEUED else {"finished": now}
    return over | {"seconds": row.seconds + ran}


def at_turn(row: Row, turn: Turn, now: float) -> dict[str, Any]:
    """The columns of a study's times as it is paused or goes on; `row` is as it was."""
    if row.state != StudyState.RUNNING:
        return {}
    if turn is Turn.PAUSED and row.started:
        return {"started": None, "seconds": row.seconds + now - row.started}
    if row.turn == Turn.PAUSED != turn:
        return {"started": now}
    return {}


def running_seconds(at: np.ndarray, study: StudyRecord) -> np.ndarray:
    """What a study's clock showed at some times in order: its seconds, pauses left out.

    Of what came before its last run, only the seconds in all are recorded: as many of the longest
    silences as it takes were pauses.
    """
    end = at[-1] if study.finished is None else max(study.finished, at[-1])
    begun = end if study.started is None else study.started
    before = study.seconds if study.finished is None else study.seconds - (end - begun)
    before = max(before, 0.0)
    shown = before + at - begun
    earlier = at[at < begun]
    shown[: len(earlier)] = _without_pauses(earlier, before)
    return np.maximum.accumulate(np.maximum(shown, 0.0))


def _without_pauses(at: np.ndarray, seconds: float) -> np.ndarray:
    """Times as parts of so many seconds."""
    silences = np.diff(at)
    longest = np.argsort(-silences, kind="stable")
    left = silences.sum() - np.r_[0.0, np.cumsum(silences[longest])]
    pauses = int(np.argmax(left <= seconds)) if len(at) else 0
    # In a pause's silence, and before the first time, some of it ran: nobody knows how much.
    unknown = max(seconds - left[pauses], 0.0) / (pauses + 1)
    silences[longest[:pauses]] = unknown
    return unknown + np.r_[0.0, np.cumsum(silences)][: len(at)]
