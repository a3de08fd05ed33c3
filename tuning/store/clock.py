"""For how long a study ran: its clock stands while it is paused, in the queue or over."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

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
