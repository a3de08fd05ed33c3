"""What the test set shows of a model that predicts a quantity: how far it is off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from tuning import analysis, charts
from tuning.store.view import StudyView
from tuning.study import DataSpec
from tuning.text.names import unique
from tuning.text.words import number, score
from tuning.ui import context, pictures, widgets
from tuning.ui.components.figure import live_figure

FIGURE_HEIGHT = 420
TABLE_HEIGHT = 460
MOST_WORST = 24
GOLD = 8
"""Of the worst rows, those that the figures show in gold."""


@dataclass(frozen=True, eq=False)
class RegressionTest:
    """The best model on the test set."""

    target: str
    """What the quantity is called."""
    table: pd.DataFrame
    """`analysis.residuals`."""
    tiles: str
    """The worst rows as images; empty for a table."""
    rows: pd.DataFrame | None
    """The worst rows as rows of a table; None for images."""
    mean_rmse: float
    """The RMSE of always saying the mean of the training rows."""

    @property
    def remark(self) -> str:
        """What a guess without any input scores."""
        return f"always saying the mean: {score(self.mean_rmse)}"

    def render(self, view: StudyView) -> None:
        """Predicted against true, how far off, and the worst rows."""
        left, right = st.columns(2, gap="small")
        gold = min(GOLD, len(self.table))
        with left, st.container(border=True, height="stretch"):
            half = float(self.table["error"].abs().median())
            remark = f"on the dashed line it is right; half of the rows are off by {score(half)} "
            widgets.head("Predicted against true", f"{remark}or less")
            figure = charts.predicted_against_true(self.table, self.target, gold)
            live_figure(figure, key=f"predicted-{view.study.id}", height=FIGURE_HEIGHT)
        with right, st.container(border=True, height="stretch"):
            mean = float(self.table["error"].mean())
            way = "high" if mean > 0 else "low"
            remark = f"on average {score(abs(mean))} too {way}; gold: the {gold} worst rows"
            widgets.head("How far off", remark)
            figure = charts.residuals(self.table, self.target, gold)
            live_figure(figure, key=f"residuals-{view.study.id}", height=FIGURE_HEIGHT)
        with st.container(border=True):
            shown = min(MOST_WORST, len(self.table))
            remark = f"the {shown} farthest off of {len(self.table):,}"
            remark += "; true → predicted" if self.rows is None else ""
            widgets.head("The worst rows", remark)
            if self.rows is None:
                widgets.html(self.tiles)
            else:
                height = widgets.table_height(len(self.rows), TABLE_HEIGHT)
                st.dataframe(self.rows, hide_index=True, height=height, placeholder="–")


@st.cache_resource(show_spinner=False, max_entries=16, hash_funcs={DataSpec: repr})
def tested(path: str, data: DataSpec, modified: int) -> RegressionTest:
    """What the engine left in a file of the test. Raises KeyError or ValueError for half a file."""
    with np.load(path, allow_pickle=False) as file:
        table = analysis.residuals(file["predicted"], file["y"], file["rows"])
    dataset = context.dataset(data)
    mean_rmse = analysis.guess(dataset.y_train, dataset.y_test, 0)["rmse"]
    worst = table.head(MOST_WORST)
    name = data.target or "value"
    if dataset.image_shape is None:
        inputs = pd.DataFrame([dataset.shown(row) for row in dataset.x_test[worst["row"]]])
        told = worst[["true", "predicted", "error"]].map(_told)
        columns = unique([f"True {name}", "Predicted", "Off by", *inputs.columns])
        parts = [*(told[c] for c in told), *(inputs[c] for c in inputs)]
        rows = pd.DataFrame(dict(zip(columns, parts, strict=True)))
        return RegressionTest(name, table, "", rows, mean_rmse)
    images = dataset.x_test[worst["row"].to_numpy(dtype=int)].reshape(-1, *dataset.image_shape)
    pairs = zip(worst["true"], worst["predicted"], strict=True)
    texts = [f"{number(true)} → {number(said)}" for true, said in pairs]
    tiles = pictures.tiles(images, texts, highest=float(dataset.x_test.max()), across=6)
    return RegressionTest(name, table, tiles, None, mean_rmse)


def _told(value: float) -> float:
    """Five digits, as a number: the table can be sorted by it."""
    return float(f"{value:.5g}")
