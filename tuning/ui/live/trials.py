"""The trials of a study on its page: parallel axes, curves, the way to the best, the table.

All of it follows one selection (`tuning.ui.selection`): the brush filters the table, and a click
on a line, a point or a row puts trials into the curves and the details.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

import streamlit as st

from tuning import analysis, charts, tasks
from tuning.honesty import words
from tuning.store.view import StudyView
from tuning.ui import commands, figures, selection, terms, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.components.parallel_coordinates import Axis, parallel_coordinates
from tuning.ui.components.trial_legend import trial_legend
from tuning.ui.live import columns, header
from tuning.ui.selection import Selection

PARALLEL_HEIGHT = 330
CURVE_HEIGHT = 300
TABLE_HEIGHT = 420
MOST_CURVES = 6
HOW = "solid: validation, dashed: training, thin: fits, thick: mean, ring: its score, grey: others"
NO_TRIAL = "Trials appear here as they begin."
AGAINST = {"trials": "Trials", "epochs": "Epochs", "seconds": "Time"}


def lines(view: StudyView) -> None:
    """Parallel axes of all trials."""
    with st.container(border=True):
        drawn = figures.parallel(view, figures.trials_changed(view), selection.drawn(view))
        widgets.head("All trials", "one line each, coloured by its score")
        if not len(drawn.rows):
            widgets.waiting(_why_none(view), PARALLEL_HEIGHT + 32)
            return
        study_id = view.study.id
        # Its place is kept: the browser draws it up to seconds after it was told to.
        st.html(f"<style>.st-key-lines {{ min-height: {PARALLEL_HEIGHT + 32}px; }}</style>")
        with st.container(key="lines"):
            parallel_coordinates(
                [Axis(**vars(axis)) for axis in drawn.axes],
                drawn.rows,
                color="score",
                better=drawn.better,
                key=f"lines-{study_id}",
                brush=selection.current(study_id).brush,
                picked=selection.picked(view),
                on_select=lambda brush, trials: selection.select(
                    study_id, Selection(brush, tuple(trials))
                ),
                height=PARALLEL_HEIGHT,
                note=_note(view, drawn.left_out),
                file=f"study-{view.study.id}-trials",
            )


def _why_none(view: StudyView) -> str:
    """Why there is no line to draw."""
    if view.was is not None and not view.trials:
        return "No trial had begun by then."
    if not view.trials:
        return header.waits_for(view.study, commands.shown_state(view.study))
    if view.totals.failed == len(view.trials):
        return "No trial has a score: all of them failed, and the table says why."
    return "No trial has a score: the study was stopped before one was through."


def _none_to_draw(view: StudyView, ended: str, first: str) -> str:
    """Of a study that can have no more what `ended` says, of others what comes `first`."""
    is_waiting = view.was is not None or view.study.state.is_active() or not view.trials
    return first if is_waiting else ended


def _note(view: StudyView, left_out: int) -> str:
    failed = view.totals.unscored
    notes = [f"{widgets.plural(failed, 'trial')} without a score"] if failed else []
    if left_out:
        notes.append(f"{left_out:,} more between the best and the latest are not drawn")
    return ", ".join(notes)


def opened(view: StudyView) -> int | None:
    """The trial whose details are shown: the one that was picked last."""
    picked = selection.picked(view)
    return picked[-1] if picked else None


def table(view: StudyView) -> None:
    """The trials, those inside the brush alone if there is one; the picked ones are ticked."""
    picked, brushed = selection.picked(view), selection.brushed(view)
    change, also = figures.changed(view), selection.drawn(view)
    left, right = st.columns([4, 1], vertical_alignment="center")
    with right:
        measures = columns.chosen(view)
    shown, places = figures.table(view, change, brushed, also, measures)
    with left:
        widgets.head("Trials", _remark(view, brushed, len(shown)))
    if not len(shown):
        why = "No trial lies inside the brush." if view.trials else NO_TRIAL
        widgets.waiting(why, TABLE_HEIGHT)
        return
    study_id, numbers = view.study.id, shown["number"].to_pylist()
    key = f"trials-{study_id}-{places}"
    _tick(key, [row for row, number in enumerate(numbers) if number in picked])
    st.dataframe(
        shown,
        key=key,
        on_select=lambda: _ticked(study_id, key, numbers),  # as in `selection.picks`
        selection_mode="multi-row",
        hide_index=True,
        height=widgets.table_height(len(shown), TABLE_HEIGHT),
        placeholder="–",
        column_order=columns.order(view, shown.column_names, measures),
        column_config=columns.config(view, measures),
    )
    terms.more(*_explained(view))


def _explained(view: StudyView) -> list[str]:
    """What the columns show, as Learn calls it."""
    several = ["deviation", "fit"] if view.study.spec.evaluation.fits > 1 else []
    return ["trial", "state", "score", *analysis.by_variety(view), *several, "seconds"]


def _remark(view: StudyView, brushed: frozenset[int] | None, shown: int) -> str:
    """What the table lists."""
    remark = "click rows to see their curves and details"
    if view.unfinished and view.study.state.is_active():
        remark += "; a score of a running trial is its score so far"
    found = len(view.trials)
    if brushed is not None:
        found = len(brushed)
        remark = f"{found:,} of {len(view.trials):,} inside the brush"
    if shown < found:
        remark += f"; the best and the latest of {found:,} are listed"
    return remark


def _tick(key: str, rows: Sequence[int]) -> None:
    """Ticks these rows of the table, unless they are."""
    if set(rows) != set(_rows(key)):
        st.session_state[key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}


def _rows(key: str) -> list[int]:
    state = st.session_state.get(key)
    return list(state["selection"]["rows"]) if state else []


def _ticked(study_id: int, key: str, numbers: Sequence[int]) -> None:
    """Picks the trials whose rows are ticked; `numbers` are those of the table as it was drawn.

    What was picked and is not listed stays so.
    """
    ticked = [numbers[row] for row in _rows(key) if row < len(numbers)]
    loose = {*numbers} - {*ticked}
    before = [number for number in selection.current(study_id).trials if number not in loose]
    selection.pick(study_id, [*before, *ticked])


def curves(view: StudyView) -> None:
    """The measures by epoch, and between them the way to the best."""
    numbers = _drawn(view)
    key = figures.changed(view)
    legend(view, numbers)
    with st.container(key="tied-above", gap=None):  # there or not, the figures keep their place
        _tied(view)
    measures = tasks.measures(view.study.spec)
    first, best, *others = st.columns(len(measures) + 1, gap="small")
    for measure, column in zip(measures, (first, *others), strict=True):
        with column, st.container(border=True, height="stretch"):
            widgets.head(measure.title, "by epoch")
            _curve(view, key, numbers, measure.name)
    with best, st.container(border=True, height="stretch", key="shows-best-so-far"):
        _best_so_far(view, is_narrow=bool(others[1:]))


def _drawn(view: StudyView) -> tuple[int, ...]:
    """The trials whose curves are drawn: of many that are selected, the best."""
    picked, selected = selection.picked(view), selection.inside(view)
    if not selected:
        return tuple(analysis.watched(view, MOST_CURVES))
    if 0 < len(picked) <= MOST_CURVES:
        return picked
    best = sorted(analysis.best_of(view, MOST_CURVES, selected))
    return tuple(best or sorted(selected)[:MOST_CURVES])


def legend(view: StudyView, numbers: Sequence[int]) -> None:
    """Whose curves are drawn, and how; how many trials are selected."""
    study_id, selected = view.study.id, selection.inside(view)
    count = ""
    if selected is not None:
        count = f"{len(selected):,} of {widgets.plural(len(view.trials), 'trial')} selected"
    told = " · ".join(filter(None, [selection.unknown(study_id), count]))
    trial_legend(
        charts.trial_colors(numbers, view.study.best_number),
        key=f"legend-{study_id}",
        best=view.study.best_number,
        how=HOW,
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


def _curve(
    view: StudyView,
    key: figures.CacheKey,
    numbers: tuple[int, ...],
    measure: str,
) -> None:
    if not view.curves:
        first = "The first epoch draws the first point."
        widgets.waiting(_none_to_draw(view, "No epoch was trained.", first), CURVE_HEIGHT)
        return
    figure = figures.curves(view, key, numbers, measure)
    key_ = f"{measure}-{view.study.id}"
    live_figure(figure, key=key_, height=CURVE_HEIGHT, picks=selection.picks(view))


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
        widgets.waiting(_none_to_draw(view, "No trial has a score.", first), CURVE_HEIGHT)
        return
    by = cast(Literal["trials", "epochs", "seconds"], by or "trials")
    figure = figures.best_so_far(view, by, selection.drawn(view))
    live_figure(
        figure,
        key=f"best-{by}-{view.study.id}",
        height=CURVE_HEIGHT,
        file=f"study-{view.study.id}-best-so-far",
        picks=selection.picks(view),
    )
    if view.honest is not None and (told := words.gauge(view.honest)):
        st.caption(f":material/trending_flat: {widgets.plain(told)}")
