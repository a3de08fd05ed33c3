"""How the best model did on the test set: the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuning.charts._base import MOST_LETTERS, Figure, axes, class_axis, numbered
from tuning.text.names import cut, plotly

MANY = 20
"""Classes beyond which cells are small."""


def confusion(counts: np.ndarray, names: Sequence[str]) -> Figure:
    """Counts, shape (classes, classes): true classes down, predicted across; errors in red."""
    right = np.where(np.eye(len(counts), dtype=bool), counts, np.nan)
    wrong = np.where(np.eye(len(counts), dtype=bool) | (counts == 0), np.nan, counts)
    data = [
        _heat("right", right, names, [[0, "#147d73"], [1, "#0b4f4a"]]),
        _heat("wrong", wrong, names, [[0, "#c4463f"], [1, "#8a1a16"]]),
    ]
    axis = class_axis(names)
    if len(names) > MANY:
        axis |= {"tickfont": {"size": 10}}
    layout = axes(
        "Predicted class", "True class", xaxis=axis, yaxis=axis | {"autorange": "reversed"}
    )
    return {"data": data, "layout": layout}


def _heat(uid: str, z: np.ndarray, names: Sequence[str], scale: list[list[Any]]) -> dict[str, Any]:
    hover = "True %{y}, predicted %{x}: %{z}<extra></extra>"
    whole: dict[str, Any] = {}
    if any(cut(name, MOST_LETTERS) != name for name in names):  # the axes do not show all of it
        hover = "True %{customdata[0]}, predicted %{customdata[1]}: %{z}<extra></extra>"
        pairs = [[[plotly(true), plotly(other)] for other in names] for true in names]
        whole = {"customdata": pairs}
    most = float(np.nanmax(z)) if np.isfinite(z).any() else 1.0
    return {
        "type": "heatmap",
        "uid": uid,
        "x": numbered(names),
        "y": numbered(names),
        "z": [[None if v != v else int(v) for v in row] for row in z.tolist()],
        "zmin": 0,
        "zmax": max(most, 1.0),
        "colorscale": scale,
        "showscale": False,
        "texttemplate": "%{z}",
        "textfont": {"color": "#ffffff", "size": 12 if len(names) <= MANY else 9},
        "hovertemplate": hover,
        "hoverongaps": False,
        "xgap": 2 if len(names) <= MANY else 1,
        "ygap": 2 if len(names) <= MANY else 1,
    } | whole
