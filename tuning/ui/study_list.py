"""All studies as a list: one line each, with what can be done with it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning import catalog, names
from tuning.errors import InvalidInput
from tuning.store import StudyRecord
from tuning.ui import context, study_header, widgets
from tuning.ui.pages import BEST, LIVE, TENSORBOARD

PER_PAGE = 12
COLUMNS = ("Strategy", "Data", "State", "Trials", "Best score", "Test", "Started")


def matching(studies: Sequence[StudyRecord], text: str, states: Sequence[str]) -> list[StudyRecord]:
    """Those whose name, strategy or data hold every word, in one of the states."""
    words = text.lower().split()
    return [
        study
        for study in studies
        if (not states or widgets.STATES[study.state][0] in states)
        and all(word in _searched(study) for word in words)
    ]


def _searched(study: StudyRecord) -> str:
    strategy = catalog.STRATEGIES.get(study.strategy)
    return f"{study.id} {study.name} {strategy.title if strategy else ''} {study.dataset}".lower()


def head() -> None:
    name, rest, _ = st.columns(_SPLIT, vertical_alignment="center")
    with name:
        widgets.html('<div class="ts-row-head" style="padding-left:.5rem">Study</div>')
    with rest:
        cells = "".join(f"<div>{title}</div>" for title in COLUMNS)
        widgets.html(f'<div class="ts-row ts-row-head">{cells}</div>')


_SPLIT = [24, 64, 16]


def row(study: StudyRecord) -> None:
    """One study: its name leads to Live."""
    link = {"study": str(study.id)}
    with st.container(key=f"study-{study.id}"):
        name, rest, actions = st.columns(_SPLIT, vertical_alignment="center")
        with name:
            label = f"{study.id} · {widgets.plain(study.name)}"
            st.page_link(LIVE.script, label=label, query_params=link, width="stretch")
        with rest:
            widgets.html(f'<div class="ts-row">{_cells(study)}</div>')
        with actions, st.container(horizontal=True, gap="xsmall", horizontal_alignment="right"):
            _actions(study, link)


def _cells(study: StudyRecord) -> str:
    strategy = catalog.STRATEGIES.get(study.strategy)
    color, title = (strategy.color, strategy.title) if strategy else ("#8a949e", study.strategy)
    planned = f" / {study.trials_planned}" if study.trials_planned else ""
    test = f"{study.test_accuracy:.4f}" if study.test_accuracy is not None else "–"
    cells = [
        f"{widgets.dot(color)}{escape(title)}",
        escape(study.spec.data.title),
        widgets.state(study_header.shown_state(study)),
        f"{study.trials_finished}{planned}",
        widgets.score(study.best_score, _deviation(study)),
        test,
        widgets.ago(time.time() - study.created),
    ]
    return "".join(f"<div>{cell}</div>" for cell in cells)


def _deviation(study: StudyRecord) -> float | None:
    """How much the best trial's fits differ."""
    if study.best_number is None or study.spec.evaluation.fits < 2:
        return None
    return _kept_deviation(str(context.store().path), study.id, study.best_number, study.best_score)


@st.cache_data(show_spinner=False, max_entries=2000)
def _kept_deviation(path: str, study_id: int, number: int, score: float | None) -> float | None:
    trials = context.store().trials(study_id)
    return next((trial.deviation for trial in trials if trial.number == number), None)


def _actions(study: StudyRecord, link: dict[str, str]) -> None:
    best = st.button(
        "",
        icon=BEST.icon,
        key=f"best-{study.id}",
        help="Best model",
        disabled=study.best_number is None,
    )
    if best:
        st.switch_page(BEST.script, query_params=link)
    if st.button("", icon=TENSORBOARD.icon, key=f"board-{study.id}", help="TensorBoard"):
        st.switch_page(TENSORBOARD.script, query_params=link)
    state = study_header.shown_state(study)
    options = ["Rename", *(["Resume"] if state.can_resume() else []), "Delete"]
    done = st.menu_button("", options, icon=":material/more_horiz:", key=f"menu-{study.id}")
    if done == "Rename":
        rename(study)
    elif done == "Resume":
        study_header.ask("resume", study)
        st.switch_page(LIVE.script, query_params=link)
    elif done == "Delete":
        delete(study)


@st.dialog("Rename")
def rename(study: StudyRecord) -> None:
    given = st.text_input("Name", value=study.name, key="new-name")
    name = ""
    try:
        name = names.of_a_study(given)
        widgets.error(None if name else "A name needs at least one letter.")
    except InvalidInput as error:
        widgets.error(str(error))
    if st.button("Rename", type="primary", disabled=not name, key="rename"):
        context.store().rename_study(study.id, name)
        st.rerun()


@st.dialog("Delete this study?")
def delete(study: StudyRecord) -> None:
    widgets.html(
        f"<b>{names.html(study.name, names.LONG)}</b>: its "
        f"{widgets.plural(study.trials_finished, 'trial')}, its curves and its best model "
        "are removed for good."
    )
    if study.state.is_active():
        widgets.error("It still runs: stop it first.")
    with st.container(horizontal=True):
        if st.button("Delete", type="primary", disabled=study.state.is_active(), key="delete"):
            remove(study)
            st.rerun()
        if st.button("Keep it", key="keep"):
            st.rerun()


def remove(study: StudyRecord) -> None:
    """The records, the model and the event files."""
    import shutil

    context.store().delete_study(study.id)
    home = context.settings()
    for folder in (home.models, home.logs):
        shutil.rmtree(folder / str(study.id), ignore_errors=True)
