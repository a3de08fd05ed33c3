"""What the test set shows of a model that tells classes apart: confusion and mistakes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from tuning import analysis, charts
from tuning.store.view import StudyView
from tuning.study import DataSpec
from tuning.text.names import cut, isolated, unique
from tuning.ui import context, pictures, widgets
from tuning.ui.best import threshold
from tuning.ui.components.figure import live_figure

CONFUSION_HEIGHT, CLASS_HEIGHT = 460, 19
"""Pixels of a confusion matrix, and of each of its rows where there are many."""
FEW_CLASSES = 20
"""Up to so many, the matrix stands beside the mistakes."""
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

    two: threshold.Two | None
    """What a threshold may be moved for; None of more classes."""
    usual: tuple[str, float]
    """The most frequent class of the training rows, and its share of the test rows."""

    @property
    def remark(self) -> str:
        """How many rows were right, and how many always the same answer gets right."""
        name, share = self.usual
        right = int(np.trace(self.confusion))
        return f"{right:,} of {self.count:,} right; always {isolated(cut(name, 20))}: {share:.1%}"

    def render(self, view: StudyView) -> None:
        """The confusion matrix, or a threshold to move, and the surest mistakes."""
        if self.two is not None:
            threshold.render(self.two, view.study.id)
            with st.container(border=True):
                self._wrong()
            return
        if len(self.classes) > FEW_CLASSES:
            places = (st.container(), st.container())
        else:
            left, right = st.columns(2, gap="small")
            places = (left, right)
        with places[0], st.container(border=True, height="stretch"):
            self._matrix(view)
        with places[1], st.container(border=True, height="stretch"):
            self._wrong()

    def _matrix(self, view: StudyView) -> None:
        widgets.head("Confusion matrix", "rows: true class, columns: predicted")
        live_figure(
            charts.confusion(self.confusion, self.classes),
            key=f"confusion-{view.study.id}",
            height=max(CONFUSION_HEIGHT, 120 + CLASS_HEIGHT * len(self.classes)),
        )

    def _wrong(self) -> None:
        count = len(self.mistakes)
        shown = (
            f"all {count}" if count <= MOST_MISTAKES else f"the {MOST_MISTAKES} surest of {count:,}"
        )
        at = " at a threshold of 0.5" if self.two is not None else ""
        remark = f"true → predicted · how sure it was{at}; {shown}" if count else ""
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
        held_out = (file["validation"], file["validation_y"]) if "validation" in file else None
        is_out_of_fold = bool(file["out_of_fold"]) if "out_of_fold" in file else False
    dataset = context.dataset(data)
    names = dataset.class_names
    counts = analysis.confusion(labels, probabilities.argmax(axis=1), len(names))
    mistakes = analysis.misclassified(probabilities, labels, rows)
    shown = mistakes.head(MOST_MISTAKES)
    three = zip(shown["true"], shown["predicted"], shown["probability"], strict=True)
    shown_as = [isolated(name) for name in names]
    two = None
    if len(names) == 2:
        two = threshold.Two(names, probabilities, labels, held_out, is_out_of_fold)
    often = int(np.bincount(dataset.y_train).argmax())
    usual = (names[often], float((labels == often).mean()))
    texts = [f"{shown_as[a]} → {shown_as[b]} · {sure:.0%}" for a, b, sure in three]
    if dataset.image_shape is None:
        table = pd.DataFrame([dataset.shown(row) for row in dataset.x_test[shown["row"]]])
        columns = unique(["true → predicted", *table.columns])
        table = pd.DataFrame(dict(zip(columns, [texts, *(table[c] for c in table)], strict=True)))
        return ClassificationTest(counts, mistakes, "", table, names, len(labels), two, usual)
    images = dataset.x_test[shown["row"].to_numpy(dtype=int)].reshape(-1, *dataset.image_shape)
    tiles = pictures.tiles(images, texts, highest=float(dataset.x_test.max()), across=6)
    return ClassificationTest(counts, mistakes, tiles, None, names, len(labels), two, usual)
