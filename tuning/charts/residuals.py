"""How the best model did on the test set where a quantity is predicted: beside the truth, and off.

Of many rows evenly chosen ones are drawn, and the farthest off in any case; the axis says so.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from tuning.charts._base import BEST, GREY, RIGHT, Figure, axes, rgba, rounded
from tuning.text.names import cut, plotly

MOST_ROWS = 2_000
"""Rows that are drawn."""
WORST = 24
"""Rows drawn in any case: those farthest off."""
LETTERS = 40


def predicted_against_true(table: pd.DataFrame, name: str, worst: int = 0) -> Figure:
    """A point a test row, and the line on which predictions are right.

    `table` is `analysis.residuals`, `name` the target's; the first `worst` rows are gold.
    """
    ends = [table[["true", "predicted"]].min().min(), table[["true", "predicted"]].max().max()]
    room = 0.04 * (ends[1] - ends[0]) or 0.5
    ends = [float(ends[0] - room), float(ends[1] + room)]
    line = _line(ends, ends)
    said = plotly(cut(name, LETTERS))
    points = _points(table, "true", "predicted", worst)
    layout = axes(
        f"True {said}{_of(table)}",
        f"Predicted {said}",
        xaxis={"range": ends},
        yaxis={"range": ends},
    )
    return {"data": [line, points], "layout": layout}


def residuals(table: pd.DataFrame, name: str, worst: int = 0) -> Figure:
    """How far each prediction is off, by what was predicted; above the line it was too high."""
    said = plotly(cut(name, LETTERS))
    low, high = float(table["predicted"].min()), float(table["predicted"].max())
    line = _line([low, high], [0.0, 0.0])
    points = _points(table, "predicted", "error", worst)
    layout = axes(f"Predicted {said}{_of(table)}", f"Predicted less true {said}")
    return {"data": [line, points], "layout": layout}


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """The worst rows, and of the others every so many-th."""
    if len(table) <= MOST_ROWS:
        return table
    rest = table.iloc[WORST:]
    apart = -(-len(rest) // (MOST_ROWS - WORST))
    return pd.concat([table.iloc[:WORST], rest.iloc[::apart]])


def _of(table: pd.DataFrame) -> str:
    drawn = len(_drawn(table))
    return f" · {drawn:,} of {len(table):,} rows" if drawn < len(table) else ""


def _points(table: pd.DataFrame, x: str, y: str, worst: int) -> dict[str, Any]:
    drawn = _drawn(table)
    told = drawn[["row", "true", "predicted", "error"]].to_numpy(dtype=float)
    colors = [BEST] * min(worst, len(drawn)) + [rgba(RIGHT, 0.8)] * max(len(drawn) - worst, 0)
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": "rows",
        "name": "Test rows",
        "x": rounded(drawn[x]),
        "y": rounded(drawn[y]),
        "customdata": [[int(row), *rounded(numbers)] for row, *numbers in told.tolist()],
        "marker": {"size": 7, "color": colors},
        "hovertemplate": "Test row %{customdata[0]}<br>true %{customdata[1]:.5~r}, "
        "predicted %{customdata[2]:.5~r}<br>off by %{customdata[3]:+.5~r}<extra></extra>",
    }


def _line(x: list[float], y: list[float]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "uid": "right",
        "name": "Right",
        "x": rounded(x),
        "y": rounded(y),
        "line": {"color": rgba(GREY, 0.9), "width": 1.5, "dash": "dash"},
        "hoverinfo": "skip",
    }
