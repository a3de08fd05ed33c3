"""Tables -> Plotly figures as plain dicts, all from one palette.

Backgrounds are clear and texts uncoloured: the component that draws a figure gives it the theme's
fonts. Many curves are one trace with gaps between them, because a trace each is slow to build and
to draw. Imports neither Plotly (1.7 s; a figure is only a dict) nor Streamlit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from tuning import metrics
from tuning.analysis import Curve, mean_curves
from tuning.text.names import cut, plotly
from tuning.text.words import score

Figure = dict[str, Any]

BEST = "#e0a100"
"""The best trial, wherever it is shown."""
GREY = "#8a949e"
"""What stands behind."""
RIGHT = "#17937f"
TRIALS = ["#2f7ed8", "#e8762c", "#7b61d1", "#d1508f", "#2aa198", "#7d9a2d", "#b5603a", "#4aa5c9"]
"""Trials side by side, told apart on white and on black."""

CURVES = {
    "accuracy": ("accuracy", "val_accuracy", "Accuracy"),
    "loss": ("loss", "val_loss", "Loss"),
}
MOST_LETTERS = 24
"""Letters of a class's name beside an axis; the hover has all."""
FEW_LETTERS = 9
"""The same below a small figure."""
MOST_POINTS = 128
"""Trials drawn as points behind the best so far."""
SPENT = {"trials": "Trials finished", "epochs": "Epochs trained", "seconds": "Seconds of training"}


def trial_colors(numbers: Sequence[int], best: int | None) -> dict[int, str]:
    """A colour each: the best has its own, the others keep theirs unless two would share one."""
    colors: dict[int, str] = {}
    for number in numbers:
        free = [color for color in TRIALS if color not in colors.values()] or TRIALS
        own = TRIALS[number % len(TRIALS)]
        colors[number] = BEST if number == best else own if own in free else free[0]
    return colors


