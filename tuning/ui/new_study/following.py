"""Fields that follow others: how a study is scored, and by what, follows from its data.

What was set here for some data goes with them; what a person chose stays.
"""

from __future__ import annotations

import contextlib

import streamlit as st

from tuning import datasets, tasks
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.planning import defaults
from tuning.study import DataSpec, Evaluation
from tuning.ui import context
from tuning.ui.new_study import session
from tuning.ui.new_study.draft import data_of
from tuning.ui.new_study.fields import Fields

METRIC, METHOD = "objective.metric", "evaluation.method"
FOLDED = "folded-for-few-rows"
"""In the session: folds were not a person's choice."""


def settle(fields: Fields) -> None:
    """Sets the metric to the task's own where the one chosen says nothing of such targets.

    Called before the widgets are drawn, whatever changed the data: a widget, a preset, another
    study.
    """
    known = aims(fields)
    if known and fields[METRIC] not in known:
        session.put(METRIC, known[0])


def aims(fields: Fields) -> tuple[str, ...]:
    """The metrics that may decide a study on these data, the usual one first."""
    data = data_of(fields)
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        data = datasets.resolve(data, context.settings())
        info = datasets.describe(data, context.settings())
        return tasks.of(data).aims(info.classes)
    return ()


def evaluate(data: DataSpec) -> None:
    """Other data are chosen: folds for few rows, and no longer where they were for those before."""
    method, seed = session.now(METHOD), session.now("seed") or 0
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        rows = defaults.training_rows(data, context.settings())
        folds = defaults.suits(data, int(seed), rows, context.settings())
        if folds is None and st.session_state.pop(FOLDED, False) and method == "folds":
            session.put(METHOD, Evaluation().method)
        elif folds is not None and method == "split":
            st.session_state[FOLDED] = True
            session.put(METHOD, "folds")
            session.put("evaluation.folds", folds)


def another_method() -> None:
    """A person chose how to evaluate: the metric that nobody chose follows."""
    st.session_state.pop(FOLDED, None)
    metric, rows = session.now(METRIC), session.now("data.rows")
    data = DataSpec(
        name=session.now("data.name"),
        target=session.now("data.target"),
        task=session.now("data.task"),
        rows=rows or None,
    )
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        data = datasets.resolve(data, context.settings())
        chosen = Evaluation(method=session.now(METHOD), fraction=session.now("evaluation.fraction"))
        count = defaults.training_rows(data, context.settings())
        if metric in (tasks.of(data).objective, defaults.LOG_LOSS):
            session.put(METRIC, defaults.metric(data, chosen, count))
