"""A board's scores as a chart, and how much of them is chance."""

from __future__ import annotations

import contextlib

import streamlit as st

from tuning import analysis, charts, datasets
from tuning.analysis.sheet import Sheet, apart, values_told, who
from tuning.charts.board import Tried
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.store.view import StudyView
from tuning.ui import context, figures, widgets
from tuning.ui.components.figure import live_figure

HEIGHT = 390
BY_TIME = "As they came"


def chart(view: StudyView, sheet: Sheet, own: str | None, *, large: bool) -> None:
    """The trials in their order with the steps of the best, or by one hyperparameter."""
    by = {BY_TIME: BY_TIME} | {
        name: analysis.title_of(view.study, name) for name in view.study.spec.space.searched
    }
    chosen = BY_TIME
    head, choice = st.columns([3, 2], vertical_alignment="center")
    with head:
        widgets.head("Scores", "each trial, and the best so far")
    if not large:
        chosen = choice.selectbox(
            "Scores by",
            list(by),
            format_func=by.__getitem__,
            key="board-by",
            label_visibility="collapsed",
        )
    height = HEIGHT + 60 * large
    key, study = f"board-chart-{chosen}-{view.study.id}", view.study
    slices = {name: figure for name, _, figure in _slices(view)} if chosen != BY_TIME else {}
    if chosen in slices:
        live_figure(slices[chosen], key=key, height=height, name=f"Score by {by[chosen]}")
    else:
        figure = charts.board(tried(view, sheet), metric=study.spec.objective.metric, own=own)
        live_figure(figure, key=key, height=height, name="Trials, and the best so far")


def _slices(view: StudyView) -> list[tuple[str, str, charts.Figure]]:
    return figures.slices(view, figures.trials_changed(view), frozenset())


def tried(view: StudyView, sheet: Sheet) -> list[Tried]:
    """The trials that have a score, by number, and which of them were better than all before."""
    objective, best = view.study.spec.objective, None
    found = []
    for trial in sorted(sheet.ranked, key=lambda trial: trial.number):
        cost = objective.cost(trial.score or 0.0)
        is_record = best is None or cost < best
        best = cost if is_record else best
        told = ", ".join(f"{title} {value}" for title, value in values_told(view, trial.values))
        found.append(Tried(trial.number, who(trial), trial.score or 0.0, told, is_record))
    return found


def chance(view: StudyView, sheet: Sheet) -> str:
    """How far two scores may lie apart by chance alone; empty where that is not known."""
    spec, best = view.study.spec, sheet.best
    if best is None or best.score is None or spec.objective.metric != "val_accuracy":
        return ""
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        rows = spec.data.rows or datasets.describe(spec.data, context.settings()).rows
        count = round(rows * spec.evaluation.fraction)
        if count and spec.evaluation.method == "split":
            return (
                f"A score is of one fit, on {count:,} validation rows: such as are closer than "
                f"about {apart(best.score, count):.2f} may differ by chance alone."
            )
    return ""
