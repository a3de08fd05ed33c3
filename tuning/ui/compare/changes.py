"""Two studies of one kind: what was changed from the earlier to the later, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning.analysis.comparison import kind
from tuning.store.view import StudyView
from tuning.ui import tables, widgets
from tuning.ui.tables import Column, Row

COLUMNS = (
    Column("Setting", is_text=True),
    Column("Before", is_text=True),
    Column("Now", is_text=True),
)


def render(views: Sequence[StudyView]) -> None:
    """The card; nothing unless there are just two studies, both of one kind."""
    if len(views) != 2:
        return
    before, after = sorted(views, key=lambda view: view.study.id)
    if not kind.is_of_one_kind(before.study, after.study):
        return
    with st.container(border=True, key="changes"):
        widgets.head("What has changed", f"from study {before.study.id} to study {after.study.id}")
        found = kind.changes(before.study.spec, after.study.spec)
        if found:
            rows = [Row([escape(t) for t in (c.title, c.before, c.after)]) for c in found]
            tables.render(COLUMNS, rows)
        else:
            st.markdown("No setting: it is the same search again, seed included.")
        st.markdown(kind.difference(kind.repeated(before, after)))
