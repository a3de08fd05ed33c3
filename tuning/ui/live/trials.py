"""The trials of a study on its page: parallel axes, curves, the way to the best, the table.

All of it follows one selection: the brush filters the table, and a click on a line or a row puts
trials into the curves and the details.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import streamlit as st

from tuning import analysis, charts, tasks
from tuning.space import AnyParameter, Choice, Fixed, Float, Int
from tuning.store.view import StudyView
from tuning.text import glossary
from tuning.ui import commands, figures, widgets
from tuning.ui.components.figure import live_figure
from tuning.ui.components.parallel_coordinates import Axis, parallel_coordinates
from tuning.ui.live import header

PARALLEL_HEIGHT = 330
CURVE_HEIGHT = 300
TABLE_HEIGHT = 420
MOST_CURVES = 6
NO_TRIAL = "Trials appear here as they begin."
AGAINST = {"trials": "Trials", "epochs": "Epochs", "seconds": "Time"}


@dataclass
class Picked:
    """What a person chose on this page."""

    brushed: frozenset[int] | None = None
    """Trials inside the brush; None without a brush."""
    rows: list[int] = field(default_factory=list)
    """Trials chosen in the table, or by a click on a line."""


def lines(view: StudyView) -> Picked:
    """Parallel axes of all trials; returns what the brush holds and what was clicked."""
    with st.container(border=True):
        drawn = figures.parallel(view, figures.trials_changed(view))
        widgets.head("All trials", "one line each, coloured by its score")
        if not len(drawn.rows):
            widgets.waiting(_why_none(view), PARALLEL_HEIGHT + 32)
            return Picked()
        chosen = parallel_coordinates(
            [Axis(**vars(axis)) for axis in drawn.axes],
            drawn.rows,
            color="score",
            better=drawn.better,
            key=f"lines-{view.study.id}",
            height=PARALLEL_HEIGHT,
            note=_note(view, drawn.left_out),
            file=f"study-{view.study.id}-trials",
        )
    if chosen.picked is not None:
        st.session_state[_pick(view)] = chosen.picked
    if not chosen.brush:
        return Picked()
    brush = tuple((name, *ends) for name, ends in sorted(chosen.brush.items()))
    return Picked(brushed=figures.brushed(view, figures.trials_changed(view), brush))


def _why_none(view: StudyView) -> str:
    """Why there is no line to draw."""
    if not view.trials:
        return header.waits_for(view.study, commands.shown_state(view.study))
    if view.totals.failed == len(view.trials):
        return "No trial has a score: all of them failed, and the table says why."
    return "No trial has a score: the study was stopped before one was through."


def _note(view: StudyView, left_out: int) -> str:
    failed = view.totals.unscored
    notes = [f"{widgets.plural(failed, 'trial')} without a score"] if failed else []
    if left_out:
        notes.append(f"{left_out:,} more between the best and the latest are not drawn")
    return ", ".join(notes)


def _pick(view: StudyView) -> str:
    return f"picked-{view.study.id}"


def table(view: StudyView, picked: Picked) -> None:
    """The trials, those inside the brush alone if there is one; fills in what is chosen."""
    shown, places = figures.table(view, figures.changed(view), picked.brushed)
    widgets.head("Trials", _remark(view, picked, len(shown)))
    if not len(shown):
        why = "No trial lies inside the brush." if view.trials else NO_TRIAL
        widgets.waiting(why, TABLE_HEIGHT)
        return
    event = st.dataframe(
        shown,
        key=f"trials-{view.study.id}-{places}",
        on_select="rerun",
        selection_mode="multi-row",
        hide_index=True,
        height=widgets.table_height(len(shown), TABLE_HEIGHT),
        placeholder="–",
        column_order=_order(view, shown.column_names),
        column_config=_columns(view),
    )
    rows = cast(Any, event).selection.rows
    chosen = [shown["number"][row].as_py() for row in rows if row < len(shown)]
    picked.rows = _still_chosen(view, places, chosen if rows else None)


def _remark(view: StudyView, picked: Picked, shown: int) -> str:
    """What the table lists."""
    remark = "click rows to see their curves and details"
    if view.unfinished and view.study.state.is_active():
        remark += "; a score of a running trial is its score so far"
    found = len(view.trials)
    if picked.brushed is not None:
        found = len(picked.brushed)
        remark = f"{found:,} of {len(view.trials):,} inside the brush"
    if shown < found:
        remark += f"; the best and the latest of {found:,} are listed"
    return remark


def _still_chosen(view: StudyView, places: int, chosen: list[int] | None) -> list[int]:
    """The trials chosen in the table if any are, else the one whose line was clicked.

    The table forgets its selection when rows change their places: then what was chosen before
    stays chosen, in the figures.
    """
    kept = f"chosen-{view.study.id}"
    if chosen is not None:
        st.session_state.pop(_pick(view), None)
        st.session_state[kept] = (places, chosen)
        return chosen
    if (number := st.session_state.get(_pick(view))) in view.trials:
        st.session_state.pop(kept, None)
        return [number]
    before, numbers = st.session_state.get(kept, (None, []))
    if before == places:  # the selection was cleared
        del st.session_state[kept]
        return []
    return [number for number in numbers if number in view.trials]


def _columns(view: StudyView) -> dict[str, Any]:
    config = st.column_config
    values = {name: _value_column(view, name) for name in analysis.varying(view)}
    states = dict(widgets.STATES.values())
    some_failed, several = view.totals.failed > 0, view.study.spec.evaluation.fits > 1
    return values | {
        "number": config.NumberColumn("Trial", width=60, help=glossary.meaning("trial")),
        "state": config.MultiselectColumn(
            "State", options=list(states), color=list(states.values()), width=100
        ),
        "score": config.NumberColumn("Score", format="%.4f", width=75),
        # Columns that are the same in every row are left out.
        "deviation": config.NumberColumn(
            "± deviation", format="%.4f", width=90, help=glossary.meaning("deviation")
        )
        if several
        else None,
        "fits": config.TextColumn("Fits", width=60, help=glossary.meaning("fit"))
        if several
        else None,
        "seconds": config.NumberColumn("Seconds", format="%.1f", width=80),
        "note": config.TextColumn("What went wrong", width="large") if some_failed else None,
    }


def _order(view: StudyView, names: Sequence[str]) -> list[str]:
    """The columns in order: values that can differ most come first, the last may be cut off."""
    space = view.study.spec.space

    def kinds(name: str) -> float:
        parameter = space.parameters.get(name)
        if isinstance(parameter, Int | Float):
            step = parameter.step if parameter.is_finite else None
            return (parameter.high - parameter.low) / step if step else math.inf
        return len(parameter.points()) if parameter else 1

    values = sorted(analysis.varying(view), key=kinds, reverse=True)
    first = ["number", "state", "score", *values]
    return [*first, *(name for name in names if name not in first)]


def _has_fractions(parameter: AnyParameter | None) -> bool:
    """Whether its values are numbers with fractions: a plain column would show 1e-7 as 0."""
    values = parameter.points() if isinstance(parameter, Choice | Fixed) else []
    are_numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    return are_numbers and any(isinstance(v, float) for v in values)


def _value_column(view: StudyView, name: str) -> Any:
    title = analysis.title_of(view.study, name)
    parameter = view.study.spec.space.parameters.get(name)
    if isinstance(parameter, Float) or _has_fractions(parameter):
        return st.column_config.NumberColumn(title, format="%.4g", width=95)
    return st.column_config.Column(title)


def curves(view: StudyView, picked: Picked) -> None:
    """The measures by epoch, and between them the way to the best."""
    numbers = tuple(picked.rows[:MOST_CURVES] or analysis.watched(view, MOST_CURVES))
    key = figures.changed(view)
    legend(view, numbers)
    measures = tasks.measures(view.study.spec)
    first, best, *others = st.columns(len(measures) + 1, gap="small")
    for measure, column in zip(measures, (first, *others), strict=True):
        with column, st.container(border=True, height="stretch"):
            widgets.head(measure.title, "by epoch")
            _curve(view, key, numbers, measure.name)
    with best, st.container(border=True, height="stretch"):
        _best_so_far(view)


def legend(view: StudyView, numbers: Sequence[int]) -> None:
    """Whose curves are drawn, and how."""
    best = view.study.best_number
    items = [
        f'<span style="white-space:nowrap">{widgets.dot(color)}'
        f"Trial {number}{' · best' if number == best else ''}</span>"
        for number, color in charts.trial_colors(numbers, best).items()
    ]
    how = "solid: validation, dashed: training, thin: single fits, thick: their mean, grey: others"
    gap = '<span style="opacity:.7;font-size:.85rem">'
    widgets.html(f'<div class="ts-legend">{"".join(items)}{gap}{how}</span></div>')


def _curve(
    view: StudyView,
    key: figures.CacheKey,
    numbers: tuple[int, ...],
    measure: str,
) -> None:
    if not view.curves:
        widgets.waiting("The first epoch draws the first point.", CURVE_HEIGHT)
        return
    figure = figures.curves(view, key, numbers, measure)
    live_figure(figure, key=f"{measure}-{view.study.id}", height=CURVE_HEIGHT)


def _best_so_far(view: StudyView) -> None:
    head, choice = st.columns([3, 5], vertical_alignment="center")
    with head:
        widgets.head("Best so far")
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
    if not (view.totals.completed or view.totals.failed):
        widgets.waiting("The first finished trial draws the first step.", CURVE_HEIGHT)
        return
    by = cast(Literal["trials", "epochs", "seconds"], by or "trials")
    figure = figures.best_so_far(view, by)
    file = f"study-{view.study.id}-best-so-far"
    live_figure(figure, key=f"best-{by}-{view.study.id}", height=CURVE_HEIGHT, file=file)
