"""The way to the best score: every trial as a point, the best so far as steps.

Below it the overtuning gauge: the same best corrected for the choosing, with its band.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd

from tuning import metrics
from tuning.charts._base import CORRECTED, GREY, OF_POINTS, SPENT, Figure, axes, rgba, rounded

MOST_POINTS = 128
"""Trials drawn as points behind the best so far."""
By = Literal["trials", "epochs", "seconds"]


def best_so_far(
    table: pd.DataFrame,
    by: By,
    *,
    color: str,
    metric: str,
    also: Collection[int] = (),
    gauge: pd.DataFrame | None = None,
) -> Figure:
    """Every finished trial as a point, the best so far as steps; `table` is `analysis.best_so_far`.

    Of many trials, evenly chosen points are drawn, in any case `also` these trials', and the axis
    says of how many; the steps are exact. `gauge`: `analysis.gauge`, what the same best is worth
    after allowing for the choosing; none where that is not known.
    """
    scored = table[table["score"].notna()]
    total, best = len(scored), table["best"].to_numpy()
    rises = np.r_[True, best[1:] != best[:-1]][: len(best)]
    wanted = scored["number"].isin(list(also)).to_numpy()
    scored = scored[_evenly(total) | rises[scored.index] | wanted]
    steps_at = table[rises | (table.index == len(table) - 1)]
    title = SPENT[by] + (f" · {len(scored):,} of {total:,} points" if len(scored) < total else "")
    xaxis = {"rangemode": "tozero"} | ({"tickformat": "d"} if by != "seconds" else {})
    if by == "trials" and len(table) < 12:
        xaxis["dtick"] = 1  # type: ignore[assignment]
    lines, is_higher = [_steps(steps_at, by, color)], metrics.METRICS[metric].better == "max"
    layout = axes(title, metrics.title(metric), xaxis=xaxis)
    if gauge is not None and len(gauge):
        lines = [*corrected(gauge, by), *lines]
        layout["annotations"] = _named(table, gauge, by, is_higher)
    return {"data": [_points(scored, by), *lines], "layout": layout}


def corrected(gauge: pd.DataFrame, by: By) -> list[dict[str, Any]]:
    """Three traces: both edges of the 90 % band, filled between, and the corrected score."""
    edge: dict[str, Any] = {"width": 0, "shape": "hv"}
    band = {"hoverinfo": "skip", "line": edge}
    both = {"customdata": [rounded(row) for row in gauge[["low", "high"]].to_numpy()]}
    return [
        _line(gauge, by, "low", "Corrected, 5 %", band),
        _line(
            gauge,
            by,
            "high",
            "Corrected, 95 %",
            band | {"fill": "tonexty", "fillcolor": rgba(CORRECTED, 0.16)},
        ),
        _line(
            gauge,
            by,
            "corrected",
            "Corrected",
            {
                "line": {"color": CORRECTED, "width": 2.5, "shape": "hv"},
                "hovertemplate": "Corrected for the choosing %{y:.5~r}"
                "<br>90 %: %{customdata[0]:.4~r} to %{customdata[1]:.4~r}<extra></extra>",
            }
            | both,
        ),
    ]


def _line(
    gauge: pd.DataFrame, by: By, column: str, name: str, look: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": rounded(gauge[by]),
        "y": rounded(gauge[column]),
        "name": name,
        "uid": f"gauge-{column}",
        **look,
    }


def line_names(is_higher: bool) -> list[dict[str, Any]]:
    """What both lines are called, to be put where they end: the chosen score on its better side,
    away from the other."""
    look: dict[str, Any] = {"xanchor": "right", "showarrow": False, "font": {"size": 12}}
    sides = {"chosen": is_higher, "corrected": not is_higher}
    return [
        {"text": name, "yanchor": "bottom" if above else "top", **look}
        for name, above in sides.items()
    ]


def _named(table: pd.DataFrame, gauge: pd.DataFrame, by: By, is_higher: bool) -> list[Any]:
    ends = ((table, "best"), (gauge, "corrected"))
    return [
        name | {"x": float(of[by].iloc[-1]), "y": float(of[column].iloc[-1])}
        for name, (of, column) in zip(line_names(is_higher), ends, strict=True)
    ]


def _points(scored: pd.DataFrame, by: str) -> dict[str, Any]:
    """The finished trials, each with its deviation."""
    spreads = bool(scored["deviation"].notna().any())
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rounded(scored[by]),
        "y": rounded(scored["score"]),
        "customdata": scored["number"].tolist(),
        "error_y": {
            "type": "data",
            "array": rounded(scored["deviation"].fillna(0.0)) if spreads else [],
            "visible": spreads,
            "color": rgba(GREY, 0.6),
            "thickness": 1,
            "width": 2,
        },
        "marker": {"size": 7, "color": rgba(GREY, 0.85)},
        "hovertemplate": "Trial %{customdata}: %{y:.5~r}<extra></extra>",
        "name": "Trials",
        "meta": OF_POINTS,
        "uid": "trials",
    }


def _steps(steps_at: pd.DataFrame, by: str, color: str) -> dict[str, Any]:
    """The best so far."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": rounded(steps_at[by]),
        "y": rounded(steps_at["best"]),
        "line": {"color": color, "width": 3, "shape": "hv"},
        "hovertemplate": "Best so far %{y:.5~r}<extra></extra>",
        "name": "Best so far",
        "uid": "best",
    }


def under_way(scores: Mapping[int, float], at: float) -> dict[str, Any]:
    """A trace: trials that still train, as hollow points at their scores so far, all at x `at`."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [at] * len(scores),
        "y": rounded(scores.values()),
        "customdata": list(scores),
        "marker": {"size": 8, "symbol": "circle-open", "color": rgba(GREY, 0.95)},
        "hovertemplate": "Trial %{customdata}, under way: %{y:.5~r} so far<extra></extra>",
        "name": "Under way",
        "meta": OF_POINTS,
        "uid": "running",
    }


def _evenly(count: int) -> np.ndarray:
    """Which of `count` points are drawn; a few more points leave the choice as it is."""
    apart = 1
    while count > apart * MOST_POINTS:
        apart *= 2
    return np.arange(count) % apart == 0
