"""How a quantity that is to be predicted is spread: a bar a part of its range."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tuning.charts._base import RIGHT, Figure, axes, rounded
from tuning.text.names import cut, plotly
from tuning.text.words import number

MOST_BARS = 30


def quantity(values: np.ndarray, title: str) -> Figure:
    """Training rows by the target's `values` (rows,), finite; `title`: what it is called."""
    edges = np.histogram_bin_edges(values, "auto")
    if len(edges) > MOST_BARS + 1:
        edges = np.linspace(edges[0], edges[-1], MOST_BARS + 1)
    counts, _ = np.histogram(values, edges)
    ends = [f"{number(low)} to {number(high)}" for low, high in pairwise(edges)]
    bars = {
        "type": "bar",
        "uid": "bars",
        "x": rounded((edges[1:] + edges[:-1]) / 2),
        "y": counts.tolist(),
        "width": rounded(edges[1:] - edges[:-1]),
        "text": ends,
        "textposition": "none",
        "marker": {"color": RIGHT},
        "hovertemplate": "%{text}: %{y:,} rows<extra></extra>",
    }
    yaxis = {"tickformat": ",d", "nticks": 4, "rangemode": "tozero"}
    layout = axes(plotly(cut(title, 40)), "Training rows", yaxis=yaxis, bargap=0.04)
    return {"data": [bars], "layout": layout}
