"""Live: a study as it runs, and as it ended. Ticks only while something can still change."""

from __future__ import annotations

import streamlit as st

from tuning.errors import NotFound
from tuning.ui import (
    choose,
    context,
    hand_form,
    study_header,
    technique_view,
    trial_details,
    trials_view,
    widgets,
)

TICK_SECONDS = 0.8
# Start stands at the foot of a long form, and the browser would stay there.
TO_TOP = """<script>document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)</script>"""


def body(study_id: int, ticking: bool) -> None:
    """Everything that changes while a study runs."""
    try:
        view = context.view(study_id)
    except NotFound:
        st.rerun()
    state = study_header.shown_state(view.study)
    if state.is_active() != ticking:
        st.rerun()  # begin or end to tick
    study_header.render(view)
    hand = st.container()
    picked = trials_view.lines(view)
    above = st.container()
    with st.container(border=True):
        left, right = st.columns([7, 3], gap="medium")
        with left:
            trials_view.table(view, picked)
        with right:
            chosen = picked.rows[-1] if picked.rows else None
            trial_details.render(view, chosen, trials_view.TABLE_HEIGHT)
    technique_view.render(view)
    with hand:
        hand_form.form(view, state, chosen)
    with above:
        trials_view.curves(view, picked)


widgets.style()
if st.session_state.pop("just-started", False):
    st.html(TO_TOP, unsafe_allow_javascript=True)
title, chooser = st.columns([3, 2], vertical_alignment="center")
heading = title.empty()
heading.title("Live")
with chooser:
    shown = choose.study_view()
if shown is not None:
    heading.title(shown.study.name)
    active = study_header.shown_state(shown.study).is_active()
    tick = st.fragment(body, run_every=TICK_SECONDS if active else None, key="live")
    tick(shown.study.id, active)
