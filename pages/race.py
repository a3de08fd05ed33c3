"""Race: strategies on the same data, space and budget, as one; or where a race is set up."""

from __future__ import annotations

import streamlit as st

from tuning.ui import contest, context, widgets
from tuning.ui.race import choice, form, guesses, lanes, watching

widgets.style()
st.html(contest.STYLE + lanes.STYLE)
guesses.hand_over()
title, chooser = st.columns([3, 2], vertical_alignment="center")
heading = title.empty()
heading.title("Race")
races = context.store().races()
if choice.is_new(races):
    form.page()
elif (record := choice.chosen(races, chooser)) is not None:
    with heading:
        widgets.title(record.name)
    watching.show(record)
