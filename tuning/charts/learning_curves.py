"""Learning curves: training dashed, validation solid, each fit thin, a trial's mean thick.

Many curves are one trace with gaps between them, because a trace each is slow to build and to draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tuning.analysis import Curve, mean_curves
from tuning.charts._base import (
    GREY,
    OF_POINTS,
    Figure,
    axes,
    of_trials,
    rgba,
    rounded,
    trial_colors,
)
from tuning.metrics import MEASURES

OTHERS = {"uid": "others", "name": "Other trials", "line": {"color": rgba(GREY, 0.35), "width": 1}}
SELECTED = {
    "uid": "selected",
    "name": "Further selected trials",
    "line": {"color": rgba(GREY, 0.95), "width": 1.2},
}


def learning_curves(
    fits: Sequence[Curve],
    measure: str,
    *,
    numbers: Sequence[int] = (),
    best: int | None = None,
    behind: Sequence[Curve] = (),
    thin: Sequence[Curve] = (),
    kept: Mapping[int, int] = {},
) -> Figure:
    """Training dashed, validation solid; each fit thin, a trial's mean thick.

    `fits` come from `tuning.analysis`; `measure` is a name of `metrics.MEASURES`; `numbers` is the
    order in which trials get their colours; `behind` are further curves, in grey, and `thin` such
    that are selected, in a darker one; `kept` has, by trial, the epoch that its score is taken at,
    which gets a ring.
    """
    shown = MEASURES[measure]
    train, validation = shown.training, shown.validation
    data: list[dict[str, Any]] = []
    if behind:
        data.append(_behind(behind, validation, OTHERS))
    if thin:
        data.append(_behind(thin, validation, SELECTED))
    means = {curve.trial: curve for curve in mean_curves(fits)}
    for number, color in trial_colors(list(numbers) or list(means), best).items():
        own = [curve for curve in fits if curve.trial == number]
        mean = means.get(number) or Curve(number, [], {train: [], validation: []})
        if len(own) > 1:
            data.append(_thin(own, train, color, "dot", f"fits-{number}-training"))
            data.append(_thin(own, validation, color, "solid", f"fits-{number}-validation"))
        data.append(_thick(mean, train, color, "dash", number, "training"))
        data.append(_thick(mean, validation, color, "solid", number, "validation"))
        if kept.get(number) in mean.epoch:
            data.append(_ring(mean, validation, color, kept[number]))
    longest = max((curve.epoch[-1] for curve in means.values()), default=5)
    xaxis = {"tickformat": "d", "dtick": max(-(-longest // 8), 1)}
    return {"data": data, "layout": axes("Epoch", shown.title, xaxis=xaxis)}


def _ring(mean: Curve, column: str, color: str, epoch: int) -> dict[str, Any]:
    """Around the epoch that a trial's score is taken at."""
    name = f"Trial {mean.trial}"
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [epoch],
        "y": rounded([mean.metrics[column][mean.epoch.index(epoch)]]),
        "marker": {"symbol": "circle-open", "size": 13, "color": color, "line": {"width": 2}},
        "name": name,
        "meta": of_trials(mean.trial),
        "uid": f"kept-{mean.trial}",
        "hovertemplate": f"{name} · scored here<br>epoch %{{x}}: %{{y:.5~r}}<extra></extra>",
    }


def _gapped(lists: Iterable[Iterable[Any]]) -> list[Any]:
    """Many curves as one line, None between them."""
    return [value for values in lists for value in (*values, None)]


def _behind(behind: Sequence[Curve], column: str, look: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": _gapped(curve.epoch for curve in behind),
        "y": _gapped(rounded(curve.metrics[column]) for curve in behind),
        "customdata": _gapped([curve.trial] * len(curve.epoch) for curve in behind),
        "hovertemplate": (
            "Trial %{customdata} · validation<br>epoch %{x}: %{y:.5~r}<extra></extra>"
        ),
        "meta": OF_POINTS,
        **look,
    }


def _thin(fits: Sequence[Curve], column: str, color: str, dash: str, uid: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": _gapped(fit.epoch for fit in fits),
        "y": _gapped(rounded(fit.metrics[column]) for fit in fits),
        "line": {"color": rgba(color, 0.4), "width": 1, "dash": dash},
        "hoverinfo": "skip",
        "uid": uid,
    }


def _thick(
    mean: Curve, column: str, color: str, dash: str, number: int, what: str
) -> dict[str, Any]:
    name = f"Trial {number}"
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": mean.epoch,
        "y": rounded(mean.metrics[column]),
        "line": {"color": color, "width": 2.5 if dash == "solid" else 1.5, "dash": dash},
        "marker": {"size": 5 if dash == "solid" else 1},
        "name": name,
        "meta": of_trials(number),
        "uid": f"mean-{number}-{what}",
        "hovertemplate": f"{name} · {what}<br>epoch %{{x}}: %{{y:.5~r}}<extra></extra>",
    }
