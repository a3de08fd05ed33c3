"""A lesson plan: one page for a teacher, with its links in their order."""

from __future__ import annotations

import streamlit as st

from tuning.learn import Plan
from tuning.ui.components.in_app import follow
from tuning.ui.learn.head import head

STYLE = """<style>
.st-key-plan-text p, .st-key-plan-text li {line-height: 1.55; max-width: 78ch}
@media print {
  [data-testid="stHeader"], [data-testid="stSidebar"] {display: none}
}
</style>"""


def render(plan: Plan) -> None:
    """A lesson plan's page."""
    st.html(STYLE)
    head(plan.title, f"{plan.minutes} minutes. {plan.summary}")
    with st.container(key="plan-text"):
        st.markdown(plan.text)
    follow("plan-text")