def rgba(color: str, alpha: float) -> str:
    """A `#rrggbb` colour, seen through."""
    red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def axes(x: str, y: str, **more: Any) -> dict[str, Any]:
    """The layout of a figure with these titles of its axes."""
    layout: dict[str, Any] = {
        "xaxis": {"title": _title(x), "zeroline": False},
        "yaxis": {"title": _title(y), "zeroline": False},
        "margin": {"l": 8, "r": 12, "t": 10, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
    }
    for name, value in more.items():
        layout[name] = layout[name] | value if isinstance(layout.get(name), dict) else value
    return layout


def _title(text: str) -> dict[str, Any]:
    return {"text": text, "font": {"size": 13}, "standoff": 8}


# -- learning curves -----------------------------------------------------------------------------


def learning_curves(
    fits: Sequence[Curve],
    metric: Literal["accuracy", "loss"],
    *,
    numbers: Sequence[int] = (),
    best: int | None = None,
    behind: Sequence[Curve] = (),
) -> Figure:
    """Training dashed, validation solid; each fit thin, a trial's mean thick.

    `fits` come from `tuning.analysis`; `numbers` is the order in which trials get their colours;
    `behind` are further curves, in grey.
    """
    train, validation, title = CURVES[metric]
    data: list[dict[str, Any]] = []
    if behind:
        data.append(_behind(behind, validation))
    means = {curve.trial: curve for curve in mean_curves(fits)}
    for number, color in trial_colors(list(numbers) or list(means), best).items():
        own = [curve for curve in fits if curve.trial == number]
        mean = means.get(number) or Curve(number, [], [], [], [], [])
        if len(own) > 1:
            data.append(_thin(own, train, color, "dot", f"fits-{number}-training"))
            data.append(_thin(own, validation, color, "solid", f"fits-{number}-validation"))
        data.append(_thick(mean, train, color, "dash", number, "training"))
        data.append(_thick(mean, validation, color, "solid", number, "validation"))
    longest = max((curve.epoch[-1] for curve in means.values()), default=5)
    xaxis = {"tickformat": "d", "dtick": max(-(-longest // 8), 1)}
    return {"data": data, "layout": axes("Epoch", title, xaxis=xaxis)}


def _gapped(lists: Iterable[Iterable[Any]]) -> list[Any]:
    """Many curves as one line with gaps."""
    return [value for values in lists for value in (*values, None)]


def _plain(values: Iterable[float | None]) -> list[float | None]:
    """Five digits: more than a figure or its hover shows, and a third of the bytes."""
    return [None if v is None or v != v else float(f"{v:.5g}") for v in values]


def _behind(behind: Sequence[Curve], column: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": _gapped(curve.epoch for curve in behind),
        "y": _gapped(_plain(getattr(curve, column)) for curve in behind),
        "customdata": _gapped([curve.trial] * len(curve.epoch) for curve in behind),
        "line": {"color": rgba(GREY, 0.35), "width": 1},
        "hovertemplate": "Trial %{customdata} · validation<br>epoch %{x}: %{y:.4f}<extra></extra>",
        "name": "Other trials",
        "uid": "others",
    }


def _thin(fits: Sequence[Curve], column: str, color: str, dash: str, uid: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": _gapped(fit.epoch for fit in fits),
        "y": _gapped(_plain(getattr(fit, column)) for fit in fits),
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
        "y": _plain(getattr(mean, column)),
        "line": {"color": color, "width": 2.5 if dash == "solid" else 1.5, "dash": dash},
        "marker": {"size": 5 if dash == "solid" else 1},
        "name": name,
        "uid": f"mean-{number}-{what}",
        "hovertemplate": f"{name} · {what}<br>epoch %{{x}}: %{{y:.4f}}<extra></extra>",
    }


# -- the way to the best -------------------------------------------------------------------------


def best_so_far(
    table: pd.DataFrame,
    by: Literal["trials", "epochs", "seconds"],
    *,
    color: str,
    metric: str,
) -> Figure:
    """Every finished trial as a point, the best so far as steps.

    Of many trials, points are drawn evenly and the axis says of how many; the steps are exact.
    """
    scored = table[table["score"].notna()]
    total, best = len(scored), table["best"].to_numpy()
    rises = np.r_[True, best[1:] != best[:-1]][: len(best)]
    scored = scored[_evenly(total) | rises[scored.index]]
    spreads = bool(scored["deviation"].notna().any())
    steps_at = table[rises | (table.index == len(table) - 1)]
    title = SPENT[by] + (f" · {len(scored):,} of {total:,} points" if len(scored) < total else "")
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": _plain(scored[by]),
        "y": _plain(scored["score"]),
        "customdata": scored["number"].tolist(),
        "error_y": {
            "type": "data",
            "array": _plain(scored["deviation"].fillna(0.0)) if spreads else [],
            "visible": spreads,
            "color": rgba(GREY, 0.6),
            "thickness": 1,
            "width": 2,
        },
        "marker": {"size": 7, "color": rgba(GREY, 0.85)},
        "hovertemplate": "Trial %{customdata}: %{y:.4f}<extra></extra>",
        "name": "Trials",
        "uid": "trials",
    }
    steps = {
        "type": "scatter",
        "mode": "lines",
        "x": _plain(steps_at[by]),
        "y": _plain(steps_at["best"]),
        "line": {"color": color, "width": 3, "shape": "hv"},
        "hovertemplate": "Best so far %{y:.4f}<extra></extra>",
        "name": "Best so far",
        "uid": "best",
    }
    xaxis = {"rangemode": "tozero"} | ({"tickformat": "d"} if by != "seconds" else {})
    if by == "trials" and len(table) < 12:
        xaxis["dtick"] = 1  # type: ignore[assignment]
    return {
        "data": [points, steps],
        "layout": axes(title, metrics.title(metric), xaxis=xaxis),
    }


def under_way(scores: Mapping[int, float], at: float) -> dict[str, Any]:
    """Trials that still train, at what they score so far: hollow points."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [at] * len(scores),
        "y": _plain(scores.values()),
        "customdata": list(scores),
        "marker": {"size": 8, "symbol": "circle-open", "color": rgba(GREY, 0.95)},
        "hovertemplate": "Trial %{customdata}, under way: %{y:.4f} so far<extra></extra>",
        "name": "Under way",
        "uid": "running",
    }


def _evenly(count: int) -> np.ndarray:
    """Which of so many points are drawn: the same ones again when a few more have come."""
    apart = 1
    while count > apart * MOST_POINTS:
        apart *= 2
    return np.arange(count) % apart == 0


# -- the test set, the data, what mattered -------------------------------------------------------


def confusion(counts: np.ndarray, names: Sequence[str]) -> Figure:
    """True classes down, predicted across; what is right and what is wrong have a colour each."""
    right = np.where(np.eye(len(counts), dtype=bool), counts, np.nan)
    wrong = np.where(np.eye(len(counts), dtype=bool) | (counts == 0), np.nan, counts)
    data = [
        _heat("right", right, names, [[0, "#147d73"], [1, "#0b4f4a"]]),
        _heat("wrong", wrong, names, [[0, "#c4463f"], [1, "#8a1a16"]]),
    ]
    axis = _named(names)
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
        "x": _numbered(names),
        "y": _numbered(names),
        "z": [[None if v != v else int(v) for v in row] for row in z.tolist()],
        "zmin": 0,
        "zmax": max(most, 1.0),
        "colorscale": scale,
        "showscale": False,
        "texttemplate": "%{z}",
        "textfont": {"color": "#ffffff"},
        "hovertemplate": hover,
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
    } | whole


def class_counts(counts: Mapping[str, int], color: str = RIGHT) -> Figure:
    """How many training rows each class has."""
    bars = {
        "type": "bar",
        "uid": "bars",
        "x": _numbered(counts),
        "y": list(counts.values()),
        "customdata": [plotly(name) for name in counts],
        "marker": {"color": color, "cornerradius": 3},
        "hovertemplate": "Class %{customdata}: %{y:,} rows<extra></extra>",
    }
    xaxis = _named(counts, FEW_LETTERS)
    yaxis = {"tickformat": ",d", "nticks": 4}
    return {"data": [bars], "layout": axes("Class", "Training rows", xaxis=xaxis, yaxis=yaxis)}


def _numbered(names: Iterable[str]) -> list[str]:
    """Classes as categories: Plotly would read a name as HTML, a number or a date."""
    return [str(place) for place, _ in enumerate(names)]


def _named(names: Iterable[str], most: int = MOST_LETTERS) -> dict[str, Any]:
    """An axis of classes: each name as it is, a long one cut."""
    texts = [plotly(cut(name, most)) for name in names]
    places = list(range(len(texts)))
    return {"type": "category", "showgrid": False, "tickvals": places, "ticktext": texts}


def mattered(table: pd.DataFrame, metric: str, color: str = RIGHT) -> Figure:
    """How far the mean scores of a hyperparameter's best and worst values lie apart, each alone."""
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
