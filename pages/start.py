"""Start: four doors, each one click from something that moves, and the latest studies."""

from __future__ import annotations

import streamlit as st

from tuning.ui import widgets
from tuning.ui.new_study import address
from tuning.ui.pages import NEW_STUDY
from tuning.ui.start import doors, latest

if address.is_named():  # a link from when New study stood here
    st.switch_page(NEW_STUDY.script, query_params=st.query_params.to_dict())
widgets.style()
st.title("Tune neural networks by clicking")
doors.render()
latest.render()
