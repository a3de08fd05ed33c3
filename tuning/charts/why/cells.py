"""A grid's cells in the order of its axes: walked, under way, this one, and left."""

from __future__ import annotations

from typing import Any

from tuning.analysis.why import Cell, Cells
from tuning.analysis.why.cells import KNOWN, LEFT, THIS, UNDER_WAY
from tuning.charts._base import GREY, axes, rgba
from tuning.charts.why._drawn import Drawn, Look, Mark, Panel, places
from tuning.charts.why._points import Point, points
from tuning.text.names import plotly
from tuning.text.words import score

ROW = 24
LEAST, MOST = 190, 420


def cells(found: Cells, look: Look) -> Drawn:
    """One figure: the first hyperparameters down, the last ones across."""
    looks: dict[str, dict[str, Any]] = {
        LEFT: {"symbol": "square", "color": rgba(GREY, 0.25)},
        KNOWN: {"symbol": "square", "color": look.color},
        UNDER_WAY: {
            "symbol": "square-open",
            "color": look.color,
            "line": {"width": 2, "color": look.color},
        },
        THIS: {"symbol": "diamond", "color": look.own, "line": {"width": 1.5, "color": "#ffffff"}},
    }
    size = _size(found)
    data = [_of(found, status, looks[status] | {"size": size}) for status in looks]
    data[-1]["marker"]["size"] = size + 5
    yaxis = places(found.rows) | {"autorange": "reversed"}
    del yaxis["range"]
    xaxis = places(found.columns)
    layout = axes(plotly(found.across), plotly(found.down), xaxis=xaxis, yaxis=yaxis)
    legend = (
        Mark("■", look.color, "walked, its score known"),
        Mark("□", look.color, "under way"),
        Mark("◆", look.own, "this trial"),
        Mark("■", rgba(GREY, 0.45), "left"),
    )
    height = min(max(90 + ROW * len(found.rows), LEAST), MOST)
    name = f"The grid of {len(found.cells)} cells, {found.count(LEFT)} of them left"
    panel = Panel("", {"data": data, "layout": layout}, height, name)
    return Drawn("The grid, as far as it was walked", legend, (panel,), is_wide=True)


def _size(found: Cells) -> int:
    most = max(len(found.rows), len(found.columns) / 2)
    return 16 if most <= 12 else 11 if most <= 25 else 7


def _of(found: Cells, status: str, marker: dict[str, Any]) -> dict[str, Any]:
    own = [
        Point(cell.column, cell.row, cell.number, _told(found, cell))
        for cell in found.cells
        if cell.status == status
    ]
    return points(status, own, marker, of_trials=status != LEFT)


def _told(found: Cells, cell: Cell) -> str:
    values = " · ".join(filter(None, (found.rows[cell.row], found.columns[cell.column])))
    who = f"Trial {cell.number}" if cell.number is not None else "Not tried yet"
    result = f": {score(cell.score)}" if cell.score is not None else ""
    return f"{who}{result}<br>{plotly(values)}"
