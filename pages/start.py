"""Start: four doors, each one click from something that moves, and the latest studies."""

from __future__ import annotations

import streamlit as st

from tuning.ui import widgets
from tuning.ui.new_study import address
from tuning.ui.pages import LIVE, NEW_STUDY

if address.is_named():  # a link from when New study stood here
    st.switch_page(NEW_STUDY.script, query_params=st.query_params.to_dict())
widgets.style()
st.title("Start")
with st.container(border=True):
    st.page_link(NEW_STUDY.script, label="New study", icon=NEW_STUDY.icon)
    st.page_link(LIVE.script, label="Live", icon=LIVE.icon)
