"""All studies as a list: one line each, a race's folded under one; what can be done is a menu.

Which of them, and in which order, `tuning.analysis.listing` says; `actions` is what a menu does.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape

import streamlit as st

from tuning.analysis.listing import Line
from tuning.planning.race import short_name
from tuning.store import StudyRecord, housekeeping
from tuning.ui import (
    choose,
    commands,
    context,
    corrections,
    judged,
    study_actions,
    study_turn,
    widgets,
)
from tuning.ui.corrections import Corrected
from tuning.ui.pages import BEST, LIVE
from tuning.ui.studies import columns, race_line, ticks

PER_PAGE = 12


def held() -> str:
    """How much the home holds."""
    return f"kept here: {_held(str(context.settings().home))}"


@st.cache_data(show_spinner=False, ttl=30, max_entries=4)
def _held(home: str) -> str:
    return housekeeping.told(context.settings())


def line(shown: Line, corrected: Corrected, *, is_open: bool) -> None:
    """A study, or a race with its studies under it while it is open."""
    if isinstance(shown, StudyRecord):
        row(shown, corrected)
        return
    race_line.render(shown, corrected, is_open)
    if is_open:
        for study in sorted(shown.studies, key=lambda study: study.id):
            row(study, corrected, inside=True)


def row(study: StudyRecord, corrected: Corrected, *, inside: bool = False) -> None:
    """One study: its name leads to Live."""
    link = choose.one(study.id)
    with columns.row(f"study-{'in-' if inside else ''}{study.id}"):
        ticks.box(f"tick-{study.id}", f"Tick study {study.id}", [study.id])
        name = short_name(study.name) if inside else study.name
        with st.container(key=f"name-{study.id}"):
            label = f"{study.id} · {widgets.plain(columns.middle(name))}"
            whole = widgets.plain(name) if columns.middle(name) != name else None
            st.page_link(LIVE.script, label=label, query_params=link, width="stretch", help=whole)
        widgets.html(f'<div class="ts-row">{_cells(study, corrected)}</div>')
        with columns.actions(f"actions-{study.id}"):
            _actions(study, link)


def _cells(study: StudyRecord, corrected: Corrected) -> str:
    return columns.cells(
        [
            widgets.strategy(study.strategy),
            escape(columns.data(study)),
            study_turn.label(study, commands.shown_state(study)),
            columns.trials(study),
            judged.cell(study.best_score, study.spec.objective, _deviation(study)),
            corrections.cell(study, corrected),
            widgets.score(study.test_score),
            widgets.ago(time.time() - study.created),
        ]
    )


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
    name = widgets.plain(study.name)
    best = st.button(
        f"Best model of {name}",
        icon=BEST.icon,
        key=f"best-{study.id}",
        help="Best model",
        disabled=study.best_number is None,
    )
    if best:
        st.switch_page(BEST.script, query_params=link)
    _menu(f"menu-{study.id}", f"More for {name}", [study])


def _menu(key: str, name: str, studies: Sequence[StudyRecord]) -> None:
    options = study_actions.possible(studies)
    done = st.menu_button(name, list(options), icon=":material/more_horiz:", key=key)
    if done in options:
        study_actions.act(options[done], studies)
