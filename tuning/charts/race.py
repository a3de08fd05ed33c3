"""A comparison -> the figure of all best-so-far curves, as a plain dict.

A strategy keeps its colour; studies of the same one are told apart by dashes. Imports neither
Plotly nor Streamlit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from tuning import metrics, strategies
from tuning.analysis.comparison import By, Contender, Trajectory, seed_range
from tuning.charts._base import SPENT, Figure, axes, rgba
from tuning.errors import TuningError
from tuning.objective import Objective

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
BAND = 0.14
BEGINNING = 0.2
"""The axis of scores begins at what is reached after this part of the longest study."""


def race(found: Sequence[Contender], by: By) -> Figure:
    """Best so far of every contender, each with its band.

    One study: a line, the band is ± the deviation of the best trial's fits. Several seeds: each
    thin, their median thick, the band from the worst to the best of them.
    """
    bands: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for contender in found:
        nth = seen[contender.strategy] = seen.get(contender.strategy, -1) + 1
        dash = DASHES[nth % len(DASHES)]
        if len(contender.trajectories) == 1:
            bands += _spread(contender, by)
            lines += _single(contender, by, dash)
        else:
            bands += _range(contender, by)
            lines += _seeds(contender, by, dash)
    return {"data": bands + lines, "layout": _layout(found, by)}


def _layout(found: Sequence[Contender], by: By) -> dict[str, Any]:
    metric = found[0].trajectories[0].study.spec.objective.metric if found else Objective().metric
    xaxis: dict[str, Any] = {"rangemode": "tozero"}
    if (end := _end(found, by)) is not None:
        xaxis = {"range": [0, end]}
    yaxis: dict[str, Any] = {}
    if (ends := _contest(found, by)) is not None:
        yaxis = {"range": ends}
    if by != "seconds":
        xaxis["tickformat"] = ",d"
    longest = max((len(one.table) for one in _all(found)), default=0)
    if by == "trials" and longest < 12:
        xaxis["dtick"] = 1
    return axes(
        SPENT[by],
        metrics.title(metric),
        xaxis=xaxis,
        yaxis=yaxis,
        margin={"r": 16, "t": 8},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 14}},
    )


def _all(found: Sequence[Contender]) -> list[Trajectory]:
    return [trajectory for contender in found for trajectory in contender.trajectories]


def _end(found: Sequence[Contender], by: By) -> int | None:
    """What the longest study may spend: the axis is the same from start to end. None if open."""
    every = _all(found)
    if by == "seconds" or not every:
        return None
    planned = [_planned(one, by) for one in every]
    spent = [int(one.table[by].max()) for one in every if len(one.table)]
    return None if None in planned else max([*spent, *(p for p in planned if p)], default=None)


def _planned(trajectory: Trajectory, by: By) -> int | None:
    study = trajectory.study
    known = study.trials_planned if by == "trials" else study.epochs_planned
    if known is not None:
        return known
    try:
        counted = strategies.count(study.spec)
    except TuningError:  # data of one's own that are gone
        return None
    return counted.trials if by == "trials" else counted.epochs


def _contest(found: Sequence[Contender], by: By) -> list[float] | None:
    """The ends of the axis of scores; early scores may lie outside.

    They are far from all others, which would be squeezed into a few per cent of the height.
    """
    tables = [one.scored for one in _all(found) if len(one.scored)]
    if not tables:
        return None
    begun = BEGINNING * max(float(table[by].iloc[-1]) for table in tables)
    values: list[float] = []
    for table in tables:
        first = max(int(np.searchsorted(table[by].to_numpy(dtype=float), begun, "right")) - 1, 0)
        values += table["best"].iloc[first:].tolist()
        spread = table["spread"].fillna(0.0).iloc[-1]
        values += [table["best"].iloc[-1] - spread, table["best"].iloc[-1] + spread]
    low, high = min(values), max(values)
    room = 0.08 * (high - low) or 0.005
    return [low - room, high + room]


def _group(contender: Contender) -> str:
    return "-".join(str(trajectory.study.id) for trajectory in contender.trajectories)


def _steps(x: pd.Series, y: pd.Series, color: str, width: float, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x.tolist(),
        "y": [None if value != value else float(value) for value in y.tolist()],
        "line": {"color": color, "width": width, "dash": dash, "shape": "hv"},
    }


def _single(contender: Contender, by: By, dash: str) -> list[dict[str, Any]]:
    table = contender.trajectories[0].scored
    line = _steps(table[by], table["best"], contender.color, 3, dash)
    group = _group(contender)
    hover = f"{contender.title}<br>best so far %{{y:.4f}}<br>after %{{x:,.0f}} {by}<extra></extra>"
    line |= {"name": contender.title, "uid": f"line-{group}", "legendgroup": group}
    ends = table.iloc[-1:]
    end = {
        "type": "scatter",
        "mode": "markers",
        "x": ends[by].tolist(),
        "y": ends["best"].tolist(),
        "marker": {"size": 9, "color": contender.color},
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": group,
        "uid": f"end-{group}",
    }
    return [line | {"hovertemplate": hover}, end]


def _seeds(contender: Contender, by: By, dash: str) -> list[dict[str, Any]]:
    group, lines = _group(contender), []
    for trajectory in contender.trajectories:
        table = trajectory.scored
        thin = _steps(table[by], table["best"], rgba(contender.color, 0.45), 1, dash)
        seed = trajectory.study.spec.seed
        hover = f"{contender.title}, seed {seed}<br>best so far %{{y:.4f}}<extra></extra>"
        thin |= {"uid": f"seed-{trajectory.study.id}", "legendgroup": group, "showlegend": False}
        lines.append(thin | {"name": f"seed {seed}", "hovertemplate": hover})
    table = seed_range(contender, by)
    median = _steps(table["x"], table["median"], contender.color, 3, dash)
    name = f"{contender.title}, median of {len(contender.trajectories)} seeds"
    hover = f"{name}<br>%{{y:.4f}} after %{{x:,.0f}} {by}<extra></extra>"
    median |= {"name": name, "uid": f"line-{group}", "legendgroup": group}
    return [*lines, median | {"hovertemplate": hover}]


def _spread(contender: Contender, by: By) -> list[dict[str, Any]]:
    table = contender.trajectories[0].scored
    if table["spread"].isna().all():
        return []
    spread = table["spread"].fillna(0.0)
    return _band(contender, table[by], table["best"] - spread, table["best"] + spread)


def _range(contender: Contender, by: By) -> list[dict[str, Any]]:
    table = seed_range(contender, by)
    return _band(contender, table["x"], table["low"], table["high"]) if len(table) else []


def _band(
    contender: Contender, x: pd.Series, low: pd.Series, high: pd.Series
) -> list[dict[str, Any]]:
    group, filled = _group(contender), rgba(contender.color, BAND)
    quiet = {"hoverinfo": "skip", "showlegend": False, "legendgroup": group}
    under = _steps(x, low, "rgba(0,0,0,0)", 0, "solid") | quiet | {"uid": f"low-{group}"}
    over = _steps(x, high, "rgba(0,0,0,0)", 0, "solid") | quiet | {"uid": f"high-{group}"}
    return [under, over | {"fill": "tonexty", "fillcolor": filled}]
