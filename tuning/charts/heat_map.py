"""Two hyperparameters against each other: a cell's colour is its score, its text says it."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from tuning import metrics
from tuning.analysis import Bins, HeatMap
from tuning.charts._base import OF_POINTS, TRIALS, Figure, axes
from tuning.text.names import cut, plotly
from tuning.text.words import number, score

MOST_LETTERS = 18
FEW = 6
"""Columns that have room for larger text on a phone, where Plotly's own choice cannot be read."""
COLORBAR = {
    "orientation": "h",  # beside the cells it would take from their width, which a phone lacks
    "x": 0,
    "xanchor": "left",
    "y": 1,
    "yanchor": "bottom",
    "len": 0.5,
    "thickness": 10,
    "title": {"text": ""},
    "outlinewidth": 0,
}
_NUMBER = re.compile(r"[-+.\de]+")
FRAME = TRIALS[3]
"""Stands out from every colour of the scale."""
SCALE = "Viridis"
"""Even in lightness, and safe for the colour-blind."""


def heat_map(
    found: HeatMap,
    shown: Literal["mean", "best"],
    metric: str,
    *,
    selected: frozenset[int] | None = None,
    ends: tuple[float, float] | None = None,
) -> Figure:
    """The mean or the best score of each cell; cells with selected trials have a frame.

    `ends` are the scores that the colours reach from and to, if not those of the cells.
    """
    cells = _cells(found, shown)
    heat: dict[str, Any] = {
        "type": "heatmap",
        "uid": "cells",
        "name": f"{shown.capitalize()} of {metrics.within(metrics.title(metric))}",
        "meta": OF_POINTS,
        "x": list(range(len(found.x.labels))),
        "y": list(range(len(found.y.labels))),
        "z": cells.values,
        "customdata": cells.trials,
        "text": cells.texts,
        "texttemplate": "%{text}",
        "textfont": {"size": 12 if len(found.x.labels) <= FEW else 11},
        "hovertext": cells.hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
        "colorscale": SCALE,
        "reversescale": metrics.METRICS[metric].better == "min",
        "colorbar": COLORBAR,
        **({"zmin": ends[0], "zmax": ends[1]} if ends else {}),
        "xgap": 2,
        "ygap": 2,
    }
    layout = axes(
        found.x.title,
        found.y.title,
        xaxis=_axis(found.x),
        yaxis=_axis(found.y),
        shapes=_frames(cells.trials, selected),
    )
    return {"data": [heat], "layout": layout}


class _Cells(NamedTuple):
    """What each cell has, row by row; empty where no trial is."""

    values: list[list[float | None]]
    trials: list[list[list[int]]]
    texts: list[list[str]]
    hovers: list[list[str]]


def _cells(found: HeatMap, shown: Literal["mean", "best"]) -> _Cells:
    columns, rows = range(len(found.x.labels)), range(len(found.y.labels))
    cells = _Cells(
        [[None for _ in columns] for _ in rows],
        [[[] for _ in columns] for _ in rows],
        [["" for _ in columns] for _ in rows],
        [["" for _ in columns] for _ in rows],
    )
    for cell in found.cells.to_dict("records"):
        x, y = int(cell["x"]), int(cell["y"])
        cells.values[y][x] = float(f"{cell[shown]:.5g}")
        # The best comes last: of several that are picked, the last one is opened.
        cells.trials[y][x] = [int(number) for number in reversed(cell["numbers"])]
        cells.texts[y][x] = f"{_short(cell[shown])}<br>n = {cell['count']}"
        cells.hovers[y][x] = _hover(found, cell)
    return cells


def _short(value: float) -> str:
    """What a cell has room for: three places, of large scores four digits."""
    return f"{value:.3f}" if 0.01 <= abs(value) < 10 else number(value)


def _hover(found: HeatMap, cell: dict[Any, Any]) -> str:
    of = "1 trial" if cell["count"] == 1 else f"{cell['count']} trials"
    places = [(found.x, cell["x"]), (found.y, cell["y"])]
    where = [f"{plotly(bins.title)} {plotly(bins.labels[int(at)])}" for bins, at in places]
    scores = f"mean {score(cell['mean'])}, best {score(cell['best'])}"
    return "<br>".join([f"{of}: {scores}", *where])


def _axis(bins: Bins) -> dict[str, Any]:
    return {
        "tickvals": list(range(len(bins.labels))),
        "ticktext": [_label(label) for label in bins.labels],
        "tickfont": {"size": 12},
        "range": [-0.5, len(bins.labels) - 0.5],
        "showgrid": False,
    }


def _label(label: str) -> str:
    low, to, high = label.partition(" to ")
    if to and _NUMBER.fullmatch(low) and _NUMBER.fullmatch(high):
        return f"{plotly(low)}<br>to {plotly(high)}"
    return plotly(cut(label, MOST_LETTERS))


def _frames(trials: list[list[list[int]]], selected: frozenset[int] | None) -> list[dict[str, Any]]:
    """A frame around each cell that holds a selected trial."""
    places = [
        (x, y)
        for y, row in enumerate(trials)
        for x, own in enumerate(row)
        if selected is not None and not selected.isdisjoint(own)
    ]
    line = {"color": FRAME, "width": 4}
    return [
        {"type": "rect", "x0": x - 0.48, "x1": x + 0.48, "y0": y - 0.47, "y1": y + 0.47}
        | {"line": line}
        for x, y in places
    ]
