"""Every measure of the winner, on the rows that chose it and on the test rows; what it is held
against."""

from __future__ import annotations

import streamlit as st

from tuning import analysis
from tuning.errors import TuningError
from tuning.metrics import MEASURES, Measure
from tuning.store import TrialRecord
from tuning.store.honest import honest_of
from tuning.store.view import StudyView
from tuning.study import DataSpec
from tuning.text.names import html
from tuning.ui import baselines, context, tables, terms, widgets
from tuning.ui.tables import Cell, Column, Row

GUESS = (
    "What always says the same looks at no input: it gives each class the share that it has of the "
    "training rows, or says their mean. ↑: higher is better, ↓: lower is."
)
LINEAR = "The linear model was trained by scikit-learn on all training rows."
WAYS = {"max": ("↑", "higher is better"), "min": ("↓", "lower is better")}


def render(view: StudyView, best: TrialRecord) -> None:
    """A line a measure, the study's own in bold; nothing where a study has the loss alone."""
    known = {measure.name: measure for measure in analysis.measured(view)}
    known |= {name: MEASURES[name] for name in view.study.test if name in MEASURES}
    if not set(known) - {"loss"}:
        return
    own = view.study.spec.objective.measure.name
    kept = analysis.kept(view, best.number, known.values())
    guess, second = guessed(view.study.spec.data) if view.study.test else ({}, "")
    tested = honest_of(view).tested if view.study.test else {}
    linear = tested.get("linear", {})
    baselines.render(view)
    widgets.head("Every measure", "validation: the mean over its fits, at the epochs they keep")
    columns = [
        Column("Measure", is_text=True),
        Column("Validation"),
        Column("Test"),
        Column("Always the same,\non the test rows"),
        *([Column("Linear model,\non the test rows")] if linear else []),
    ]
    rows = [
        Row(
            [
                Cell(_named(known[name], second)),
                widgets.score(kept[name]),
                widgets.score(view.study.test.get(name)),
                widgets.score(guess.get(name)),
                *([widgets.score(linear.get(name))] if linear else []),
            ],
            leads=name == own,
        )
        for name in MEASURES
        if name in known
    ]
    tables.render(columns, rows)
    st.caption(f"{GUESS} {LINEAR}" if linear else GUESS)


def _named(measure: Measure, second: str) -> str:
    """What a measure is called, of which class it is, and which way is better."""
    of = f" of {html(second, 30)}" if second and measure.most == 2 else ""
    arrow, way = WAYS[measure.better]
    told = f'<small role="img" title="{way}" aria-label="{way}">{arrow}</small>'
    return f"{terms.html(measure.title)}{of} {told}"


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={DataSpec: repr})
def guessed(data: DataSpec) -> tuple[dict[str, float], str]:
    """What a bare guess scores on the test rows, and the second of two classes; nothing where the
    data are gone."""
    try:
        dataset = context.dataset(data)
    except TuningError:
        return {}, ""
    second = dataset.class_names[1] if dataset.classes == 2 else ""
    return analysis.guess(dataset.y_train, dataset.y_test, dataset.classes), second
