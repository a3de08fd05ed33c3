"""Compare with nothing to compare: what to do next, and the buttons that do it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning.store import StudyRecord
from tuning.ui import choose
from tuning.ui.pages import NEW_STUDY, RACE

NOTHING = (
    "Nothing to compare yet: that takes two studies of one data set and objective. A race starts "
    "several strategies on the same data, space and budget, and shows who is ahead."
)
PICK = "Choose studies above, or let strategies race for the same budget."


def render(known: Sequence[StudyRecord]) -> None:
    """What is missing, by the studies that there are."""
    with st.container(border=True):
        st.markdown(PICK if len(known) > 1 else NOTHING)
        with st.container(horizontal=True):
            if st.button("Start a race", type="primary", icon=RACE.icon, key="race-first"):
                st.switch_page(RACE.script, query_params=choose.new_race())
            if st.button("New study", icon=":material/add:"):
                st.switch_page(NEW_STUDY.script)
