"""The winner of a study: its values, its curves, and the test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from tuning import analysis, charts, metrics, strategies, tasks
from tuning.errors import TuningError
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.study import DataSpec, StudyState
from tuning.text import glossary
from tuning.text.names import isolated, unique
from tuning.ui import context, figures, trial_fits, widgets
from tuning.ui.components.figure import live_figure

CONFUSION_HEIGHT = 460
CURVE_HEIGHT = 300
MOST_MISTAKES = 24
OPTIMISTIC = (
    f"This study validated on the test set, as the article [{glossary.ARTICLE}]"
    f"({glossary.ARTICLE_URL}) does. The test set chose the winner, so "
    "its score is optimistic, and no untouched data is left to check it on."
)


@dataclass(frozen=True, eq=False)
class Tested:
    """The best model on the test set."""

    confusion: np.ndarray
    mistakes: pd.DataFrame
    tiles: str
    """The surest mistakes as images; empty for a table."""
    rows: pd.DataFrame | None
    """The surest mistakes as rows of a table; None for images."""
    classes: tuple[str, ...]
    count: int


def tested(view: StudyView) -> Tested | None:
    """What the engine left of the test; None while there is nothing."""
    path = context.settings().models / str(view.study.id) / "test.npz"
    try:
        return _tested(str(path), view.study.spec.data, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TuningError):
        return None  # half written, so that the next look finds it whole; or its data are gone


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={DataSpec: repr})
def _tested(path: str, data: DataSpec, modified: int) -> Tested:
    with np.load(path, allow_pickle=False) as file:
        probabilities, labels, rows = file["probabilities"], file["y"], file["rows"]
    dataset = context.dataset(data)
    names = dataset.class_names
    counts = analysis.confusion(labels, probabilities.argmax(axis=1), len(names))
    mistakes = analysis.misclassified(probabilities, labels, rows)
    shown = mistakes.head(MOST_MISTAKES)
    three = zip(shown["true"], shown["predicted"], shown["probability"], strict=True)
    shown_as = [isolated(name) for name in names]
    texts = [f"{shown_as[a]} → {shown_as[b]} · {sure:.0%}" for a, b, sure in three]
    if dataset.image_shape is None:
        table = pd.DataFrame([dataset.shown(row) for row in dataset.x_test[shown["row"]]])
        columns = unique(["true → predicted", *table.columns])
        table = pd.DataFrame(dict(zip(columns, [texts, *(table[c] for c in table)], strict=True)))
        return Tested(counts, mistakes, "", table, names, len(labels))
    images = dataset.x_test[shown["row"].to_numpy(dtype=int)].reshape(-1, *dataset.image_shape)
    tiles = widgets.tiles(images, texts, highest=float(dataset.x_test.max()), across=6)
    return Tested(counts, mistakes, tiles, None, names, len(labels))


# -- the parts of the page -----------------------------------------------------------------------


def numbers(view: StudyView, best: TrialRecord, test: Tested | None) -> None:
    """The scores, each with where it comes from."""
    study = view.study
    objective = study.spec.objective
    fits = study.spec.evaluation.fits
    spread = "1 fit"
    if best.deviation is not None:
        spread = f"± {widgets.score(best.deviation)} over {fits} fits"
    right = f"{int(np.trace(test.confusion)):,} of {test.count:,} right" if test else ""
    if study.test_accuracy is None:
        right = _test_pending(study.state)
    accuracy = widgets.score(study.test_accuracy) if study.test_accuracy is not None else "–"
    loss = widgets.score(study.test_loss) if study.test_loss is not None else "–"
    widgets.stats(
        [
            ("Test accuracy", accuracy, right),
            ("Test loss", loss, ""),
            (metrics.title(objective.metric), widgets.score(best.score), spread),
            ("Trial", str(best.number), f"of {widgets.plural(len(view.trials), 'trial')}"),
            ("Ties", *_ties(view, best)),
        ]
    )


def _ties(view: StudyView, best: TrialRecord) -> tuple[str, str]:
    if best.deviation is None:
        return "–", "one fit cannot show luck"
    return str(len(analysis.within_deviation(view))), "within one deviation"


def _test_pending(state: StudyState) -> str:
    return "comes at the end" if state.is_active() else "not tested"


def notes(view: StudyView) -> None:
    """What to know before trusting these numbers."""
    study = view.study
    if study.spec.evaluation.method == "test":
        st.warning(OPTIMISTIC, icon=":material/warning:")
    if study.state.is_active():
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
    widgets.head("Its values", f"trial {best.number}")
    found = analysis.settings_of(view, best.number)
    chosen = [s for s in found if s.role in ("searched", "inactive")]
    widgets.values([(s.title, s.text, s.role == "inactive") for s in chosen])
    rest = [s for s in found if s.role in ("fixed", "default") and s.text != "not used"]
    with st.expander(f"Not searched ({len(rest)})"):
        widgets.values([(s.title, f"{s.text} ({s.role})", False) for s in rest])
    trial_fits.render(view, best.number)


def curves(view: StudyView, best: TrialRecord) -> None:
    widgets.head("Its curves", "solid: validation, dashed: training, grey: the other trials")
    key = figures.changed(view)
    measures = tasks.measures(view.study.spec)
    for measure, column in zip(measures, st.columns(len(measures)), strict=True):
        with column:
            figure = figures.curves(view, key, (best.number,), measure.name)
            live_figure(figure, key=f"best-{measure.name}-{view.study.id}", height=CURVE_HEIGHT)


def findings(view: StudyView) -> None:
    """In plain words, then what mattered."""
    widgets.head("What to know")
    told = analysis.findings(view)
    for sentence in told:
        st.markdown(f"- {widgets.plain(sentence)}")
    if not told:
        st.caption("No tie, no value at the end of its range, no failed trial.")
    _mattered(view)


def _mattered(view: StudyView) -> None:
    """What moved the score, each hyperparameter alone; or why there is no telling."""
    found = analysis.mattered(view)
    if len(analysis.varying(view)) < 2:
        return
    widgets.head("What mattered", f"each alone, in {widgets.plural(found.trials, 'trial')}")
    if found.reason:
        st.caption(found.reason)
        return
    study = view.study
    color = strategies.STRATEGIES[study.strategy].color
    figure = charts.mattered(found.table, study.spec.objective.metric, color)
    live_figure(figure, key=f"mattered-{study.id}", height=90 + 30 * len(found.table))
    if found.others:
        st.caption(f"No more than chance gives: {', '.join(map(widgets.plain, found.others))}.")


def on_the_test_set(view: StudyView, test: Tested) -> None:
    """The confusion matrix, and the surest mistakes."""
    left, right = st.columns(2, gap="small")
    with left, st.container(border=True, height="stretch"):
        widgets.head("Confusion matrix", "rows: true class, columns: predicted")
        figure = charts.confusion(test.confusion, test.classes)
        live_figure(figure, key=f"confusion-{view.study.id}", height=CONFUSION_HEIGHT)
    with right, st.container(border=True, height="stretch"):
        count = len(test.mistakes)
        shown = (
            f"the {MOST_MISTAKES} surest of {count:,}" if count > MOST_MISTAKES else f"all {count}"
        )
        remark = f"true → predicted · how sure it was; {shown}" if count else ""
        widgets.head("Wrongly classified", remark)
        if not count:
            st.caption("Not one: every test row was classified rightly.")
        elif test.rows is None:
            widgets.html(test.tiles)
        else:
            height = widgets.table_height(len(test.rows), CONFUSION_HEIGHT)
            st.dataframe(test.rows, hide_index=True, height=height)
