"""Bars: how many rows each class has, and what each hyperparameter moved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from tuning.analysis import Mattered
from tuning.charts._base import GREY, RIGHT, Figure, axes, class_axis, numbered, rgba, rounded
from tuning.text.names import plotly
from tuning.text.words import percent

FEW_LETTERS = 9
"""The same below a small figure."""
OTHERS = "All others"
MOST_NAMED = 20
"""Classes up to which each is named below its bar."""


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
    every = math.ceil(len(counts) / MOST_NAMED)  # each is named on hover
    xaxis |= {name: xaxis[name][::every] for name in ("tickvals", "ticktext")}
    yaxis = {"tickformat": ",d", "nticks": 4}
    return {"data": [bars], "layout": axes("Class", "Training rows", xaxis=xaxis, yaxis=yaxis)}


def mattered(found: Mattered, color: str = RIGHT) -> Figure:
    """Shares with their intervals as bars, the largest on top; the last is all the others'."""
    ordered = found.table.iloc[::-1]
    places, shares = [plotly(title) for title in ordered["title"]], [*ordered["share"]]
    data = [_shares(ordered, color)]
    if found.others:
        data.append(data[0] | _rest(found))
        places, shares = [OTHERS, *places], [found.rest, *shares]
    xaxis = {"range": [0, 100], "ticksuffix": "%"}
    yaxis = {
        "showgrid": False,
        "categoryorder": "array",
        "categoryarray": places,
        "tickvals": places,
        "ticktext": [
            f"{what} · {_percent(part)}" for what, part in zip(places, shares, strict=True)
        ],
        "title": {"text": ""},
    }
    title = "Share of what is explained"
    return {"data": data, "layout": axes(title, "", xaxis=xaxis, yaxis=yaxis)}


def _shares(ordered: pd.DataFrame, color: str) -> dict[str, Any]:
    """A bar a hyperparameter, from below."""
    share, low, high = (100 * ordered[part] for part in ("share", "low", "high"))
    interval = {"array": rounded(high - share), "arrayminus": rounded(share - low)}
    return {
        "type": "bar",
        "uid": "bars",
        "orientation": "h",
        "x": rounded(share),
        "y": [plotly(title) for title in ordered["title"]],
        "error_x": {
            "type": "data",
            "symmetric": False,
            **interval,
            "thickness": 1.5,
            "width": 5,
            "color": GREY,
        },
        "text": [_said(row) for row in ordered.to_dict("records")],
        "textposition": "none",
        "marker": {"color": color, "cornerradius": 3},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }


def _rest(found: Mattered) -> dict[str, Any]:
    """In what the bar of all others differs from those."""
    return {
        "uid": "others",
        "x": rounded([100 * found.rest]),
        "y": [OTHERS],
        "error_x": {"visible": False},
        "text": [f"{_percent(found.rest)}, not to be told from chance"],
        "marker": {"color": rgba(GREY, 0.5), "cornerradius": 3},
    }


def _percent(part: float) -> str:
    return plotly(percent(part))


def _said(row: dict[Any, Any]) -> str:
    share, low, high = (_percent(row[part]) for part in ("share", "low", "high"))
    said = f"{share} (90% interval {low} to {high})"
    if row["best"]:
        said += f"<br>best {plotly(row['best'])}, worst {plotly(row['worst'])}"
    return said
