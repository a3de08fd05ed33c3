"""What the test set shows of a model that tells classes apart: confusion and mistakes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from tuning import analysis, charts
from tuning.store.view import StudyView
from tuning.study import DataSpec
from tuning.text.names import isolated, unique
from tuning.ui import context, widgets
from tuning.ui.components.figure import live_figure

CONFUSION_HEIGHT = 460
MOST_MISTAKES = 24


@dataclass(frozen=True, eq=False)
class ClassificationTest:
    """The best model on the test set."""

    confusion: np.ndarray
    mistakes: pd.DataFrame
    tiles: str
    """The surest mistakes as images; empty for a table."""
    rows: pd.DataFrame | None
    """The surest mistakes as rows of a table; None for images."""
    classes: tuple[str, ...]
    count: int

    @property
    def remark(self) -> str:
        """How many rows were right."""
        return f"{int(np.trace(self.confusion)):,} of {self.count:,} right"

    def render(self, view: StudyView) -> None:
        """The confusion matrix, and the surest mistakes."""
        left, right = st.columns(2, gap="small")
        with left, st.container(border=True, height="stretch"):
            widgets.head("Confusion matrix", "rows: true class, columns: predicted")
            figure = charts.confusion(self.confusion, self.classes)
            live_figure(figure, key=f"confusion-{view.study.id}", height=CONFUSION_HEIGHT)
        with right, st.container(border=True, height="stretch"):
            count = len(self.mistakes)
            shown = f"all {count}"
            if count > MOST_MISTAKES:
                shown = f"the {MOST_MISTAKES} surest of {count:,}"
            remark = f"true → predicted · how sure it was; {shown}" if count else ""
            widgets.head("Wrongly classified", remark)
            if not count:
                st.caption("Not one: every test row was classified rightly.")
            elif self.rows is None:
                widgets.html(self.tiles)
            else:
                height = widgets.table_height(len(self.rows), CONFUSION_HEIGHT)
                st.dataframe(self.rows, hide_index=True, height=height)


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={DataSpec: repr})
def tested(path: str, data: DataSpec, modified: int) -> ClassificationTest:
    """What the engine left in a file of the test. Raises KeyError or ValueError for half a file."""
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
        return ClassificationTest(counts, mistakes, "", table, names, len(labels))
    images = dataset.x_test[shown["row"].to_numpy(dtype=int)].reshape(-1, *dataset.image_shape)
    tiles = widgets.tiles(images, texts, highest=float(dataset.x_test.max()), across=6)
    return ClassificationTest(counts, mistakes, tiles, None, names, len(labels))
