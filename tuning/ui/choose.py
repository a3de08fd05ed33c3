"""Which study a page shows: the one its link names, or the one most worth looking at.

The choice is part of the address (`?study=3`), so that a page can be shared by its link.
"""

from __future__ import annotations

import streamlit as st

from tuning.errors import NotFound
from tuning.names import cut
from tuning.store import StudyTitle
from tuning.ui import context, widgets
from tuning.ui.pages import NEW_STUDY
from tuning.view import StudyView

PARAMETER = "study"


def study_view() -> StudyView | None:
    """The chosen study, its title and a chooser drawn; None when there is nothing to show."""
    studies = context.store().titles()
    if not studies:
        nothing_yet("There is no study yet. Start one, and it appears here within a second.")
        return None
    chosen = _asked(studies)
    if chosen is None:
        return None
    try:
        return context.view(chosen)
    except NotFound as error:
        st.warning(str(error), icon=":material/search_off:")
        return None


def nothing_yet(text: str) -> None:
    """An empty page: what to do next, and one button that does it."""
    with st.container(border=True):
        st.markdown(text)
        if st.button("New study", type="primary", icon=":material/add:"):
            st.switch_page(NEW_STUDY.script)


def _asked(studies: list[StudyTitle]) -> int | None:
    """The study of the address; without one the newest that runs, else the newest."""
    by_id = {study.id: study for study in studies}
    asked = st.query_params.get(PARAMETER, "")
    if asked and not (asked.isdigit() and int(asked) in by_id):
        st.warning(
            f"There is no study {widgets.plain(cut(asked))}: it may have been deleted.",
            icon=":material/search_off:",
        )
        asked = ""
    default = next((s.id for s in studies if s.state.is_active()), studies[0].id)
    first = int(asked) if asked else default
    ids = list(by_id)
    chosen = st.selectbox(
        "Study",
        ids,
        index=ids.index(first),
        format_func=lambda n: f"{n} · {by_id[n].name}",
        label_visibility="collapsed",
        key=f"chooser-{first}",
    )
    if chosen != first:
        st.query_params[PARAMETER] = str(chosen)
        st.rerun()
    if not asked:
        st.query_params[PARAMETER] = str(chosen)
    return chosen
