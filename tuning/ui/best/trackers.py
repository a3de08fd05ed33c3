"""What trackers have of a study, and sending it there: now, or again."""

from __future__ import annotations

import streamlit as st

from tuning.store.view import StudyView
from tuning.trackers import TRACKERS, Tracker
from tuning.ui import context, rights, widgets

TICK_SECONDS = 1.5


def render(view: StudyView) -> None:
    """A button that opens a line for each tracker; not for those who may send nothing."""
    if not rights.may_change():
        return
    box = widgets.popover("Trackers", "trackers", ":material/monitoring:", width="content")
    if box.open:
        with box:
            st.caption(
                "Each trial becomes a run, with its values, every epoch and its score; the winner "
                "brings its model and the report. What was sent before is not sent twice."
            )
            st.fragment(_lines, run_every=TICK_SECONDS)(view.study.id)


def _lines(study_id: int) -> None:
    told: dict[str, list[str]] = {name: [] for name in TRACKERS}
    for event in context.store().events(study_id):
        _, _, name = event.kind.partition("track-")
        if name in told:
            told[name].append(event.text)
    for name, tracker in TRACKERS.items():
        _line(study_id, tracker, told[name])


def _line(study_id: int, tracker: Tracker, told: list[str]) -> None:
    """A tracker's button, and the last that was told of it; `told` grows with each answer."""
    asked = f"tracker-asked-{study_id}-{tracker.name}"
    waits = st.session_state.get(asked) == len(told)
    st.button(
        f"Send to {tracker.title}",
        key=f"send-{tracker.name}",
        disabled=waits or not tracker.is_installed,
        width="stretch",
        on_click=_send,
        args=(study_id, tracker.name, asked, len(told)),
    )
    if tracker.missing:
        st.caption(widgets.plain(tracker.missing))
    elif waits:
        st.caption("The engine is sending it …")
    elif told:
        _told(told[-1], str(context.settings().tracked / str(study_id) / tracker.name))


def _told(text: str, folder: str) -> None:
    """What was told; the client's own command, which comes after the folder, to be copied."""
    said, offline, command = text.partition(f"{folder}: ")
    st.caption(widgets.plain(f"{said}{folder}. Send it on with:" if offline else said))
    if command:
        st.code(command, language=None, wrap_lines=True)


def _send(study_id: int, name: str, asked: str, told: int) -> None:
    context.store().send("track", study_id, to=[name])
    st.session_state[asked] = told
