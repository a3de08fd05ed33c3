"""A confirmation: each trial's fresh repeats, their mean, and the score that it was chosen by."""

from __future__ import annotations

from typing import Any

from tuning import metrics
from tuning.analysis.confirmation import Confirmed, ConfirmedTrial
from tuning.charts._base import (
    GREY,
    Figure,
    axes,
    of_trials,
    rgba,
    rounded,
    row_axis,
    trial_colors,
)
from tuning.text.words import score

LEGEND = (
    "Dots: fresh repeats. Diamond: their mean, with its 90% interval. Hollow circle: the score by "
    "which the search chose; hollow square: that corrected for the choosing."
)
"""How it is to be read."""
ROW_HEIGHT = 46
"""Pixels of a trial's row; the axis takes as much as two."""


def confirmed(found: Confirmed, best: int | None) -> Figure:
    """A row a trial, the best by the search at the top."""
    numbers = [trial.number for trial in found.trials]
    colors = trial_colors(numbers, best)
    rows = [_row(number) for number in numbers]
    data = [trace for trial in found.trials for trace in _traces(trial, colors[trial.number])]
    yaxis = row_axis(rows)
    title = metrics.title(found.objective.metric)
    return {"data": data, "layout": axes(title, "", yaxis=yaxis)}


def height(found: Confirmed) -> int:
    """Pixels that the figure needs."""
    return 70 + ROW_HEIGHT * max(len(found.trials), 2)


def _row(number: int) -> str:
    return f"Trial {number}"


def _traces(trial: ConfirmedTrial, color: str) -> list[dict[str, Any]]:
    """The mean, the repeats before it, the score of the search, and that corrected."""
    known = rounded(trial.known)
    repeats = [k for k, one in enumerate(trial.scores, start=1) if one is not None]
    marks = {"color": rgba(color, 0.55), "size": 8, "line": {"width": 1, "color": color}}
    each = _points(trial, "repeats", known, marks, "repeat %{customdata}: %{x}")
    each["customdata"] = repeats
    found = []
    if trial.mean is not None:
        mean = _points(trial, "mean", [trial.mean], {"color": color, "size": 12}, _told(trial))
        mean["marker"]["symbol"] = "diamond"
        if trial.low is not None and trial.high is not None:
            mean["error_x"] = {
                "type": "data",
                "symmetric": False,
                "array": rounded([trial.high - trial.mean]),
                "arrayminus": rounded([trial.mean - trial.low]),
                "thickness": 2,
                "width": 6,
                "color": rgba(color, 0.7),
            }
        found.append(mean)
    found.append(each)
    hollow = {"symbol": "circle-open", "color": color, "size": 13, "line": {"width": 2}}
    found.append(_points(trial, "chosen", [trial.chosen], hollow, "chosen by %{x}"))
    if trial.corrected is not None:
        square = hollow | {"symbol": "square-open", "color": GREY}
        told = "corrected for the choosing: %{x}"
        found.append(_points(trial, "corrected", [trial.corrected], square, told))
    return found


def _told(trial: ConfirmedTrial) -> str:
    ends = "" if trial.low is None else f"<br>90%: {score(trial.low)} to {score(trial.high)}"
    return f"mean {score(trial.mean)}{ends}"


def _points(
    trial: ConfirmedTrial, what: str, x: list[Any], marker: dict[str, Any], told: str
) -> dict[str, Any]:
    name = _row(trial.number)
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": f"{what}-{trial.number}",
        "name": f"{name}, {what}",
        "meta": of_trials(trial.number),
        "x": rounded(x),
        "y": [name] * len(x),
        "marker": marker,
        "hovertemplate": f"{name}, {told}<extra></extra>",
    }
