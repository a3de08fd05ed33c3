"""Further views of a study's trials, one at a time: what they are chosen by, and their figures.

All of them show what is selected, and take a pick, as the charts above them do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, cast

import streamlit as st

from tuning import analysis, charts, metrics, strategies
from tuning.charts.timeline import ROW_HEIGHT
from tuning.store.view import StudyView
from tuning.text.words import duration, score
from tuning.ui import figures, importances, rights, selection, widgets
from tuning.ui.components.figure import live_figure

SLICES = "Slices"
CHART = "chart"
"""How an address names a view."""
SLICE_HEIGHT = 230
HEIGHT = 340
ACROSS = 3
"""Slices side by side."""
NO_SCORE = "Drawn from the first trial that has a score."


def render(view: StudyView) -> None:
    """The area: a choice, and the view that is chosen."""
    _follow_older_link()
    with st.container(border=True, key="views"):
        chosen = st.segmented_control(
            "View",
            list(VIEWS),
            default=SLICES,
            required=True,
            key=CHART,
            bind="query-params",
            label_visibility="collapsed",
        )
        VIEWS[chosen or SLICES](view)


def _follow_older_link() -> None:
    """A view was named by another part of the address before; that says now who may only look."""
    for name in set(st.query_params.get_all(rights.VIEW)) & VIEWS.keys():
        st.session_state[CHART] = name
        del st.query_params[rights.VIEW]


def _slices(view: StudyView) -> None:
    key, also = figures.held_against(view), selection.drawn(view)
    found = figures.slices(view, key, also) if view.ranked else []
    left_out = len(view.trials) - view.totals.unscored - figures.MOST_POINTS
    remark = "the score by each hyperparameter, gold: the best"
    if left_out > 0:
        remark += f"; the best and the latest {figures.MOST_POINTS} of {len(view.trials):,} trials"
    widgets.head("Slices", remark)
    if not found:
        widgets.waiting(NO_SCORE, HEIGHT)
        return
    metric = view.study.spec.objective.metric
    for first in range(0, len(found), ACROSS):
        columns = st.columns(ACROSS, gap="small")
        for column, (name, title, figure) in zip(columns, found[first:], strict=False):
            with column:
                live_figure(
                    figure,
                    key=f"slice-{name}-{view.study.id}",
                    height=SLICE_HEIGHT,
                    name=f"{metrics.title(metric)} by {title}",
                    picks=selection.picks(view),
                )


def _heat_map(view: StudyView) -> None:
    names = analysis.by_variety(view)
    metric = metrics.within(metrics.title(view.study.spec.objective.metric))
    remark = f"{metric} by any two hyperparameters; a click picks a cell's trials"
    widgets.head("Heat map", remark)
    if len(names) < 2 or not view.ranked:
        text = "It takes two hyperparameters that are searched." if len(names) < 2 else NO_SCORE
        widgets.waiting(text, HEIGHT)
        return
    x, y, shown = _axes(view, names)
    if x == y:
        widgets.waiting("Choose two different hyperparameters.", HEIGHT)
        return
    found = figures.heat_map(view, figures.trials_changed(view), x, y)
    live_figure(
        charts.heat_map(
            found,
            shown,
            view.study.spec.objective.metric,
            selected=selection.inside(view),
            ends=_ends(view, x, y, shown),
        ),
        key=f"heat-{view.study.id}",
        height=max(HEIGHT, 130 + 48 * len(found.y.labels)),
        name=f"{shown} score by {found.x.title} and {found.y.title}",
        picks=selection.picks(view),
    )
    if found.inactive:
        which = widgets.counted(found.inactive, "trial")
        st.caption(f"{which} without a value for one of the two: not shown.")


def _ends(view: StudyView, x: str, y: str, shown: str) -> tuple[float, float] | None:
    """In a replay the colours mean what they mean at its end."""
    if view.was is None:
        return None
    cells = figures.heat_map(view.whole, figures.trials_changed(view.whole), x, y).cells[shown]
    return (float(cells.min()), float(cells.max())) if len(cells) else None


def _axes(view: StudyView, names: Sequence[str]) -> tuple[str, str, Literal["mean", "best"]]:
    titles = {name: analysis.title_of(view.study, name) for name in names}
    first, second, third = st.columns([3, 3, 2], vertical_alignment="bottom")
    with first:
        x = _choice("Across", "across", titles, names[0])
    with second:
        y = _choice("Up", "up", titles, names[1])
    with third:
        shown = st.segmented_control(
            "Colour",
            ["mean", "best"],
            default="mean",
            required=True,
            format_func=str.capitalize,
            key="cell",
            bind="query-params",
            help="Of the scores of the trials in a cell: their mean, or the best of them.",
        )
    return x, y, cast(Literal["mean", "best"], shown or "mean")


def _choice(label: str, key: str, titles: Mapping[str, str], first: str) -> str:
    # Titles, as the address would name them, may come again: names are chosen from.
    names = list(titles)
    return str(
        st.selectbox(
            label,
            names,
            index=names.index(first),
            format_func=lambda name: titles.get(name, name),
            key=key,
            bind="query-params",
        )
        or first
    )


def _distribution(view: StudyView) -> None:
    found = figures.distribution(view, figures.trials_changed(view))
    if found is None:
        widgets.head("Distribution of the scores")
        widgets.waiting(NO_SCORE, HEIGHT)
        return
    first, middle, last = map(score, found.quartiles)
    selected = selection.inside(view)
    widgets.head(
        "Distribution of the scores",
        f"{widgets.counted(found.trials, 'trial')}: half of them between {first} and {last}, "
        f"median {middle}" + ("; in colour: the selected" if selected is not None else ""),
    )
    study = view.study
    figure = charts.distribution(
        found,
        color=strategies.STRATEGIES[study.strategy].color,
        metric=study.spec.objective.metric,
        selected=selected,
    )
    live_figure(
        charts.with_baselines(figure, view.honest, "x"),
        key=f"distribution-{study.id}",
        height=HEIGHT,
        name="Distribution of the scores",
        picks=selection.picks(view),
    )


def _timeline(view: StudyView) -> None:
    found, figure = figures.timeline(view, figures.changed(view))
    if not len(found.fits):
        widgets.head("Timeline of the workers")
        widgets.waiting("The first fit draws the first bar.", HEIGHT)
        return
    told = [f"a bar a fit, gold: of the best trial; {found.idle:.0%} of the workers' time idle"]
    if found.pauses:
        told.append(f"{widgets.counted(found.pauses, 'pause')} cut out")
    if found.left_out:
        told.append(f"the latest {len(found.fits):,} fits, {found.left_out:,} earlier ones not")
    told.append(f"{duration(found.lasted)} in all")
    widgets.head("Timeline of the workers", "; ".join(told))
    live_figure(
        figure,
        key=f"timeline-{view.study.id}",
        height=90 + ROW_HEIGHT * len(found.workers),
        name="Timeline of the workers",
        picks=selection.picks(view),
    )


VIEWS: Mapping[str, Callable[[StudyView], None]] = {
    SLICES: _slices,
    "Heat map": _heat_map,
    "Distribution": _distribution,
    "Timeline": _timeline,
    "Importances": importances.render,
}
"""By what they are called, in the choice as in the address."""
