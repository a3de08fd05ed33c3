"""Best model: the winner of a study, how far it can be trusted, and how to take it away."""

from __future__ import annotations

import streamlit as st

from tuning.ui import choose, widgets
from tuning.ui.best import downloads, winner

TICK_SECONDS = 2.0


def body(study_id: int, ticking: bool) -> None:
    view = choose.seen(study_id)
    if view.study.state.is_active() != ticking:
        st.rerun()
    number = view.study.best_number
    best = view.trials.get(number) if number is not None else None
    if best is None:
        text = "No trial has a score yet. The first one that finishes is the best so far."
        widgets.waiting(text, 220)
        return
    test = winner.tested(view)
    winner.notes(view)
    with st.container(border=True):
        winner.numbers(view, best, test)
    downloads.render(view)
    left, right = st.columns([3, 7], gap="small")
    with left, st.container(border=True, height="stretch"):
        winner.values(view, best)
    with right:
        with st.container(border=True):
            winner.curves(view, best)
        with st.container(border=True, height="stretch"):
            winner.findings(view)
    if test is not None:
        test.render(view)


widgets.style()
title, chooser = st.columns([3, 2], vertical_alignment="center")
title.title("Best model")
shown = choose.study_view(chooser)
if shown is not None:
    active = shown.study.state.is_active()
    st.fragment(body, run_every=TICK_SECONDS if active else None)(shown.study.id, active)
