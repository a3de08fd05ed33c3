"""The first page of Learn: the lesson plans, a card for each lesson, and studies to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning.learn import PLANS, Lesson, of_kind
from tuning.learn.links import PAGE_OF, PLAN, WORDS
from tuning.strategies import GROUPS, STRATEGIES
from tuning.ui import cards, widgets
from tuning.ui.learn import studies
from tuning.ui.pages import BOARD, LEARN

ACROSS = 4
"""Cards in a row, where there is room."""
LEAD = (
    "Each page has a short text and a small network that really trains while you move its "
    "controls. Predict first, then see."
)
STYLE = (
    f"<style>{cards.linked('lesson-', gap=0.15, title=1.05)}"
    ".ts-told {font-size: 0.92rem; line-height: 1.4}</style>"
)


def render() -> None:
    """Everything that can be learnt here, a link each."""
    st.html(STYLE)
    st.markdown(LEAD)
    _plans()
    widgets.head("Hyperparameters", "what each does, and what too little and too much look like")
    draw(of_kind("training"))
    widgets.head("Strategies", "how each chooses the next configuration")
    for group, about in GROUPS.items():
        found = [each for each in of_kind("search") if STRATEGIES[each.name].group == group]
        if found:
            widgets.head(group, about, level=3)
            draw(found)
    studies.render()


def draw(lessons: Sequence[Lesson]) -> None:
    """A card each, with its sentence; the whole card is its link."""
    for first in range(0, len(lessons), ACROSS):
        row = lessons[first : first + ACROSS]
        for place, lesson in zip(st.columns(ACROSS, gap="small"), row, strict=False):
            with place, st.container(border=True, key=f"lesson-{lesson.name}", height="stretch"):
                link(lesson)
                widgets.html(f'<div class="ts-told">{_dot(lesson)}{escape(lesson.summary)}</div>')


def link(lesson: Lesson, label: str = "") -> None:
    """Leads to a lesson within the same session."""
    title = label or lesson.title
    st.page_link(LEARN.script, label=title, query_params={PAGE_OF: lesson.name})


def _dot(lesson: Lesson) -> str:
    return widgets.dot(STRATEGIES[lesson.name].color) if lesson.is_of_strategy else ""


def _plans() -> None:
    with st.container(border=True):
        widgets.head("For a class", "lesson plans, with what to show and what to ask")
        with st.container(horizontal=True, gap="small"):
            for plan in PLANS.values():
                st.page_link(
                    LEARN.script,
                    label=f"**{plan.title}** · {plan.minutes} min",
                    icon=":material/co_present:",
                    query_params={PLAN: plan.name},
                    help=plan.summary,
                )
            st.page_link(
                BOARD.script,
                label="**The board** · a class tries together",
                icon=BOARD.icon,
                help="Everybody tries settings under a first name, and sees the best, live.",
            )
            st.page_link(
                LEARN.script,
                label="The words of the field",
                icon=":material/menu_book:",
                query_params={PAGE_OF: WORDS},
            )
