"""The head of a study's page: its state, how far it is, and what can be done with it."""

from __future__ import annotations

import time
from html import escape

import streamlit as st

from tuning import analysis, strategies
from tuning.analysis import Progress
from tuning.honesty import words
from tuning.store import StudyRecord
from tuning.store.early_stopping import saved
from tuning.store.honest import honest_of
from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.text.words import duration, span
from tuning.ui import choose, commands, confirm, context, projector, rights, study_turn, widgets
from tuning.ui.live import hand_form
from tuning.ui.pages import BEST, BOARD, NEW_STUDY, TENSORBOARD
from tuning.ui.replay import bar

LEVEL = 1.3
"""Two estimates of the time left that differ by less than this factor are told as one."""
VAGUE = 60.0
"""By this factor, and nothing is known yet: 1 s to 10 min, while the first fits compile."""


def render(view: StudyView) -> None:
    """State and actions, and what went wrong."""
    study, state = view.study, commands.shown_state(view.study)
    left, right = st.columns([35, 65], vertical_alignment="center")
    with left:
        _title(view, state)
    with right, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        actions(view, state)
    with st.container():  # a container of its own: what comes and goes here moves nothing below
        study_turn.notice(study, state)
        if _waits_for_a_choice(study, state):
            _ways_on(view, state)
        if study.error:
            st.error(widgets.plain(study.error), icon=":material/error:")


def shown(view: StudyView, state: StudyState) -> tuple[object, ...]:
    """Everything in the head that can change; the page reruns when it does."""
    study = view.study
    ready = (study.best_number is not None, bool(view.trials), commands.is_finishing(study))
    turn = study_turn.shown(study, state)
    return study.name, study.error, state, _state(view, state), _started(study), *ready, *turn


def _started(study: StudyRecord) -> str:
    return f"started {widgets.ago(time.time() - study.created)}"


def _title(view: StudyView, state: StudyState) -> None:
    study = view.study
    widgets.html(
        f'<div class="ts-head">{_state(view, state)}'
        f'<span style="opacity:1">{widgets.strategy(study.strategy)}</span>'
        f"<span>{escape(context.data_title(study.spec.data))} · {_started(study)}</span></div>"
    )


def _state(view: StudyView, state: StudyState) -> str:
    """The state as a label; a study by hand that has nothing to do says so."""
    by_hand = strategies.strategy_of(view.study.spec).by_person and state is StudyState.RUNNING
    waits = not (view.study.is_paused or commands.is_finishing(view.study) or view.unfinished)
    if by_hand and waits:
        return widgets.label("waiting for your next trial", "#e0a100", pulse=True)
    return study_turn.label(view.study, state)


def actions(view: StudyView, state: StudyState) -> None:
    """What can be done now: with the study as it runs, then where to go with it."""
    study = view.study
    hand_form.button(study, state)
    if not _waits_for_a_choice(study, state):
        _ends(view, state)
    study_turn.buttons(study, state)
    _stop_and_resume(study, state)
    link = choose.one(study.id)
    if study.board is not None and st.button("Its board", icon=BOARD.icon, key="to-board"):
        st.switch_page(BOARD.script, query_params=choose.a_board(study.board))
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
        st.switch_page(NEW_STUDY.script, query_params=choose.begin_from(study.id))
    projector.button()


def _waits_for_a_choice(study: StudyRecord, state: StudyState) -> bool:
    """Whether it neither runs nor is complete, and a person can end it with what it has."""
    return commands.can_finish(study, state) and not state.is_active()


def _ways_on(view: StudyView, state: StudyState) -> None:
    """What a stopped study can become, below the other buttons: none of these comes to stand under
    a pointer that pressed Stop, where a second click would end the study for good."""
    said, buttons = st.columns([55, 45], vertical_alignment="center")
    said.caption(
        "**Resume** goes on with the search. **Finish here** ends it: the winner so far "
        "meets the test set, once, and the study is then complete."
    )
    with buttons, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        _ends(view, state)


def _ends(view: StudyView, state: StudyState) -> None:
    """What is done with a study at its end: replay, finish, confirm; each where it can be."""
    bar.button([view])
    if commands.can_finish(view.study, state):
        _finish(view, state)
    confirm.button(view, "to-confirmation")


def _stop_and_resume(study: StudyRecord, state: StudyState) -> None:
    if state.can_resume():
        rights.button(
            "Resume",
            icon=":material/play_arrow:",
            key="resume",
            type="primary",
            help="Goes on where it was: finished trials are not repeated.",
            on_click=commands.send,
            args=("resume", study),
        )
    if state.is_active() or state.can_resume():
        # It keeps its place when Resume comes: a second click on Stop does nothing.
        rights.button(
            "Stop",
            icon=":material/stop:",
            key="stop",
            disabled=not state.is_active() or state is StudyState.STOPPING,
            help="Ends within one epoch. What was recorded stays, and the study can be resumed.",
            on_click=commands.send,
            args=("stop", study),
        )


