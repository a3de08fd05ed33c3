"""One lesson: its text beside its miniature, then the prediction, then where to go on."""

from __future__ import annotations

import streamlit as st

from tuning.charts.lessons import figure
from tuning.learn import LESSONS, Lesson, beside
from tuning.ui import widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.components.in_app import follow
from tuning.ui.components.miniature import miniature
from tuning.ui.components.question import questions
from tuning.ui.learn import index
from tuning.ui.learn.head import head
from tuning.ui.pages import NEW_STUDY

FIGURE_HEIGHT = 280
BESIDE = (5, 7)
"""How wide the text and the miniature are."""
STYLE = """<style>
.st-key-lesson-text p, .st-key-lesson-text li {line-height: 1.55; max-width: 68ch}
@media (min-width: 900px) and (min-height: 800px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-lesson-tried) {position: sticky; top: 4.5rem}
}
</style>"""


def render(lesson: Lesson) -> None:
    """A lesson's page."""
    st.html(STYLE)
    head(lesson.title, lesson.summary)
    text, tried = st.columns(BESIDE, gap="large")
    with text:
        _text(lesson)
    with tried:
        _miniature(lesson)
    questions(lesson, key=f"questions-{lesson.name}")
    _on(lesson)


def _text(lesson: Lesson) -> None:
    with st.container(key="lesson-text"):
        st.markdown(lesson.text)
    follow("lesson-text")
    if lesson.figure:
        live_figure(figure(lesson.figure), key=lesson.figure, height=FIGURE_HEIGHT, name=lesson.alt)
    with st.container(key="lesson-sources"):
        st.caption("Sources: " + " · ".join(lesson.sources))


def _miniature(lesson: Lesson) -> None:
    with st.container(border=True, key="lesson-tried"):
        widgets.head("Try it", lesson.miniature.watch)
        miniature(lesson, key=f"miniature-{lesson.name}")


def _on(lesson: Lesson) -> None:
    """The lessons beside this one, and a study in which to use what it says."""
    with st.container(border=True, key="lesson-on"):
        widgets.head("Go on")
        with st.container(horizontal=True, gap="small"):
            after = beside(lesson.name, 1)
            if after is not None:
                index.link(after, f"Next: {after.title}")
            for name in lesson.see_also:
                if after is None or name != after.name:
                    index.link(LESSONS[name])
            st.page_link(NEW_STUDY.script, label="Use it in a new study", icon=NEW_STUDY.icon)
