"""Confirming a study: the card on Best, and the button that other pages and cards have for it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from tuning import charts
from tuning.analysis.confirmation import (
    REPEATS,
    Asked,
    Confirmed,
    asked,
    confirmed,
    suggested,
    why_not,
    words,
)
from tuning.errors import InvalidInput, NotFound, StateConflict
from tuning.store import ConfirmationState
from tuning.store.view import StudyView
from tuning.text.words import duration, score
from tuning.ui import choose, context, rights, tables, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.pages import BEST
from tuning.ui.tables import Column, Row

TICK_SECONDS = 0.8
TOPS, TIMES = (1, 2, 3, 4, 5, 6, 8, 10), (3, 5, 10, 20)
ICON = ":material/verified:"
WHAT = (
    "The best of many is often flattered by luck. A confirmation trains the top trials again, on "
    "fresh seeds and splits, and says whether the order holds."
)


def render(view: StudyView) -> None:
    """The card, which ticks while a confirmation runs; nothing while the study still searches."""
    if why_not(view):
        return
    active = _is_active(view)
    with st.container(border=True, key="confirmation"):
        every = TICK_SECONDS if active else None
        st.fragment(_card, run_every=every, key="confirm")(view.study.id, active)


def button(
    view: StudyView,
    key: str,
    label: str = "Confirm",
    kind: Literal["secondary", "tertiary"] = "secondary",
) -> None:
    """Begins the usual confirmation and leads to it; to the one that there is, if there is one."""
    if why_not(view):
        return
    link = choose.one(view.study.id)
    if view.confirmations:
        if st.button("Confirmation", icon=ICON, key=key, type=kind, help=_text(view)):
            st.switch_page(BEST.script, query_params=link)
        return
    given = asked(view, workers=context.speed().workers)
    told = f"{label}: about {duration(given.seconds)}"
    if rights.button(told, icon=ICON, key=key, type=kind, help=f"{WHAT} {words.cost(given)}"):
        begin(view.study.id, given)
        st.switch_page(BEST.script, query_params=link)


def begin(study_id: int, given: Asked) -> None:
    """Asks the engine for a confirmation; that it is refused, the card says."""
    try:
        context.store().confirm(study_id, given.trials, given.repeats)
    except (StateConflict, NotFound) as error:
        st.session_state[_refused(study_id)] = str(error)


# -- the card --------------------------------------------------------------------------------------


def _card(study_id: int, ticking: bool) -> None:
    view = choose.seen(study_id)
    if _is_active(view) != ticking:
        st.rerun()
    found = confirmed(view)
    widgets.head("Confirmation", _remark(found))
    if found is None:
        st.markdown(WHAT)
    else:
        _shown(view, found)
    widgets.error(st.session_state.pop(_refused(study_id), None))
    if not rights.may_change():
        return
    if ticking:
        st.button(
            "Stop",
            icon=":material/stop:",
            key="stop-confirmation",
            help="Ends within one epoch. What was trained stays, and it can go on from there.",
            on_click=context.store().stop_confirmation,
            args=(study_id,),
        )
    elif found is None:
        _asking(view)
    else:
        with st.expander("Confirm again, or go on", key="confirm-again"):
            _asking(view, found)


def _remark(found: Confirmed | None) -> str:
    if found is None:
        return "not asked for yet"
    return {
        ConfirmationState.QUEUED: "waits for a worker",
        ConfirmationState.RUNNING: "trains now",
        ConfirmationState.STOPPED: "stopped",
        ConfirmationState.COMPLETED: f"{found.record.repeats} fresh repeats",
        ConfirmationState.FAILED: "failed",
    }[found.record.state]


def _shown(view: StudyView, found: Confirmed) -> None:
    """How far it is, what it says, and on what that rests."""
    record = found.record
    if record.state.is_active():
        told = f"{found.done} of {widgets.counted(record.fits, 'fit')}"
        st.progress(found.done / max(record.fits, 1), text=told)
    if record.error:
        widgets.error(record.error)
    st.markdown(widgets.plain(words.text(found)))
    if not found.done:
        return
    figure = charts.confirmed(found, view.study.best_number)
    height = charts.confirmed_height(found)
    live_figure(figure, key=f"confirmed-{view.study.id}", height=height, name="Confirmation")
    st.caption(f"{charts.CONFIRMED} {words.AT} {words.rows(view.study.spec.evaluation)}")
    with st.expander("Every repeat", key="confirm-repeats"):
        _table(found)


def _table(found: Confirmed) -> None:
    columns = [
        *(Column(title) for title in ("Trial", "Chosen", "Corrected", "Epoch")),
        Column("Fresh mean\n(90%)"),
        Column("Rank\nnow"),
        Column("Each repeat", is_text=True),
    ]
    ranks = {number: str(rank) for rank, number in enumerate(found.order, start=1)}
    rows = [
        Row(
            [
                *(str(trial.number), score(trial.chosen), score(trial.corrected)),
                *(str(trial.epoch), words.mean(trial, level=""), ranks.get(trial.number, "–")),
                " ".join(map(score, trial.scores)),
            ],
            leads=trial.number in found.order[:1],
        )
        for trial in found.trials
    ]
    tables.render(columns, rows)


def _asking(view: StudyView, found: Confirmed | None = None) -> None:
    """The choices, the cost and the button."""
    study_id, count = view.study.id, len(suggested(view))
    tops = [None, *(top for top in TOPS if top <= len(view.ranked))]
    left, middle, right = st.columns([3, 2, 5], vertical_alignment="bottom")
    with left:
        top = st.selectbox(
            "Trials",
            tops,
            key=f"confirm-top-{study_id}",
            format_func=lambda top: _named(view, count) if top is None else f"the best {top}",
            help="Which trials are trained again.",
        )
    with middle:
        repeats = st.selectbox(
            "Repeats of each",
            TIMES,
            index=TIMES.index(REPEATS),
            key=f"confirm-repeats-{study_id}",
            help="More repeats tell smaller differences, and take as much longer.",
        )
    try:
        given = asked(view, top, repeats, context.speed().workers)
    except InvalidInput as error:
        widgets.error(str(error))
        return
    with right:
        st.button(
            "Confirm" if found is None or given.fits else "Trained already",
            icon=ICON,
            key="confirm",
            type="primary",
            disabled=not given.fits and _is_same(found, given),
            on_click=begin,
            args=(study_id, given),
        )
    st.caption(f"{words.cost(given)} {words.rows(view.study.spec.evaluation)}")


def _named(view: StudyView, count: int) -> str:
    tied = view.honest.tied if view.honest is not None else ()
    if len(tied) > 1:
        return f"{count} not told from the winner"
    return f"the best {count}"


def _is_same(found: Confirmed | None, given: Asked) -> bool:
    record = found.record if found is not None else None
    asked_for = (list(given.trials), given.repeats)
    return record is not None and (list(record.trials), record.repeats) == asked_for


def _is_active(view: StudyView) -> bool:
    return any(record.state.is_active() for record in view.confirmations)


def _text(view: StudyView) -> str:
    found = confirmed(view)
    return words.text(found) if found is not None else ""


def _refused(study_id: int) -> str:
    return f"confirm-refused-{study_id}"
