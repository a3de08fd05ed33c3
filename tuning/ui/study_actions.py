"""What can be done with a study, with several, or with a race as one: the entries of its menu."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence

import streamlit as st

from tuning.analysis.comparison import kind
from tuning.analysis.raced import Race
from tuning.errors import InvalidInput
from tuning.store import StudyRecord
from tuning.study import StudyState, Turn
from tuning.text import names
from tuning.ui import choose, commands, context, rights, study_turn, widgets
from tuning.ui.pages import COMPARE, TENSORBOARD, Page

STOPS_WITHIN = 60.0
"""Seconds: a fit ends at its next epoch."""
NAMED = 5
TOLD = "action-told"
NONE_BEFORE = (
    "Before study {id} there is none of its kind: the same data, strategy, model and searched "
    "hyperparameters."
)

Action = Callable[[Sequence[StudyRecord]], bool | None]
"""Does something with studies; True if it asks first, in a dialog that reruns the page itself."""


def possible(studies: Sequence[StudyRecord]) -> dict[str, Action]:
    """The actions possible now with one study or several, by the menu's entries; deleting last."""
    found = _all(studies)
    return found if rights.may_change() else _of_those_who_look(found)


def _of_those_who_look(found: dict[str, Action]) -> dict[str, Action]:
    """Those actions that change nothing."""
    looking = (compare, compare_with_last, boards)
    return {name: action for name, action in found.items() if action in looking}


def _all(studies: Sequence[StudyRecord]) -> dict[str, Action]:
    states = [commands.shown_state(study) for study in studies]
    one, pairs = len(studies) == 1, list(zip(studies, states, strict=True))
    active = any(state.is_active() for state in states)
    resumable = any(state.can_resume() for state in states)
    found: dict[str, Action | None] = {
        ("Stop" if one else "Stop all"): stop if active else None,
        ("Resume" if one else "Resume all"): resume if resumable else None,
        **(_turns(studies[0], states[0]) if one else _turns_of_all(pairs)),
        "Finish": finish if any(commands.can_finish(s, state) for s, state in pairs) else None,
        "Compare": compare if not one else None,
        "Compare with the last of its kind": compare_with_last if one else None,
        "TensorBoard": boards if one else None,
        "Rename": rename if one else None,
        ("Stop and delete" if active else "Delete"): delete,
    }
    return {name: action for name, action in found.items() if action is not None}


def of_a_race(race: Race, leads_to: Page | None = None) -> dict[str, Action]:
    """The same for the studies of a race as one; it is renamed and deleted whole."""

    def ask_its_name(_: Sequence[StudyRecord]) -> bool:
        ask_name(race.name, lambda name: context.store().rename_race(race.id, name))
        return True

    def ask_about_all(studies: Sequence[StudyRecord]) -> bool:
        ask_to_delete(list(studies), race.name, leads_to)
        return True

    found = _all(race.studies[::-1])
    if not rights.may_change():
        return _of_those_who_look(found)
    last, _ = found.popitem()
    renames: dict[str, Action] = {"Rename": ask_its_name} if race.record is not None else {}
    return {**found, **renames, last: ask_about_all}


def act(action: Action, studies: Sequence[StudyRecord]) -> None:
    """Runs the action, then the page, unless the action opens a dialog."""
    if not action(studies):
        st.rerun()


def _turns(study: StudyRecord, state: StudyState) -> dict[str, Action | None]:
    """The other ways in which a running study can share the workers."""
    return {n: _set_turn(turn) for n, turn in study_turn.choices(study, state).items()}


def _turns_of_all(pairs: Sequence[tuple[StudyRecord, StudyState]]) -> dict[str, Action | None]:
    """Pausing all that run, and letting all that are paused go on."""
    can = [study_turn.choices(study, state) for study, state in pairs]
    return {
        "Pause all": _set_turn(Turn.PAUSED) if any("Pause" in one for one in can) else None,
        "Go on": _set_turn(Turn.FAIR) if any("Go on" in one for one in can) else None,
    }


def _set_turn(turn: Turn) -> Action:
    def act(studies: Sequence[StudyRecord]) -> None:
        for study in studies:
            if commands.shown_state(study).is_active() and study.turn is not turn:
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
    """On to the page that shows them side by side."""
    ids = [study.id for study in studies]
    st.switch_page(COMPARE.script, query_params=choose.several(ids))


def compare_with_last(studies: Sequence[StudyRecord]) -> None:
    """On to a study beside the last of its kind, or a word that there is none."""
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


def rename(studies: Sequence[StudyRecord]) -> bool:
    study = studies[0]
    ask_name(study.name, lambda name: context.store().rename_study(study.id, name))
    return True


@st.dialog("Rename")
def ask_name(known: str, keep: Callable[[str], None]) -> None:
    """Asks for another name, and has it kept once it is one."""
    with st.form("rename", border=False):
        given = st.text_input("Name", value=known, key="new-name")
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
    keep(name)
    st.rerun()


def delete(studies: Sequence[StudyRecord]) -> bool:
    ask_to_delete(list(studies))
    return True


@st.dialog("Delete for good?")
def ask_to_delete(
    studies: list[StudyRecord], whole: str | None = None, leads_to: Page | None = None
) -> None:
    """Deletes them once that is confirmed; `whole`: what all of them are together.

    `leads_to`: where to go from a page that shows what is gone then.
    """
    named = [study.name for study in studies[:NAMED]] if whole is None else [whole]
    told = [f"<b>{names.html(name, names.LONG)}</b>" for name in named]
    if whole is not None:
        told[0] += f" with its {len(studies)} studies"
    elif len(studies) > NAMED:
        told.append(f"{len(studies) - NAMED} more")
    trials = widgets.counted(sum(study.trials_finished for study in studies), "trial")
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
        if not left and leads_to is not None:
            st.switch_page(leads_to.script)
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
    """The records, the model, the event files and what was made for trackers."""
    rights.demand()
    context.store().delete_study(study.id)
    home = context.settings()
    for folder in (home.models, home.logs, home.tracked):
        shutil.rmtree(folder / str(study.id), ignore_errors=True)
