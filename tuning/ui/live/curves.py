"""The curves of some trials of a study on its page, and the way to the best beside them.

Whose curves they are follows the selection (`tuning.ui.selection`); where nothing is selected they
are those worth watching.
"""

from __future__ import annotations

from typing import Literal, cast

import streamlit as st

from tuning import analysis, charts, tasks
from tuning.analysis import ShownCurves
from tuning.honesty import words
from tuning.store.view import StudyView
from tuning.ui import figures, selection, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.components.trial_legend import trial_legend

HEIGHT = 300
HOW = "solid: validation, dashed: training, thin: fits, thick: mean, ring: its score, grey: others"
BRIEF = "solid: validation, dashed: training, %s, grey: others"
"""Beside more than a few trials: its lines are no more, so that nothing moves below."""
PLACE_OF_TIED = '<div style="height:2.5rem"></div>'
"""As high as the button that may come there while a study runs, so that no figure moves."""
AGAINST = {"trials": "Trials", "epochs": "Epochs", "seconds": "Time"}


def render(view: StudyView) -> None:
    """The measures by epoch, and between them the way to the best."""
    selected = selection.inside(view)
    shown = analysis.shown_curves(view, selected, selection.picked(view))
    _legend(view, shown, selected)
    with st.container(key="tied-above", gap=None):
        _tied(view)
    measures = tasks.measures(view.study.spec)
    first, best, *others = st.columns(len(measures) + 1, gap="small")
    for measure, column in zip(measures, (first, *others), strict=True):
        with column, st.container(border=True, height="stretch"):
            widgets.head(measure.title, "by epoch")
            _curve(view, shown, measure.name)
    with best, st.container(border=True, height="stretch", key="shows-best-so-far"):
        _best_so_far(view, is_narrow=bool(others[1:]))


def _legend(view: StudyView, shown: ShownCurves, selected: frozenset[int] | None) -> None:
    """Whose curves are drawn, and how; how many trials are selected."""
    study_id, told = view.study.id, selection.unknown(view.study.id)
    if selected is not None:
        count = f"{len(selected):,} of {widgets.counted(len(view.trials), 'trial')} selected"
        told = " · ".join(filter(None, [told, count]))
    if shown.left_out:
        told += f", the worst {shown.left_out:,} of them without curves"
    more = f"dark grey: {len(shown.thin)} more" if shown.thin else "ring: its score"
    how = HOW if len(shown.numbers) <= analysis.MOST_WATCHED else BRIEF % more
    trial_legend(
        charts.trial_colors(shown.numbers, view.study.best_number),
        key=f"legend-{study_id}",
        best=view.study.best_number,
        how=how,
        told=told,
        picked=selection.picked(view),
        on_pick=lambda trials: selection.pick(study_id, trials),
        on_clear=lambda: selection.clear(study_id),
        tied=analysis.tied(view),
    )


def _tied(view: StudyView) -> None:
    """Which trials cannot be told from the best; one click selects them in every figure."""
    tied = sorted(analysis.tied(view))
    if view.honest is None or not tied:
        if view.was is None and view.study.state.is_active():
            st.html(PLACE_OF_TIED)
        return
    st.button(
        f"Select the {len(tied)} that cannot be told apart",
        icon=":material/join_inner:",
        key="select-tied",
        type="tertiary",
        help=f"{widgets.plain(words.tied(view.honest))} Selected in every figure and the table.",
        on_click=selection.pick,
        args=(view.study.id, tied),
    )


def _curve(view: StudyView, shown: ShownCurves, measure: str) -> None:
    if not view.curves:
        first = "The first epoch draws the first point."
        widgets.waiting(_none_to_draw(view, "No epoch was trained.", first), HEIGHT)
        return
    figure = figures.curves(view, figures.changed(view), shown, measure)
    key_ = f"{measure}-{view.study.id}"
    live_figure(figure, key=key_, height=HEIGHT, picks=selection.picks(view))


def _none_to_draw(view: StudyView, ended: str, first: str) -> str:
    """Of a study that can have no more what `ended` says, of others what comes `first`."""
    is_waiting = view.was is not None or view.study.state.is_active() or not view.trials
    return first if is_waiting else ended


def _best_so_far(view: StudyView, is_narrow: bool) -> None:
    """`is_narrow`: its choice stands below its heading."""
    places = (st.container(), st.container())
    head, choice = places if is_narrow else st.columns([3, 5], vertical_alignment="center")
    with head:
        widgets.head("Best so far", "band: corrected, 90%" if analysis.course_of(view) else "")
    with choice:
        by = st.segmented_control(
            "Against",
            list(AGAINST),
            default="trials",
            required=True,
            format_func=AGAINST.__getitem__,
            key="by",
            bind="query-params",
            label_visibility="collapsed",
        )
    if not view.totals.completed:
        first = "The first trial with a score draws the first step."
        widgets.waiting(_none_to_draw(view, "No trial has a score.", first), HEIGHT)
        return
    by = cast(Literal["trials", "epochs", "seconds"], by or "trials")
    figure = figures.best_so_far(view, by, selection.drawn(view))
    live_figure(
        figure,
        key=f"best-{by}-{view.study.id}",
        height=HEIGHT,
        file=f"study-{view.study.id}-best-so-far",
        picks=selection.picks(view),
    )
    if view.honest is not None and (told := words.gauge(view.honest)):
        st.caption(f":material/trending_flat: {widgets.plain(told)}")
