"""The linear model as code, in a dialog: to copy where it does as well as the winner."""

from __future__ import annotations

import streamlit as st

from tuning.errors import TuningError
from tuning.export.linear import linear
from tuning.store.view import StudyView
from tuning.ui import context, widgets


@st.dialog("The linear model", width="large")
def show(view: StudyView) -> None:
    """A script of scikit-learn alone, of the same data as they were prepared for the networks."""
    st.caption(
        "It needs no tuning: what it scores on the study's own splits stands among the baselines."
    )
    try:
        st.code(linear(view, context.settings()), language="python")
    except TuningError as error:
        widgets.error(str(error))
