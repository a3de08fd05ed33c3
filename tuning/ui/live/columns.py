"""The columns of a study's table of trials: which there are, what they show, which one adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from tuning import analysis
from tuning.metrics import MEASURES, Measure
from tuning.space import AnyParameter, Choice, Fixed, Float
from tuning.store.view import StudyView
from tuning.text import glossary
from tuning.ui import widgets

ABOUT = (
    "On validation rows, at the epoch whose weights are kept; of several fits the mean. Trials "
    "that did not measure it stay blank."
)

TIED = (
    "≈ best: it cannot be told from the best trial by the rows that validated both (their paired "
    "differences, 1.645 standard errors)."
)


def chosen(view: StudyView) -> tuple[str, ...]:
    """The measures that have a column besides the score, as a person picks them."""
    known = {measure.name: measure for measure in analysis.besides(view)}
    if not known:
        return ()
    with st.popover("Columns", icon=":material/view_column:", width="stretch"):
        found = st.pills(
            "Measures besides the score",
            list(known),
            selection_mode="multi",
            format_func=lambda name: known[name].title,
            key=f"measures-{view.study.id}",
            help=ABOUT,
        )
    return tuple(name for name in known if name in found)


def config(view: StudyView, measures: Sequence[str]) -> dict[str, Any]:
    """What each column is called, and how it shows its values."""
    config = st.column_config
    values = {name: _value_column(view, name) for name in analysis.varying(view)}
    states = dict(widgets.STATES.values())
    scored = widgets.score_format([trial.score for trial in view.trials.values()])
    some_failed, several = view.totals.failed > 0, view.study.spec.evaluation.fits > 1
    shown = {MEASURES[name].validation: _measure(view, MEASURES[name]) for name in measures}
    return (
        values
        | shown
        | {
            "number": config.NumberColumn("Trial", width=60, help=glossary.meaning("trial")),
            "state": config.MultiselectColumn(
                "State", options=list(states), color=list(states.values()), width=100
            ),
            "score": config.NumberColumn("Score", format=scored, width=75),
            # Columns that are the same in every row are left out.
            "deviation": config.NumberColumn(
                "± deviation", format=scored, width=90, help=glossary.meaning("deviation")
            )
            if several
            else None,
            "tied": config.TextColumn("Tied", width=65, help=TIED),
            "fits": config.TextColumn("Fits", width=60, help=glossary.meaning("fit"))
            if several
            else None,
            "seconds": config.NumberColumn("Seconds", format="%.1f", width=80),
            "note": config.TextColumn("What went wrong", width="large") if some_failed else None,
        }
    )


def order(view: StudyView, names: Sequence[str], measures: Sequence[str]) -> list[str]:
    """The columns in order: values that can differ most come first, the last may be cut off."""
    shown = [MEASURES[name].validation for name in measures]
    first = ["number", "state", "score", "tied", *shown, *analysis.by_variety(view)]
    return [*(n for n in first if n != "tied" or n in names), *(n for n in names if n not in first)]


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


def _measure(view: StudyView, measure: Measure) -> Any:
    """A measure's column, written with the places that the best trial's value needs."""
    best = view.study.best_number
    shown = [analysis.kept(view, best, [measure])[measure.name]] if best is not None else []
    means = glossary.meaning(measure.title)
    return st.column_config.NumberColumn(
        measure.title,
        format=widgets.score_format(shown),
        width=95,
        help=f"{means} {ABOUT}" if means else ABOUT,
    )
