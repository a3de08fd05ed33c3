"""Slices: the score by one hyperparameter, a point a trial."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuning import metrics
from tuning.analysis import Parallel, ParallelAxis
from tuning.charts._base import BEST, GREY, OF_POINTS, Figure, axes, rgba, rounded
from tuning.text.names import cut, plotly

SPREAD = 0.3
"""Trials of one category are drawn this far beside it at most, in categories."""


def slice_of(
    drawn: Parallel, axis: ParallelAxis, *, color: str, metric: str, best: int | None
) -> Figure:
    """The scored trials of `drawn` by their values on one of its axes; the best in gold."""
    rows = drawn.rows[drawn.rows["score"].notna() & drawn.rows[axis.name].notna()]
    numbers = rows["number"].astype(int).to_numpy()
    values = rows[axis.name].to_numpy()
    said, texts = _said(axis, values)
    points = {
        "type": "scatter",
        "mode": "markers",
        "uid": "trials",
        "name": "Trials",
        "meta": OF_POINTS,
        "x": rounded(values + _beside(axis, numbers)),
        "y": rounded(rows["score"]),
        "customdata": numbers.tolist(),
        "marker": {
            "size": 8,
            # A digit a point, in place of a colour's name: a page gets all of it at every tick.
            "color": [int(number == best) for number in numbers],
            "colorscale": [[0, rgba(color, 0.75)], [1, BEST]],
            "cmin": 0,
            "cmax": 1,
            "showscale": False,
            "line": {"color": rgba(GREY, 0.5), "width": 0.5},
        },
        "hovertemplate": "Trial %{customdata}: %{y:.5~r}<br>"
        f"{plotly(axis.label)} {said}<extra></extra>",
        **texts,
    }
    scores = drawn.axes[-1]
    room = 0.06 * (scores.high - scores.low)
    yaxis = {"range": [scores.low - room, scores.high + room]}
    layout = axes(axis.label, metrics.title(metric), xaxis=_xaxis(axis), yaxis=yaxis)
    return {"data": [points], "layout": layout}


def _beside(axis: ParallelAxis, numbers: np.ndarray) -> np.ndarray:
    """Trials of one category side by side, always the same way for the same trial."""
    if axis.scale != "category":
        return np.zeros(len(numbers))
    return ((numbers * 0.618034) % 1 * 2 - 1) * SPREAD


def _said(axis: ParallelAxis, values: np.ndarray) -> tuple[str, dict[str, list[str]]]:
    """How a hover says a value; of categories the trace has each point's in its `text`."""
    if axis.scale != "category":
        return ("%{x:.0f}" if axis.integer else "%{x:.4~g}"), {}
    names = {value: plotly(text) for value, text in axis.ticks}
    return "%{text}", {"text": [names[value] for value in values]}


def _xaxis(axis: ParallelAxis) -> dict[str, Any]:
    if axis.scale == "category":
        places, texts = zip(*axis.ticks, strict=True)
        return {
            "tickvals": list(places),
            "ticktext": [plotly(cut(text, 12)) for text in texts],
            "range": [-0.5, len(places) - 0.5],
            "showgrid": False,
        }
    if axis.scale == "log":
        ends = np.log10([axis.low, axis.high])
        room = 0.04 * max(float(ends[1] - ends[0]), 0.1)
        return {
            "type": "log",
            "range": [float(ends[0]) - room, float(ends[1]) + room],
            "exponentformat": "power",
            "dtick": 1 if ends[1] - ends[0] > 1.7 else "D2",
        }
    room = 0.04 * (axis.high - axis.low or 1.0)
    return {"range": [axis.low - room, axis.high + room]}
