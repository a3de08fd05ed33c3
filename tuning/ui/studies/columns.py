"""What every line of the list of studies has: its columns with their titles, and its places."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tuning.analysis import listing
from tuning.analysis.listing import Line
from tuning.store import StudyRecord
from tuning.text import glossary
from tuning.ui import context
from tuning.ui.studies import ticks

COLUMNS = {
    "strategy": "Strategy",
    "data": "Data",
    "state": "State",
    "trials": "Trials",
    "score": "Best score",
    "corrected": "Corrected",
    "test": "Test",
    "started": "Started",
}
SORT = "sort"
"""The order, in the address."""
NAME_LETTERS = 46
"""The middle of a longer name is left out: names of similar studies differ at their ends."""


def sort() -> str:
    """By which column, as the address has it; with `-` before it the other way round."""
    return st.query_params.get(SORT, listing.NEWEST_FIRST)


def _turn(column: str) -> None:
    st.query_params[SORT] = listing.turned(sort(), column)


def head(shown: Sequence[StudyRecord]) -> None:
    """The columns' titles; a click sorts by one, or reverses its order."""
    with row("study-head"):
        ticks.box("tick-all", "Tick all", [study.id for study in shown])
        with st.container(key="head-name"):
            _head("name", "Study")
        with st.container(key="head-cells"):
            for column, title in COLUMNS.items():
                _head(column, title)
        with st.container(key="head-actions"):
            st.empty()


def _head(column: str, title: str) -> None:
    order = sort()
    arrow = {column: " ↑", f"-{column}": " ↓"}.get(order, "")
    st.button(
        title + arrow,
        key=f"sort-{column}",
        type="tertiary",
        help=" ".join(filter(None, [glossary.meaning(title), f"Sort by {title.lower()}."])),
        on_click=_turn,
        args=(column,),
    )


def row(key: str) -> DeltaGenerator:
    """Where a line stands."""
    return st.container(
        key=key, horizontal=True, vertical_alignment="center", gap="small", wrap=False
    )


def actions(key: str) -> DeltaGenerator:
    """Where a line's buttons stand."""
    return st.container(
        key=key, horizontal=True, gap="xsmall", horizontal_alignment="right", wrap=False
    )


def cells(told: Sequence[str]) -> str:
    """What a line tells in its columns, as our own HTML."""
    titles = COLUMNS.values()
    return "".join(
        f'<div data-title="{title}">{cell}</div>' for title, cell in zip(titles, told, strict=True)
    )


def middle(name: str, most: int = NAME_LETTERS) -> str:
    """A name without its middle where it is long."""
    if len(name) <= most:
        return name
    end = most // 3
    return f"{name[: most - end - 1].rstrip()}…{name[-end:].lstrip()}"


def trials(line: Line) -> str:
    """How many have ended, of how many."""
    planned = f" / {line.trials_planned:,}" if line.trials_planned else ""
    return f"{line.trials_finished:,}{planned}"


def data(study: StudyRecord) -> str:
    """The data's short name; own files of the same name are numbered."""
    data = study.spec.data
    return context.data_title(data) if data.is_own else data.title
