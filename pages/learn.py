"""Learn: a page for each hyperparameter and each strategy, lesson plans, and the field's words."""

from __future__ import annotations

import streamlit as st

from tuning.ui import widgets
from tuning.ui.components.visit_score import visit_score
from tuning.ui.learn import address, index, page, plan, words

widgets.style()
if lesson := address.lesson():
    page.render(lesson)
elif chosen := address.plan():
    plan.render(chosen)
elif address.is_words():
    words.render()
else:
    st.title("Learn")
    visit_score("visit-score")
    if unknown := address.unknown():
        st.warning(f"Learn has no page called {widgets.plain(unknown[:40])}: choose one below.")
    index.render()