def _finish(view: StudyView, state: StudyState) -> None:
    st.button(
        "Finish" if state.is_active() else "Finish here",
        icon=":material/flag:",
        key="finish",
        disabled=commands.is_finishing(view.study) or not view.trials,
        help="No more trials: once those that run have ended, the winner meets the test set, for "
        "the first and only time, and the study is complete."
        if state.is_active()
        else "The winner so far meets the test set, once; the study is then complete.",
        on_click=commands.send,
        args=("finish", view.study),
    )


def numbers(view: StudyView, state: StudyState) -> None:
    """The progress bar and the counts."""
    progress = analysis.progress(view)
    if progress.trials_planned is not None or not state.is_active():
        st.progress(progress.share if state is not StudyState.COMPLETED else 1.0)
    widgets.stats(
        [
            ("Trials", _of(progress.trials, progress.trials_planned), _trials(view, progress)),
            ("Fits", _of(progress.fits, progress.fits_planned), _fits(view)),
            ("Epochs", _of(progress.epochs, progress.epochs_planned), _rate(progress)),
            ("Elapsed", duration(progress.elapsed) if progress.elapsed else "–", ""),
            ("Time left", _left(view, progress, state), view.ending),
            ("Best so far" if state.is_active() else "Best score", *_best(view)),
            ("Corrected", *_corrected(view)),
        ],
        {"Corrected": words.scores(honest_of(view))},
    )

    early = saved(view)
    if early is not None:
        st.caption(early.text)


def _of(done: int, planned: int | None) -> str:
    return f"{done:,} / {planned:,}" if planned else f"{done:,}"


def _trials(view: StudyView, progress: Progress) -> str:
    # A pack's fits are heard of as they begin, and how they ended with all of the pack.
    record = context.engine()
    workers = max(view.study.workers or 0, record.workers if record else 0)
    running = min(progress.running, workers or progress.running)
    told = [
        (running, "running"),
        (progress.running - running + progress.waiting, "waiting"),
        (progress.failed, "failed"),
    ]
    return ", ".join(f"{count} {what}" for count, what in told if count)


def _fits(view: StudyView) -> str:
    return f"{view.study.spec.evaluation.fits} a trial"


def _rate(progress: Progress) -> str:
    rate = progress.epochs_a_second
    return f"{rate:.1f} a second" if rate else ""


def _left(view: StudyView, progress: Progress, state: StudyState) -> str:
    if not state.is_active() or view.study.is_paused or progress.trials_planned is None:
        return "–"
    if progress.left is None:
        return "…"
    low, high = progress.left
    if not high or view.ending:
        return "ending"
    if high > VAGUE * low:
        return "…"
    return f"about {duration(high)}" if high <= LEVEL * low else span(low, high)


def _best(view: StudyView) -> tuple[str, str]:
    number = view.study.best_number
    trial = view.trials.get(number) if number is not None else None
    if trial is None:
        return "–", ""
    spread = f" ± {widgets.score(trial.deviation)}" if trial.deviation is not None else ""
    return widgets.score(trial.score), f"trial {number}{spread}"


def _corrected(view: StudyView) -> tuple[str, str]:
    """What the best is worth after allowing for the choosing; a dash, and why in few words."""
    honest = honest_of(view)
    value, _, interval = words.corrected_score(honest).partition(" (")
    if interval:
        return value, f"90%: {interval.removesuffix(')')}"
    if honest.chosen is None or honest.missing == words.COMES:
        return "–", "comes with trials" if view.study.state.is_active() else ""
    return "–", words.briefly(honest)


def waits_for(study: StudyRecord, state: StudyState) -> str:
    """What a study without trials is waiting for, in one sentence."""
    if not state.is_active():
        return "No trial was recorded in this study."
    if study.is_paused:
        return "The study is paused: “Go on” lets it train."
    record = context.engine()
    if strategies.strategy_of(study.spec).by_person and state is StudyState.RUNNING:
        return "The study waits for your first trial: fill in its values above and add it."
    if not context.engine_is_alive(record):
        return "The engine is starting. The study begins by itself."
    if record is not None and record.state != "ready" and record.trouble:
        return record.trouble
    if record is not None and record.state != "ready":
        return "The engine warms up: about 10 seconds the first time."
    others = [s for s in context.store().titles() if s.state is StudyState.RUNNING]
    if study.state is StudyState.QUEUED and others:
        return f"The study waits for its turn: “{others[0].name}” is running."
    return "The first trial is on its way to a worker."
