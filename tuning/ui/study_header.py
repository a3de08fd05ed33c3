"""The head of a study's page: its state, how far it is, and what can be done with it."""

from __future__ import annotations

import time
from html import escape

import streamlit as st

from tuning import analysis, catalog
from tuning.analysis import Progress
from tuning.plan import duration
from tuning.store import StudyRecord
from tuning.study import StudyState
from tuning.ui import context, widgets
from tuning.ui.pages import BEST, NEW_STUDY, TENSORBOARD
from tuning.view import StudyView


def shown_state(study: StudyRecord) -> StudyState:
    """The state, or what a person has just asked for and the engine has not answered yet."""
    asked = st.session_state.get(_asked(study.id))
    if asked is None:
        return study.state
    kind, change = asked
    if kind == "stop" and study.state.is_active():
        return StudyState.STOPPING
    if kind == "resume" and study.state.can_resume() and study.change == change:
        return StudyState.QUEUED
    del st.session_state[_asked(study.id)]
    return study.state


def _asked(study_id: int) -> str:
    return f"asked-{study_id}"


def ask(kind: str, study: StudyRecord) -> None:
    """Send a command, and remember it until the engine has answered."""
    context.store().send(kind, study.id)
    st.session_state[_asked(study.id)] = (kind, study.change)


def render(view: StudyView) -> None:
    """State and actions, then the numbers."""
    study, state = view.study, shown_state(view.study)
    left, right = st.columns([5, 4], vertical_alignment="center")
    with left:
        _title(study, state)
    with right, st.container(horizontal=True, horizontal_alignment="right"):
        actions(study, state)
    numbers(view, state)


def _title(study: StudyRecord, state: StudyState) -> None:
    strategy = catalog.STRATEGIES[study.strategy]
    widgets.html(
        f'<div class="ts-head">{widgets.state(state)}'
        f'<span style="opacity:1">{widgets.dot(strategy.color)}{escape(strategy.title)}</span>'
        f"<span>{escape(data_title(study))}"
        f" · started {widgets.ago(time.time() - study.created)}</span></div>"
    )


def data_title(study: StudyRecord) -> str:
    """The data set's name for people, without reading it."""
    known = catalog.DATASETS.get(study.dataset)
    return known.title if known else study.spec.data.title


def actions(study: StudyRecord, state: StudyState) -> None:
    """What can be done now."""
    link = {"study": str(study.id)}
    if state.is_active():
        st.button(
            "Stop",
            icon=":material/stop:",
            key="stop",
            disabled=state is StudyState.STOPPING,
            help="Ends within one epoch. What was recorded stays, and the study can be resumed.",
            on_click=ask,
            args=("stop", study),
        )
    elif state.can_resume():
        st.button(
            "Resume",
            icon=":material/play_arrow:",
            key="resume",
            type="primary",
            help="Goes on where it was: finished trials are not repeated.",
            on_click=ask,
            args=("resume", study),
        )
    if st.button("Best model", icon=BEST.icon, key="to-best", disabled=study.best_number is None):
        st.switch_page(BEST.script, query_params=link)
    if st.button("TensorBoard", icon=TENSORBOARD.icon, key="to-tensorboard"):
        st.switch_page(TENSORBOARD.script, query_params=link)
    if st.button(
        "Use again",
        icon=":material/content_copy:",
        key="again",
        help="A new study from these settings.",
    ):
        st.switch_page(NEW_STUDY.script, query_params={"from": str(study.id)})


def numbers(view: StudyView, state: StudyState) -> None:
    """The progress bar and the counts."""
    progress = analysis.progress(view)
    st.progress(progress.share if state is not StudyState.COMPLETED else 1.0)
    widgets.stats(
        [
            ("Trials", _of(progress.trials, progress.trials_planned), _trials(progress)),
            ("Fits", _of(progress.fits, progress.fits_planned), _fits(view)),
            ("Epochs", _of(progress.epochs, progress.epochs_planned), _rate(progress)),
            ("Elapsed", duration(progress.elapsed) if progress.elapsed else "–", ""),
            ("Time left", _left(progress, state), ""),
            ("Best so far" if state.is_active() else "Best score", *_best(view)),
        ]
    )
    if view.study.error:
        st.error(view.study.error, icon=":material/error:")


def _of(done: int, planned: int | None) -> str:
    return f"{done:,} / {planned:,}" if planned else f"{done:,}"


def _trials(progress: Progress) -> str:
    told = [(progress.running, "running"), (progress.failed, "failed")]
    return ", ".join(f"{count} {what}" for count, what in told if count)


def _fits(view: StudyView) -> str:
    return f"{view.study.spec.evaluation.fits} a trial"


def _rate(progress: Progress) -> str:
    rate = progress.epochs_a_second
    return f"{rate:.1f} a second" if rate else ""


def _left(progress: Progress, state: StudyState) -> str:
    if not state.is_active():
        return "–"
    return f"about {duration(progress.left)}" if progress.left is not None else "…"


def _best(view: StudyView) -> tuple[str, str]:
    number = view.study.best_number
    trial = view.trials.get(number) if number is not None else None
    if trial is None:
        return "–", ""
    spread = f" ± {trial.deviation:.4f}" if trial.deviation is not None else ""
    return widgets.score(trial.score), f"trial {number}{spread}"


def waits_for(study: StudyRecord, state: StudyState) -> str:
    """What a study without trials is waiting for, in one sentence."""
    if not state.is_active():
        return "No trial was recorded in this study."
    record = context.engine()
    if not context.engine_is_alive(record):
        return "The engine is starting. The study begins by itself."
    if record is not None and record.state != "ready":
        return "The engine warms up: about 10 seconds the first time."
    others = [s for s in context.store().studies() if s.state is StudyState.RUNNING]
    if study.state is StudyState.QUEUED and others:
        return f"The study waits for its turn: “{others[0].name}” is running."
    return "The first trial is on its way to a worker."
