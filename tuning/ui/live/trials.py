"""The trials of a study on its page: parallel axes, and the table.

Both follow one selection (`tuning.ui.selection`): the brush filters the table, and a click on a
line or a row puts trials into the curves and the details.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tuning import analysis
from tuning.store.view import StudyView
from tuning.ui import commands, figures, selection, terms, widgets
from tuning.ui.components.parallel_coordinates import Axis, parallel_coordinates
from tuning.ui.live import columns, header, rows
from tuning.ui.selection import Selection

PARALLEL_HEIGHT = 330
TABLE_HEIGHT = 420
NO_TRIAL = "Trials appear here as they begin."


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


def _note(view: StudyView, left_out: int) -> str:
    failed = view.totals.unscored
    notes = [f"{widgets.counted(failed, 'trial')} without a score"] if failed else []
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
    shown, places = rows.rows(view, change, brushed, also, measures)
    with left:
        widgets.head("Trials", _remark(view, brushed, len(shown)))
    if not len(shown):
        why = "No trial lies inside the brush." if view.trials else NO_TRIAL
        widgets.waiting(why, TABLE_HEIGHT)
        return
    study_id, numbers = view.study.id, shown["number"].to_pylist()
    config = columns.config(view, measures)
    hidden = [name for name in shown.column_names if config.get(name, "") is None]
    shown = shown.drop_columns(hidden)
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
        column_config=config,
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
