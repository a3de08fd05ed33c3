"""What can be done with studies in a list: from a study's menu, or with all that are ticked."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence

import streamlit as st

from tuning.analysis.comparison import kind
from tuning.errors import InvalidInput
from tuning.store import StudyRecord
from tuning.study import StudyState, Turn
from tuning.text import names
from tuning.ui import choose, commands, context, study_turn, widgets
from tuning.ui.pages import COMPARE, TENSORBOARD

STOPS_WITHIN = 60.0
"""Seconds: a fit ends at its next epoch."""
NAMED = 5
TICKED, TOLD = "ticked", "action-told"
NONE_BEFORE = (
    "Before study {id} there is none of its kind: the same data, strategy, model and searched "
    "hyperparameters."
)

Action = Callable[[Sequence[StudyRecord]], None]


def possible(studies: Sequence[StudyRecord]) -> dict[str, Action]:
    """The actions possible now with one study or several, by the menu's entries, in its order."""
    states = [commands.shown_state(study) for study in studies]
    one, pairs = len(studies) == 1, list(zip(studies, states, strict=True))
    active = any(state.is_active() for state in states)
    resumable = any(state.can_resume() for state in states)
    found: dict[str, Action | None] = {
        ("Stop" if one else "Stop all"): stop if active else None,
        ("Resume" if one else "Resume all"): resume if resumable else None,
        **(_turns(studies[0], states[0]) if one else {}),
        "Finish": finish if any(commands.can_finish(s, state) for s, state in pairs) else None,
        "Compare": compare if not one else None,
        "Compare with the last of its kind": compare_with_last if one else None,
        "TensorBoard": boards if one else None,
        "Rename": rename if one else None,
        ("Stop and delete" if active else "Delete"): delete,
    }
    return {name: action for name, action in found.items() if action is not None}


def act(action: Action, studies: Sequence[StudyRecord]) -> None:
    """Runs the action, then the page, unless the action opens a dialog."""
    action(studies)
    if action not in (rename, delete):
        st.rerun()


def _turns(study: StudyRecord, state: StudyState) -> dict[str, Action | None]:
    """The other ways in which a running study can share the workers."""
    return {n: _set_turn(turn) for n, turn in study_turn.choices(study, state).items()}


def _set_turn(turn: Turn) -> Action:
    def act(studies: Sequence[StudyRecord]) -> None:
        for study in studies:
            study_turn.choose(study.id, turn)

    return act


def stop(studies: Sequence[StudyRecord]) -> None:
    for study in studies:
        if commands.shown_state(study).is_active():
            commands.send("stop", study)


def resume(studies: Sequence[StudyRecord]) -> None:
    for study in studies:
        if commands.shown_state(study).can_resume():
            commands.send("resume", study)


def finish(studies: Sequence[StudyRecord]) -> None:
    for study in studies:
        if commands.can_finish(study, commands.shown_state(study)):
            commands.send("finish", study)


def compare(studies: Sequence[StudyRecord]) -> None:
    ids = [study.id for study in studies]
    st.switch_page(COMPARE.script, query_params=choose.several(ids))


def compare_with_last(studies: Sequence[StudyRecord]) -> None:
    study = studies[0]
    before = kind.last_of_its_kind(study, context.store().studies())
    if before is None:
        st.session_state[TOLD] = NONE_BEFORE.format(id=study.id)
    else:
        compare([before, study])


def tell() -> None:
    """What an action had to say, once, on the page that follows it."""
    if told := st.session_state.pop(TOLD, None):
        st.toast(told, icon=":material/info:")


def boards(studies: Sequence[StudyRecord]) -> None:
    st.switch_page(TENSORBOARD.script, query_params=choose.one(studies[0].id))


def rename(studies: Sequence[StudyRecord]) -> None:
    _rename(studies[0])


@st.dialog("Rename")
def _rename(study: StudyRecord) -> None:
    with st.form("rename", border=False):
        given = st.text_input("Name", value=study.name, key="new-name")
        if not st.form_submit_button("Rename", type="primary"):
            return
    try:
        name = names.of_a_study(given)
    except InvalidInput as error:
        widgets.error(str(error))
        return
    if not name:
        widgets.error("A name needs at least one letter.")
        return
    context.store().rename_study(study.id, name)
    st.rerun()


def delete(studies: Sequence[StudyRecord]) -> None:
    _delete(list(studies))


@st.dialog("Delete for good?")
def _delete(studies: list[StudyRecord]) -> None:
    told = [f"<b>{names.html(study.name, names.LONG)}</b>" for study in studies[:NAMED]]
    if len(studies) > NAMED:
        told.append(f"{len(studies) - NAMED} more")
    trials = widgets.plural(sum(study.trials_finished for study in studies), "trial")
    whose = "its" if len(studies) == 1 else "their"
    models = "its best model" if len(studies) == 1 else "their best models"
    widgets.html(f"{', '.join(told)}: {trials}, {whose} curves and {models} are removed for good.")
    active = [study for study in studies if commands.shown_state(study).is_active()]
    with st.container(horizontal=True):
        label = "Stop and delete" if active else "Delete"
        pressed = st.button(label, type="primary", key="delete")
        if st.button("Keep", key="keep"):
            st.rerun()
    if pressed:
        with st.spinner("Stopping …" if active else "Deleting …"):
            left = stopped_and_removed(studies)
        if not left:
            st.rerun()
        ids = ", ".join(str(study.id) for study in left)
        widgets.error(f"Study {ids} has not stopped within {STOPS_WITHIN:.0f} s: try again later.")


def stopped_and_removed(studies: Sequence[StudyRecord]) -> list[StudyRecord]:
    """Stops those that run, waits, and removes all; returns those that did not stop in time."""
    stop(studies)
    store, until = context.store(), time.monotonic() + STOPS_WITHIN
    waiting = list(studies)
    while waiting:
        serves = context.engine_is_alive(context.engine())
        known = {title.id: title.state for title in store.titles()}
        for study in list(waiting):
            # Without an engine, no study runs.
            if not serves or study.id not in known or not known[study.id].is_active():
                remove(study)
                waiting.remove(study)
        if time.monotonic() > until:
            break
        if waiting:
            time.sleep(0.1)
    return waiting


def remove(study: StudyRecord) -> None:
    """The records, the model and the event files."""
    context.store().delete_study(study.id)
    home = context.settings()
    for folder in (home.models, home.logs):
        shutil.rmtree(folder / str(study.id), ignore_errors=True)


# -- those that are ticked -----------------------------------------------------------------------


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
