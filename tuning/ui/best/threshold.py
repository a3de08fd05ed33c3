"""Two classes: a threshold to move, and what it does on the test rows.

It may be chosen by the rows that validated the model, which the engine keeps beside the test's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from tuning import charts
from tuning.analysis import threshold
from tuning.charts.threshold import Kind
from tuning.metrics import MEASURES
from tuning.text.words import score
from tuning.ui import terms, widgets
from tuning.ui.components.figure import live_figure

HEIGHT = 330
CURVES: dict[Kind, str] = {"precision": "Precision and recall", "roc": "ROC"}
WARNING = (
    "The test rows only show what a threshold does. One that is chosen because it looks good on "
    "them makes their numbers optimistic"
)


@dataclass(frozen=True, eq=False)
class Two:
    """What a model said of two classes: probabilities (n, 2) and class numbers (n,)."""

    names: tuple[str, ...]
    probabilities: np.ndarray
    labels: np.ndarray
    validation: tuple[np.ndarray, np.ndarray] | None
    """The same of the rows that validated it; None where there are none."""
    is_out_of_fold: bool = False
    """Whether those are all training rows, each as a network of another fold sees it."""

    def of(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """The probability of one class, (n,), and whether each test row is of it."""
        return self.probabilities[:, place], self.labels == place

    @property
    def rarer(self) -> int:
        """The class of which there are fewer test rows: mostly the one that is looked for."""
        return int(np.argmin(np.bincount(self.labels, minlength=2)))


def render(two: Two, study: int) -> None:
    """The threshold's card; moving it runs this part of the page alone."""
    with st.container(border=True):
        st.fragment(_card, key=f"threshold-{study}")(two, study)


def _card(two: Two, study: int) -> None:
    widgets.head("Threshold", "from which probability on a row is taken for a class")
    left, middle, right = st.columns([4, 3, 4], gap="medium")
    with left:
        place, at = _controls(two, study)
        cut = threshold.cut_at(*two.of(place), at)
        _numbers(cut, threshold.cut_at(*two.of(place), threshold.USUAL))
    with middle:
        live_figure(
            charts.confusion(_counts(cut, place), two.names),
            key=f"cut-{study}",
            height=HEIGHT,
            name="Confusion matrix at this threshold",
        )
    with right:
        _curve(two, place, at, study)
    terms.more("threshold", "precision", "recall", "roc curve", "precision-recall curve")


def _controls(two: Two, study: int) -> tuple[int, float]:
    """The class that is looked for, and its threshold."""
    place = st.segmented_control(
        "Look for",
        [0, 1],
        default=two.rarer,
        required=True,
        format_func=lambda k: widgets.plain(two.names[k]),
        key=f"looked-for-{study}",
        help="Precision and recall are of this class; at first the one with fewer test rows.",
    )
    key = f"threshold-{study}-{place}"
    st.session_state.setdefault(key, threshold.USUAL)
    at = st.slider(
        f"Taken for {widgets.plain(two.names[place])} from a probability of",
        0.0,
        1.0,
        step=0.01,
        key=key,
    )
    _choices(two, place, key)
    return place, float(at)


def _choices(two: Two, place: int, key: str) -> None:
    """Buttons that choose a threshold where it is fair to: on validation rows."""
    if two.validation is None:
        why = ", and no rows that validated this model are kept to choose it by."
        st.caption(terms.markdown(WARNING + why))
        return
    probabilities, labels = two.validation
    given, own = probabilities[:, place], labels == place
    rows = f"the {len(labels):,} rows that validated this model"
    if two.is_out_of_fold:
        rows = f"{len(labels):,} training rows, each as a network without it sees it"
    st.caption(f"Choose it by {rows}, for their best")
    with st.container(horizontal=True, gap="small"):
        for by in threshold.BY:
            title = MEASURES[by].title.removesuffix(" (macro)")
            st.button(title, key=f"{key}-{by}", on_click=_set, args=(key, given, own, by))
        st.button("0.5", key=f"{key}-usual", on_click=_set, args=(key, given, own, ""))
    st.caption(terms.markdown(f"{WARNING}."))


def _set(key: str, given: np.ndarray, own: np.ndarray, by: str) -> None:
    at = threshold.best(given, own, by) if by else threshold.USUAL
    st.session_state[key] = min(max(round(at, 2), 0.0), 1.0)


def _numbers(cut: threshold.Cut, usual: threshold.Cut) -> None:
    """What the threshold gives on the test rows, and what 0.5 does."""
    shown = (
        ("Accuracy", cut.accuracy, usual.accuracy),
        ("Balanced accuracy", cut.balanced_accuracy, usual.balanced_accuracy),
        ("Precision", cut.precision, usual.precision),
        ("Recall", cut.recall, usual.recall),
        ("F1", cut.f1, usual.f1),
    )
    widgets.stats((name, score(now), f"at 0.5: {score(before)}") for name, now, before in shown)


def _counts(cut: threshold.Cut, place: int) -> np.ndarray:
    """The confusion matrix, the classes in their own order."""
    counts = np.array([[cut.rest, cut.false_alarms], [cut.missed, cut.hits]])
    return counts if place == 1 else counts[::-1, ::-1]


def _curve(two: Two, place: int, at: float, study: int) -> None:
    kind = st.segmented_control(
        "Curve",
        list(CURVES),
        default="precision",
        required=True,
        format_func=lambda name: CURVES[name],
        key=f"curve-{study}",
        label_visibility="collapsed",
    )
    given, own = two.of(place)
    table = threshold.at_every_threshold(given, own)
    figure = charts.threshold_curve(table, kind, at, float(own.mean()))
    live_figure(figure, key=f"{kind}-{study}", height=HEIGHT - 50, name=CURVES[kind])
    widgets.html("<small>gold: this threshold, grey: 0.5, dashed: guessing; on test rows</small>")
