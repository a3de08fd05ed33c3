"""Bars: how many rows each class has, and what each hyperparameter moved."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tuning import metrics
from tuning.charts._base import RIGHT, Figure, axes, class_axis, numbered
from tuning.text.names import plotly
from tuning.text.words import score

FEW_LETTERS = 9
"""The same below a small figure."""


def class_counts(counts: Mapping[str, int], color: str = RIGHT) -> Figure:
    """Training rows a class; `counts` goes from a class's name to its rows."""
    bars = {
        "type": "bar",
        "uid": "bars",
        "x": numbered(counts),
        "y": list(counts.values()),
        "customdata": [plotly(name) for name in counts],
        "marker": {"color": color, "cornerradius": 3},
        "hovertemplate": "Class %{customdata}: %{y:,} rows<extra></extra>",
    }
    xaxis = class_axis(counts, FEW_LETTERS)
    yaxis = {"tickformat": ",d", "nticks": 4}
    return {"data": [bars], "layout": axes("Class", "Training rows", xaxis=xaxis, yaxis=yaxis)}


def mattered(table: pd.DataFrame, metric: str, color: str = RIGHT) -> Figure:
    """Effects as bars, the largest on top; `table` is `analysis.Mattered.table`."""
    ordered = table.iloc[::-1]
    bars = {
        "type": "bar",
        "uid": "bars",
        "orientation": "h",
        "x": ordered["effect"].tolist(),
        "y": ordered["title"].tolist(),
        "text": [score(effect) for effect in ordered["effect"]],
        "customdata": [[plotly(b), plotly(w)] for b, w in ordered[["best", "worst"]].to_numpy()],
        "marker": {"color": color, "cornerradius": 3},
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{y}: best %{customdata[0]}, worst %{customdata[1]}<extra></extra>",
    }
    title = f"{metrics.title(metric)}: mean of its best values less that of its worst"
    xaxis = {"range": [0, 1.15 * float(table["effect"].max())]}
    yaxis = {"showgrid": False, "title": {"text": ""}}
    return {"data": [bars], "layout": axes(title, "", xaxis=xaxis, yaxis=yaxis)}
