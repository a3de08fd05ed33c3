"""The winner of a study: its values, its curves, and the test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import streamlit as st

from tuning import analysis, tasks
from tuning.errors import TuningError
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.study import DataSpec, StudyState
from tuning.text import glossary
from tuning.ui import context, figures, trial_fits, widgets
from tuning.ui.best import classification, regression
from tuning.ui.components.figure import live_figure

CURVE_HEIGHT = 300
OPTIMISTIC = (
    f"This study validated on the test set, as the article [{glossary.ARTICLE}]"
    f"({glossary.ARTICLE_URL}) does. The test set chose the winner, so "
    "its score is optimistic, and no untouched data is left to check it on."
)


class TestView(Protocol):
    """The best model on the test set."""

    @property
    def remark(self) -> str:
        """The test in a few words."""

    def render(self, view: StudyView) -> None:
        """Draws what it shows."""


VIEWS: dict[str, Callable[[str, DataSpec, int], TestView]] = {
    "classification": classification.tested,
    "regression": regression.tested,
}
"""What reads the test's file for a page, by the name of what was learned."""


def tested(view: StudyView) -> TestView | None:
    """What the engine left of the test; None while there is nothing."""
    path = context.settings().models / str(view.study.id) / "test.npz"
    data = view.study.spec.data
    try:
        return VIEWS[tasks.of(data).name](str(path), data, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TuningError):
        return None  # half written, so that the next look finds it whole; or its data are gone


# -- the parts of the page -----------------------------------------------------------------------


def notes(view: StudyView) -> None:
    """What to know before trusting these numbers."""
    study = view.study
    if study.spec.evaluation.method == "test":
        st.warning(OPTIMISTIC, icon=":material/warning:")
    if view.was is not None:
        st.info(
            "The best of that moment. The winner meets the test set, and its model is kept, at the "
            "study's end: leave the replay to see the one and take the other away.",
            icon=":material/replay:",
        )
    elif study.state.is_active():
        st.info(
            "The study still runs: this is the best so far. The test set is touched once, by the "
            "winner, at the end.",
            icon=":material/hourglass_top:",
        )
    elif study.state is not StudyState.COMPLETED:
        st.info(
            f"The study is {widgets.STATES[study.state][0]}: its winner has not met the test set. "
            "In Live it can be resumed, or finished as it is.",
            icon=":material/pause_circle:",
        )


def values(view: StudyView, best: TrialRecord) -> None:
    """The best trial's values, searched ones first, and its fits."""
    widgets.head("Its values", f"trial {best.number}")
    found = analysis.settings_of(view, best.number)
    chosen = [s for s in found if s.role in ("searched", "inactive")]
    widgets.values([(s.title, s.text, s.role == "inactive") for s in chosen])
    rest = [s for s in found if s.role in ("fixed", "default") and s.text != "not used"]
    with st.expander(f"Not searched ({len(rest)})"):
        widgets.values([(s.title, f"{s.text} ({s.role})", False) for s in rest])
    trial_fits.render(view, best.number)


def curves(view: StudyView, best: TrialRecord) -> None:
    """The best trial's learning curves, a figure a measure."""
    widgets.head(
        "Its curves", "solid: validation, dashed: training, ring: its score, grey: the other trials"
    )
    key, shown = figures.changed(view), analysis.ShownCurves((best.number,))
    measures = tasks.measures(view.study.spec)
    for measure, column in zip(measures, st.columns(len(measures)), strict=True):
        with column:
            figure = figures.curves(view, key, shown, measure.name)
            live_figure(figure, key=f"best-{measure.name}-{view.study.id}", height=CURVE_HEIGHT)
