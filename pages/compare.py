"""Compare: studies side by side, and a race of strategies for one budget."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning.analysis import comparison
from tuning.analysis.comparison import By
from tuning.store import StudyRecord
from tuning.ui import choose, context, widgets
from tuning.ui.compare import changes, choice, guesses, parts, race_form
from tuning.ui.pages import NEW_STUDY

TICK_SECONDS = 1.5
NOTHING = (
    "Nothing to compare yet: that takes two studies of one data set and objective. A race starts "
    "several strategies on the same data, space and budget, and shows here who is ahead."
)
PICK = "Choose studies above, or let strategies race for the same budget."


def body(ids: Sequence[int], by: By, ticking: bool) -> None:
    """Everything that changes while one of the studies runs."""
    views = [choose.seen(study_id) for study_id in ids]
    if any(view.study.state.is_active() for view in views) != ticking:
        st.rerun()
    trajectories = parts.trajectories_of(views)
    found = comparison.contenders(trajectories)
    judged = comparison.judge(found)
    with st.container(border=True):
        parts.finding(trajectories, judged)
    changes.render(views)
    with st.container(border=True):
        widgets.head("Best so far", parts.remark(found))
        parts.curves(trajectories, found, by)
    with st.container(border=True):
        parts.table(trajectories, judged)


def empty(text: str) -> None:
    """What to do next, and the buttons that do it; nothing while the race is being set up."""
    if race_form.opened():
        return
    with st.container(border=True):
        st.markdown(text)
        with st.container(horizontal=True):
            st.button(
                "Start a race",
                type="primary",
                icon=":material/sports_score:",
                key="race-first",
                on_click=race_form.toggle,
            )
            if st.button("New study", icon=":material/add:"):
                st.switch_page(NEW_STUDY.script)


def race(studies: Sequence[StudyRecord], compared: Sequence[StudyRecord]) -> None:
    if race_form.opened():
        with st.container(border=True):
            race_form.form(studies, compared)


widgets.style()
st.html(parts.STYLE)
guesses.hand_over()
title, action = st.columns([3, 2], vertical_alignment="center")
title.title("Compare")
known = context.store().studies()
if known:
    compared = choice.chosen(known)
    race(known, compared)
    if not compared:
        empty(PICK if len(known) > 1 else NOTHING)
    else:
        with action, st.container(horizontal=True, horizontal_alignment="right"):
            against = parts.axis()
            st.button(
                "Race strategies",
                icon=":material/sports_score:",
                key="race",
                on_click=race_form.toggle,
                help="Several strategies on the same data, space and budget, side by side.",
            )
        runs = any(study.state.is_active() for study in compared)
        tick = st.fragment(body, run_every=TICK_SECONDS if runs else None, key="compare")
        tick([study.id for study in compared], against, runs)
        choose.still_there(*(study.id for study in compared))
else:
    race([], [])
    empty(NOTHING)
