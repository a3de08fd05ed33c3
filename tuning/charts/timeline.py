"""When each worker trained what: a bar a fit over the study's running time."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tuning.analysis import Timeline
from tuning.charts._base import BEST, GREY, OF_POINTS, TRIALS, Figure, axes, rgba, rounded, row_axis
from tuning.study import FitKind, FitState
from tuning.text.words import number, score

ROW_HEIGHT = 46
FAILED = "#d9534f"
MINUTES_FROM = 600.0
"""Seconds from which on the axis is in minutes."""


def timeline(found: Timeline, best: int | None, end: float | None = None) -> Figure:
    """A row a worker; the best trial's fits in gold, failed ones red, the final training grey.

    `end` is how many seconds the axis reaches, if it is not to follow the fits.
    """
    fits = found.fits
    long = (found.lasted if end is None else end) >= MINUTES_FROM
    unit, title = (60.0, "Minutes") if long else (1.0, "Seconds")
    bars = {
        "type": "bar",
        "orientation": "h",
        "uid": "fits",
        "name": "Fits",
        "meta": OF_POINTS,
        "base": rounded(fits["start"] / unit),
        "x": rounded(fits["seconds"] / unit),
        "y": [f"Worker {place + 1}" for place in fits["worker"]],
        "width": 0.72,
        "customdata": fits["trial"].tolist(),
        "text": _hovers(fits),
        "textposition": "none",
        "marker": {
            "color": _colors(fits, best),
            "line": {"color": rgba(GREY, 0.9), "width": 0.5},
            "pattern": {
                "shape": ["/" if state == FitState.RUNNING else "" for state in fits["state"]]
            },
        },
        "hovertemplate": "%{text}<extra></extra>",
    }
    rows = [f"Worker {place + 1}" for place in range(len(found.workers))]
    yaxis = row_axis(rows)
    xaxis: dict[str, Any] = {"rangemode": "tozero"}
    if end is not None:
        xaxis = {"range": [0, 1.02 * end / unit]}
    what = f"{title} of running time"
    return {"data": [bars], "layout": axes(what, "", xaxis=xaxis, yaxis=yaxis, barmode="overlay")}


def _hovers(fits: pd.DataFrame) -> list[str]:
    return [_hover(fit) for fit in fits.to_dict("records")]


def _hover(fit: dict[Any, Any]) -> str:
    came = f", score {score(fit['score'])}" if fit["score"] == fit["score"] else ""
    state = {FitState.RUNNING: "trains now", FitState.COMPLETED: ""}.get(fit["state"])
    said = str(fit["state"]).lower() if state is None else state
    lasted = f"{number(fit['seconds'], 3)} s from {number(fit['start'], 3)} s on"
    return f"Trial {fit['trial']} · {fit['what']}<br>{lasted}{came}" + (f", {said}" if said else "")


def _colors(fits: pd.DataFrame, best: int | None) -> list[str]:
    return [
        _color(int(fit["trial"]), fit["kind"], fit["state"], best)
        for fit in fits.to_dict("records")
    ]


def _color(trial: int, kind: str, state: str, best: int | None) -> str:
    if state == FitState.FAILED:
        return FAILED
    if kind == FitKind.REFIT:
        return GREY
    return BEST if trial == best else rgba(TRIALS[trial % len(TRIALS)], 0.8)
