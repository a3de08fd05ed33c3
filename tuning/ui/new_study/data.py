"""The data of a new study: chosen, brought or removed, and looked at before the start."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from tuning.catalog import DATASETS
from tuning.datasets import own
from tuning.study import DataSpec
from tuning.ui import context, widgets
from tuning.ui.new_study import columns, own_data, preview, read_as, session, target
from tuning.ui.new_study.dataset import chosen, info_of, suit, table_of
from tuning.ui.new_study.form import Form

Later = Callable[[], None]
"""Draws what may take a moment, once the rest of the page is there."""


def section(form: Form) -> Later:
    """Which data and how many rows of them; the look at them comes later."""
    data = chosen(form)
    info = info_of(data)
    widgets.head("1 · Data", info.help if info else "what the networks learn from")
    name, rows, bring = st.columns([5, 3, 3], vertical_alignment="bottom")
    with name:
        names = [*DATASETS, *own.names(context.settings())]
        if data.name not in names:
            names.append(data.name)
        form.select(
            "data.name",
            "Data set",
            names,
            "Small sets train in seconds; larger ones take longer and tell more. Your own table "
            "or .npz stands at the end of the list once you have added it.",
            format_func=_title,
            on_change=_other_data,
        )
    with rows:
        form.integer(
            "data.rows",
            "Training rows",
            "Use only so many rows, drawn evenly from all classes, for a quicker study.",
            placeholder=f"all {info.rows:,}" if info else "all",
        )
    with bring:
        own_data.bring()
    form.error("data.name", "data.rows", "data")
    if data.is_own:
        target.section(form, data)
        read_as.section(data)
    with st.container(key="lines-data", gap=None):
        if data.is_table:
            columns.section(form, data)
        return preview.look(data)


def _title(name: str) -> str:
    """Its title in the list; of several own files of one name, with what tells them apart."""
    data = DataSpec(name=name)
    title = context.data_title(data)
    if not data.is_own:
        return title
    same = [n for n in own.names(context.settings()) if DataSpec(name=n).title == data.title]
    return f"Your own: {title}{_told_apart(data) if len(same) > 1 else ''}"


def _told_apart(data: DataSpec) -> str:
    """What tells an own file from others of its name: its rows, and when it was added."""
    table = table_of(data) if data.is_table else None
    info = None if table else info_of(data)
    count = len(table.frame) if table else info.rows + info.test_rows if info else 0
    rows = f", {count:,} rows" if count else ""
    day = time.localtime(own.added(data.name, context.settings()))
    return f"{rows}, added {day.tm_mday} {time.strftime('%b, %H:%M', day)}"


def _other_data() -> None:
    """Another data set was chosen."""
    name = st.session_state.get(session.key("data.name"))
    if name is not None:  # a starting point that was pressed has already set every field
        suit(name)
