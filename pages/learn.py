"""Learn: the article's searches as lessons in an order, each one click from its study."""

from __future__ import annotations

import streamlit as st

from tuning.ui import widgets
from tuning.ui.learn import lessons, words

widgets.style()
st.title("Learn")
lessons.render()
words.render()
