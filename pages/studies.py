"""Studies: every study there is, to find, sort, open, tick, stop, resume, compare or delete."""

from __future__ import annotations

import math

import streamlit as st

from tuning.analysis import listing
from tuning.analysis.raced import Race
from tuning.study import StudyState
from tuning.ui import choose, commands, context, corrections, study_actions, widgets
from tuning.ui.studies import columns, lines, race_line, ticks

TICK_SECONDS = 2.0


def body() -> None:
    """The list, as it is now."""
    studies = context.store().studies()
    wanted = [state for state in StudyState if widgets.STATES[state][0] in (states or [])]
    races = context.store().races()
    found = listing.matching(studies, text or "", wanted, races)
    st.caption(f"{count(len(found), len(studies))} · {lines.held()}")
    ticks.bar(studies)
    ordered = corrections.in_order(listing.folded(found, races), columns.sort())
    pages = max(math.ceil(len(ordered) / lines.PER_PAGE), 1)
    page = st.session_state.get("page", 1) if pages > 1 else 1
    first = (min(page, pages) - 1) * lines.PER_PAGE
    shown = ordered[first : first + lines.PER_PAGE]
    if found:
        every = [s for line in shown for s in (line.studies if isinstance(line, Race) else [line])]
        columns.head(every)
    corrected = corrections.of_lines(shown)
    for line in shown:
        # A race of which something was looked for shows what was found of it.
        is_open = isinstance(line, Race) and (bool(text) or race_line.is_open(line))
        lines.line(line, corrected, is_open=is_open)
    if not found:
        st.caption("No study fits. Shorten the text, or let go of a state.")
    if pages > 1:
        st.pagination(pages, key="page")


def count(found: int, every: int) -> str:
    """`1 study`, `500 studies`, `8 of 500 studies`."""
    number = f"{found:,} of {every:,}" if found < every else f"{every:,}"
    return f"{number} {'study' if every == 1 else 'studies'}"


widgets.style()
st.title("Studies")
study_actions.tell()
known = context.store().titles()
if not known:
    choose.nothing_yet("There is no study yet. Each one that you start is kept here.")
else:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Find",
            key="find",
            placeholder="name, strategy or data",
            icon=":material/search:",
            width=360,
            bind="query-params",
            label_visibility="collapsed",
            live=True,
        )
        states = st.pills(
            "States",
            [widgets.STATES[state][0] for state in StudyState],
            selection_mode="multi",
            key="states",
            wrap=True,
            label_visibility="collapsed",
        )
    some_run = any(study.state.is_active() or commands.is_asked(study.id) for study in known)
    with st.container(border=True):
        st.fragment(body, run_every=TICK_SECONDS if some_run else None)()
