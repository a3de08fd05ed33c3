"""What is known of a study's trials, in the order in which its page shows it."""

from __future__ import annotations

import streamlit as st

from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.ui import baselines, finding_cards, selection
from tuning.ui.live import curves, details, hand_form, technique, trials, views
from tuning.ui.live.calm import calm


def render(view: StudyView, state: StudyState) -> None:
    """The trials, and what is known of them: the latest curves at once, all trials as is calm."""
    latest, view = view, calm(view)
    finding_cards.above(view)
    above, hand = st.container(key="shows-curves"), st.container()
    selection.in_address(view.study.id)
    trials.lines(view)
    with st.container(border=True, key="shows-table"):
        left, right = st.columns([7, 3], gap="medium")
        with left:
            trials.table(view)
            baselines.render(view, level=3)
        with right:
            chosen = trials.opened(latest)
            details.render(latest, chosen, trials.TABLE_HEIGHT)
    views.render(view)
    technique.render(view if chosen is None or chosen in view.trials else latest, chosen)
    with hand:
        if latest.was is None:
            hand_form.form(latest, state, chosen)
    with above:
        curves.render(latest)
