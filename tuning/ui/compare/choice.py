"""Which studies are compared: the ones the link names, and what cannot stand beside them.

The choice is part of the address (`?studies=3,4,5`), so that a comparison is shared by its link.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning.analysis.comparison import comparable
from tuning.planning import race
from tuning.store import EXAMPLE, StudyRecord
from tuning.text.names import cut
from tuning.ui import choose, context, example, widgets

KEY = "compared"
MOST_LETTERS = 28
"""Of a name on a chip: all chips share one row."""
MOST_BY_ITSELF = 5
"""Studies that the page picks when no link names any."""


def show(ids: Sequence[int]) -> None:
    """Let the page compare these."""
    st.query_params.update(choose.several(ids))


def chosen(studies: Sequence[StudyRecord]) -> list[StudyRecord]:
    """The studies to compare, the chooser drawn, and a sentence for each that is left out."""
    by_id = {study.id: study for study in studies}
    if any(map(example.is_named, st.query_params.get(choose.SEVERAL, "").split(","))):
        by_id[EXAMPLE] = context.store().study(example.title().id)
    wanted = _asked(by_id)
    if st.session_state.get(KEY) != wanted:
        st.session_state[KEY] = wanted
    st.multiselect(
        "Studies",
        list(by_id),
        key=KEY,
        format_func=lambda study_id: (
            f"{study_id} · {cut(race.short_name(by_id[study_id].name), MOST_LETTERS)}"
        ),
        placeholder="Choose studies of one data set and objective",
        label_visibility="collapsed",
        on_change=_remember,
        wrap=False,
    )
    kept, refused = comparable.comparable([by_id[study_id] for study_id in wanted])
    for study, reason in refused:
        widgets.error(f"{reason} Study {study.id} is left out.")
    return kept


def _remember() -> None:
    show(st.session_state[KEY])


def _asked(by_id: dict[int, StudyRecord]) -> list[int]:
    """The studies that the address names, or those that the page picks; warns of unknown ones."""
    if choose.SEVERAL not in st.query_params:
        wanted = by_itself(list(by_id.values()))
        if wanted:
            show(wanted)
        return wanted
    texts = [text.strip() for text in st.query_params[choose.SEVERAL].split(",") if text.strip()]
    found = {text: choose.named(text, by_id) for text in texts}
    known = [study_id for study_id in found.values() if study_id is not None]
    gone = [cut(text) for text, study_id in found.items() if study_id is None]
    if gone:
        what = "is no study" if len(gone) == 1 else "are no studies"
        text = f"There {what} {', '.join(gone)}: perhaps deleted."
        st.warning(widgets.plain(text), icon=":material/search_off:")
    return known


def by_itself(studies: Sequence[StudyRecord]) -> list[int]:
    """The newest study that can be compared with others, and the newest of those.

    Of repeated searches (same seed), only the newest.
    """
    for newest in studies:
        others = [s for s in studies if comparable.why_not(newest, s) is None]
        searches: dict[str, int] = {}
        for study in others:
            searches.setdefault(comparable.search_of(study.spec), study.id)
            if len(searches) == MOST_BY_ITSELF:
                break
        if len(searches) > 1:
            return list(searches.values())
    return []
