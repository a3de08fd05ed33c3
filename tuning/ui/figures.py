"""Figures of a study as pages draw them: rebuilt only when what they show has changed.

Each is kept for the whole process under the store, the study and the change counter it was built
at, so that a tick that finds nothing new, or a second browser, builds nothing.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from tuning import analysis, catalog, charts
from tuning.analysis import Parallel
from tuning.charts import Figure
from tuning.ui import context, widgets
from tuning.view import StudyView

Stamp = tuple[str, int, int]
"""The store's file, the study, and the counter that what is shown depends on."""

MOST_BEHIND = 150
"""Curves drawn in grey behind the chosen ones."""


def changed(view: StudyView) -> Stamp:
    """Changes with every report."""
    return (str(context.settings().store_path), view.study.id, view.change)


def trials_changed(view: StudyView) -> Stamp:
    """Changes when a trial begins or ends."""
    return (str(context.settings().store_path), view.study.id, view.trials_change)


@st.cache_resource(show_spinner=False, max_entries=64)
def parallel(_view: StudyView, stamp: Stamp) -> Parallel:
    return analysis.parallel(_view)


@st.cache_resource(show_spinner=False, max_entries=64)
def table(_view: StudyView, stamp: Stamp) -> pd.DataFrame:
    """The trials as a page shows them: states as labels, the score before the values."""
    found = analysis.trial_table(_view)
    states = pd.Series([[widgets.STATES[name][0]] for name in found["state"]], dtype=object)
    shown = found.assign(state=states.to_numpy())
    first, last = ["number", "state", "score", "deviation"], ["fits", "seconds", "note"]
    middle = [name for name in shown.columns if name not in (*first, *last)]
    return shown[[*first, *middle, *last]]


@st.cache_resource(show_spinner=False, max_entries=64)
def best_so_far(
    _view: StudyView, stamp: Stamp, by: Literal["trials", "epochs", "seconds"]
) -> Figure:
    study = _view.study
    color = catalog.STRATEGIES[study.strategy].color
    metric = study.spec.objective.metric
    return charts.best_so_far(analysis.best_so_far(_view), by, color=color, metric=metric)


@st.cache_resource(show_spinner=False, max_entries=64)
def curves(
    _view: StudyView,
    stamp: Stamp,
    numbers: tuple[int, ...],
    metric: Literal["accuracy", "loss"],
) -> Figure:
    """Learning curves of some trials, before the grey of the others."""
    fits = analysis.curves(_view, numbers)
    means = analysis.mean_curves(fits)
    others = [number for number in sorted(_view.trials, reverse=True) if number not in numbers]
    behind = analysis.mean_curves(analysis.curves(_view, others[:MOST_BEHIND]))
    best = _view.study.best_number
    return charts.learning_curves(fits, means, metric, numbers=numbers, best=best, behind=behind)
