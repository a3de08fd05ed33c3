"""What a winner is held against, as lines of a table: each baseline and its score."""

from __future__ import annotations

import streamlit as st

from tuning import metrics
from tuning.analysis.baselines import Baseline, baselines, lead_title
from tuning.store.honest import honest_of
from tuning.store.view import StudyView
from tuning.text.names import html
from tuning.ui import tables, widgets
from tuning.ui.tables import Cell, Column, Row

HELP = "None of them is a trial. A lead below zero: the winner does not come up to it."
NOTHING = "Baselines are known a moment after the study has begun."


def render(view: StudyView, level: int = 2) -> None:
    """A line a baseline; a study of an earlier version has none, and nothing is shown of it.

    `level`: of its heading.
    """
    honest = honest_of(view)
    known = baselines(honest)
    if not known:
        if view.whole.study.state.is_active():
            st.caption(NOTHING)
        return
    widgets.head("Baselines", "trained beside the search, on the same rows", level)
    columns = [
        Column("Held against", is_text=True),
        Column(metrics.MEASURES[honest.metric].title),
        Column(lead_title(honest).replace(", ", ",\n")),
        Column("How it was trained", is_text=True),
    ]
    tables.render(columns, [Row(_cells(one)) for one in known])
    st.caption(HELP)


def _cells(one: Baseline) -> list[Cell | str]:
    note = Cell(html(one.note), wraps=True)
    return [html(one.title, 40), widgets.score(one.score), one.told, note]
