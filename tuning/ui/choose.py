"""Which study a page shows: the one its link names, or the one most worth looking at.

The choice is part of the address (`?study=3`), so that a page can be shared by its link. A link to
a study that is not there says so and shows none: never another one, with its Stop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tuning.analysis.raced import Race
from tuning.errors import NotFound
from tuning.store import EXAMPLE, StudyTitle
from tuning.store.view import StudyView
from tuning.text.names import cut
from tuning.ui import context, example, pages, widgets
from tuning.ui.pages import COMPARE, LIVE, NEW_STUDY, Page

ONE, SEVERAL, FROM, RACE, BOARD = "study", "studies", "from", "race", "board"
"""How an address names studies: `?study=3` shows one, `?studies=3,4` compares, `?from=3` copies,
`?race=3` shows the race whose first study is 3, and `?board=3` a board."""
NEW, TWO = "new", "two"
"""`?new=1`: a race that is still to be set up; `?new=two`: one of two strategies on digits."""
LOOK_SECONDS = 3.0
"""How often a page checks that a study which no longer changes is still there."""
LATEST = 3


def study_view(place: DeltaGenerator) -> StudyView | None:
    """The chosen study, its chooser drawn in `place`; None when there is nothing to show."""
    chosen = study_id(place)
    if chosen is None:
        return None
    try:
        return context.view(chosen)
    except NotFound:
        not_there(str(chosen), context.store().titles())
        return None


def study_id(place: DeltaGenerator) -> int | None:
    """The number of the chosen study, watched from now on."""
    studies = context.store().titles()
    asked = st.query_params.get(ONE, "")
    if example.is_named(asked):
        studies = [example.title(), *studies]
    if not studies:
        nothing_yet("There is no study yet. Start one, and it appears here within a second.")
        return None
    ids = [study.id for study in studies]
    default = next((s.id for s in studies if s.state.is_active()), ids[0])
    first = named(asked, ids) if asked else default
    with place:
        chosen = _chooser(studies, first)
    if chosen is None:
        not_there(asked, studies)
    elif chosen != first:
        st.query_params[ONE] = str(chosen)
        st.rerun()
    else:
        st.query_params[ONE] = str(chosen)
        still_there(chosen)
    return chosen


def one(study_id: int | str) -> dict[str, str]:
    """The part of an address that names a study."""
    return {ONE: str(study_id)}


def several(study_ids: Iterable[int]) -> dict[str, str]:
    """The part of an address that names studies to compare."""
    return {SEVERAL: ",".join(map(str, study_ids))}


def a_race(race_id: int) -> dict[str, str]:
    """The part of an address that names a race."""
    return {RACE: str(race_id)}


def a_board(board_id: int) -> dict[str, str]:
    """The part of an address that names a board."""
    return {BOARD: str(board_id)}


def page_of(race: Race) -> tuple[Page, dict[str, str]]:
    """A race's page and what its address says; studies that are older than races are compared."""
    if race.record is None:
        return COMPARE, several(study.id for study in reversed(race.studies))
    return pages.RACE, a_race(race.id)


def new_race(study_id: int | None = None) -> dict[str, str]:
    """The race page's address where one is set up; like a study, or on digits."""
    return {NEW: "1"} | (begin_from(study_id) if study_id is not None else {})


def race_of_two() -> dict[str, str]:
    """The address of a race of two strategies on digits, which only has to be started."""
    return {NEW: TWO}


def asks_for_two() -> bool:
    """Whether the address is that of `race_of_two`."""
    return st.query_params.get(NEW) == TWO


def begin_from(study_id: int) -> dict[str, str]:
    """The part of an address that names a study to begin from."""
    return {FROM: str(study_id)}


def named(text: str, ids: Collection[int]) -> int | None:
    """The study that a part of an address names; None if it is not there."""
    return next((study_id for study_id in ids if str(study_id) == text.strip()), None)


def seen(study_id: int) -> StudyView:
    """The study as it is now, for a fragment that ticks; reruns the page if the study is gone."""
    try:
        return context.view(study_id)
    except NotFound:
        st.rerun()


def nothing_yet(text: str) -> None:
    """An empty page: what to do next, and one button that does it."""
    with st.container(border=True):
        st.markdown(text)
        _new_study("primary")


def not_there(asked: str, studies: Sequence[StudyTitle], starts: bool = True) -> None:
    """Says that a study is not there, and where to go from here."""
    with st.container(border=True):
        named = widgets.plain(cut(asked))
        st.warning(
            f"There is no study {named}: it may have been deleted.", icon=":material/search_off:"
        )
        for study in studies[:LATEST]:
            st.page_link(
                LIVE.script,
                label=f"{study.id} · {widgets.plain(cut(study.name))}",
                icon=LIVE.icon,
                query_params=one(study.id),
            )
        if starts:
            _new_study("secondary")


def _new_study(kind: str) -> None:
    if st.button("New study", type=kind, icon=":material/add:", key="to-new-study"):  # type: ignore[arg-type]
        st.switch_page(NEW_STUDY.script)


def _chooser(studies: Sequence[StudyTitle], first: int | None) -> int | None:
    names = {study.id: study.name for study in studies}
    ids = list(names)
    return st.selectbox(
        "Study",
        ids,
        index=None if first is None else ids.index(first),
        format_func=lambda n: f"{'Example' if n == EXAMPLE else n} · {names[n]}",
        placeholder="Choose a study",
        label_visibility="collapsed",
        key=f"chooser-{first}",
    )


@st.fragment(run_every=LOOK_SECONDS)
def still_there(*ids: int) -> None:
    """Reruns the page once one of the studies is gone: a study that has ended does not tick."""
    there = {study.id for study in context.store().titles()} | {EXAMPLE}
    if not there.issuperset(ids):
        st.rerun()
