"""How a study shares the workers with others, and what a person can do about it."""

from __future__ import annotations

import streamlit as st

from tuning.store import StudyRecord
from tuning.study import StudyState, Turn
from tuning.ui import context, rights, widgets

PUT_FIRST = "Its fits come before those of all other studies, until you say otherwise."
PAUSE = "Its fits wait until you let it go on; those under way train to their end. Other studies \
have the workers meanwhile."


def choices(study: StudyRecord, state: StudyState) -> dict[str, Turn]:
    """What a person can choose now, by what a button or a menu calls it."""
    if state not in (StudyState.QUEUED, StudyState.RUNNING) or not rights.may_change():
        return {}
    back = {Turn.PAUSED: "Go on", Turn.FIRST: "Take turns again"}
    named = {"Put first": Turn.FIRST, "Pause": Turn.PAUSED}
    found = {name: turn for name, turn in named.items() if turn is not study.turn}
    return found | ({back[study.turn]: Turn.FAIR} if study.turn in back else {})


def choose(study_id: int, turn: Turn) -> None:
    context.store().set_turn(study_id, turn)


def label(study: StudyRecord, state: StudyState) -> str:
    """The state of a study as a label; one that a person has paused says so."""
    is_paused = study.is_paused and state is study.state
    return widgets.state("PAUSED" if is_paused else state)


def shown(study: StudyRecord, state: StudyState) -> tuple[object, ...]:
    """Everything drawn here that can change."""
    possible = choices(study, state)
    return *possible, bool(possible) and context.store().is_alone(study.id)


def buttons(study: StudyRecord, state: StudyState) -> None:
    """Put first and Pause, which keep their places once pressed; `notice` has the way back.

    So no other button appears under the pointer, where a second click would press it.
    """
    if not choices(study, state):
        return
    if not context.store().is_alone(study.id):
        _button("Put first", ":material/vertical_align_top:", study, Turn.FIRST, help=PUT_FIRST)
    _button("Pause", ":material/pause:", study, Turn.PAUSED, help=PAUSE)


def notice(study: StudyRecord, state: StudyState) -> None:
    """That a study is paused or first, and the way back."""
    for name, turn in choices(study, state).items():
        if turn is Turn.FAIR:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(study.turn.told, width="content")
                _button(name, ":material/play_arrow:", study, turn)


def _button(name: str, icon: str, study: StudyRecord, turn: Turn, help: str | None = None) -> None:
    st.button(
        name,
        icon=icon,
        key=f"turn-{turn}",
        help=help,
        disabled=study.turn is turn,
        on_click=choose,
        args=(study.id, turn),
    )
