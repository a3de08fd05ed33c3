"""Best model: the winner of a study, how far it can be trusted, and how to take it away."""

from __future__ import annotations

import streamlit as st

from tuning.store.view import StudyView
from tuning.ui import choose, confirm, finding_cards, importances, widgets
from tuning.ui.best import downloads, head, measures, try_it, winner
from tuning.ui.pages import BEST, LIVE
from tuning.ui.replay import bar, session

TICK_SECONDS = 2.0


def body(study_id: int, ticking: bool) -> None:
    """Everything that changes while the study runs."""
    view = choose.seen(study_id)
    if view.study.state.is_active() != ticking:
        st.rerun()
    parts(view)


def replayed(study_id: int) -> None:
    """Draws the best as it was at the moment that the player shows."""
    whole = choose.seen(study_id)
    if not bar.refused([whole]):
        (view,) = bar.render([whole], key="player-best", beside=LIVE)
        parts(view)


def parts(view: StudyView) -> None:
    """The best trial of a view, and how far it can be trusted."""
    number = view.study.best_number
    best = view.trials.get(number) if number is not None else None
    if best is None:
        text = "No trial has a score yet. The first one that finishes is the best so far."
        if view.was is None and view.study.state.is_finished():
            text = "No trial has a score, so that there is no best one. Live says what happened."
        widgets.waiting(text, 220)
        return
    test = winner.tested(view) if view.was is None else None
    winner.notes(view)
    with st.container(border=True):
        head.render(view, best, test)
    with st.container(border=True):
        finding_cards.render(view, BEST)
    if view.was is None:
        confirm.render(view)
        downloads.render(view)
    left, right = st.columns([3, 7], gap="small")
    with left, st.container(border=True, height="stretch"):
        winner.values(view, best)
    with right:
        with st.container(border=True, key="shows-curves"):
            winner.curves(view, best)
        with st.container(border=True):
            measures.render(view, best)
        with st.container(border=True, height="stretch", key="shows-importances"):
            importances.render(view, "best")
    if view.was is None:
        try_it.render(view)
    if test is not None:
        test.render(view)


widgets.style()
title, chooser = st.columns([3, 2], vertical_alignment="center")
title.title("Best model")
place = chooser.container(horizontal=True, vertical_alignment="center")
shown = choose.study_view(place)
if shown is not None and session.opened():
    st.fragment(replayed, key="replayed")(shown.study.id)
elif shown is not None:
    with place:
        bar.button([shown])
    active = shown.study.state.is_active()
    st.fragment(body, run_every=TICK_SECONDS if active else None)(shown.study.id, active)
