"""Studies: every study there is, the newest first, to find, open, rename, resume or delete."""

from __future__ import annotations

import math

import streamlit as st

from tuning.ui import choose, context, study_list, widgets

TICK_SECONDS = 2.0


def body() -> None:
    """The list, as it is now."""
    studies = context.store().studies()
    found = study_list.matching(studies, text or "", states or [])
    count = (
        f"{len(found):,} of {len(studies):,}" if len(found) < len(studies) else f"{len(found):,}"
    )
    st.caption(f"{count} studies")
    pages = max(math.ceil(len(found) / study_list.PER_PAGE), 1)
    page = st.session_state.get("page", 1) if pages > 1 else 1
    first = (min(page, pages) - 1) * study_list.PER_PAGE
    study_list.head()
    for study in found[first : first + study_list.PER_PAGE]:
        study_list.row(study)
    if not found:
        st.caption("No study fits. Shorten the text, or let go of a state.")
    if pages > 1:
        st.pagination(pages, key="page")


widgets.style()
st.title("Studies")
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
        )
        states = st.pills(
            "States",
            [name for name, _ in widgets.STATES.values()],
            selection_mode="multi",
            key="states",
            label_visibility="collapsed",
        )
    some_run = any(study.state.is_active() for study in known)
    with st.container(border=True):
        st.fragment(body, run_every=TICK_SECONDS if some_run else None)()
