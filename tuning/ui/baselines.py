"""What a winner is held against, as lines of a table: each baseline and its score."""

from __future__ import annotations

import streamlit as st

from tuning import metrics
from tuning.honesty import BASELINES, Honest, words
from tuning.store.honest import honest_of
from tuning.store.view import StudyView
from tuning.text.names import html
from tuning.ui import tables, widgets
from tuning.ui.tables import Cell, Column, Row

HELP = "None of them is a trial. A lead below zero: the winner does not come up to it."
NOTHING = "Baselines are known a moment after the first trial has begun."


def render(view: StudyView, level: int = 2) -> None:
    """A line a baseline; a study of an earlier version has none, and nothing is shown of it.

    `level`: of its heading.
    """
    honest = honest_of(view)
    known = [name for name in BASELINES if name in honest.baselines or name in honest.notes]
    if not known:
        if view.whole.study.state.is_active():
            st.caption(NOTHING)
        return
    widgets.head("Baselines", "trained beside the search, on the same rows", level)
    title = metrics.MEASURES[honest.metric].title
    columns = [
        Column("Held against", is_text=True),
        Column(title),
        Column(f"Lead of the winner\n{'corrected' if honest.corrected is not None else 'chosen'}"),
        Column("How it was trained", is_text=True),
    ]
    rows = [Row(_cells(honest, name)) for name in known]
    tables.render(columns, rows)
    st.caption(HELP)


def _cells(honest: Honest, name: str) -> list[Cell | str]:
    value = honest.baselines.get(name)
    note = html(honest.notes.get(name, "Nothing is trained."))
    return [
        html(words.title(name, honest), 40),
        widgets.score(value),
        _lead(honest, value),
        Cell(note, wraps=True),
    ]


def _lead(honest: Honest, value: float | None) -> str:
    """How much better the winner is, corrected where that is known; a dash where nothing is."""
    winner = honest.corrected if honest.corrected is not None else honest.chosen
    if value is None or winner is None:
        return "–"
    is_higher = metrics.MEASURES[honest.metric].better == "max"
    lead = winner - value if is_higher else value - winner
    sign = "+" if lead > 0 else "−" if lead < 0 else ""
    return f"{sign}{widgets.score(abs(lead))}"
