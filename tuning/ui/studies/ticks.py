"""The studies that a person has ticked, and what can be done with all of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning.store import StudyRecord
from tuning.ui.study_actions import act, boards, compare_with_last, possible, rename

TICKED = "ticked"


def ticked() -> set[int]:
    """The numbers of the studies that a person has ticked."""
    chosen: set[int] = st.session_state.setdefault(TICKED, set())
    return chosen


def tick(key: str, ids: Sequence[int]) -> None:
    """Applies a click on the box of some studies."""
    change = ticked().update if st.session_state[key] else ticked().difference_update
    change(ids)


def box(key: str, label: str, ids: Sequence[int]) -> None:
    """A box that ticks these studies."""
    st.session_state[key] = bool(ids) and ticked().issuperset(ids)
    st.checkbox(label, key=key, label_visibility="collapsed", on_change=tick, args=(key, list(ids)))


def bar(studies: Sequence[StudyRecord]) -> None:
    """The number ticked, and what can be done with them; nothing while none is."""
    chosen = [study for study in studies if study.id in ticked()]
    if not chosen:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="ticked-bar"):
        st.markdown(f"**{len(chosen):,} ticked**", width="content")
        for name, action in possible(chosen).items():
            if action in (rename, boards, compare_with_last):
                continue
            said = name.removesuffix(" all")
            if st.button(said, key=f"ticked-{said.lower().replace(' ', '-')}"):
                act(action, chosen)
        if st.button("Untick all", key="untick", type="tertiary"):
            ticked().clear()
            st.rerun()
