"""Where each contender of a race is now: a point at its line's end, with its name and score.

Imports neither Plotly nor Streamlit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tuning.analysis.comparison import Contender, seed_range
from tuning.charts.race_axes import Look, Scale, group_of
from tuning.text.names import plotly
from tuning.text.words import score

GAP = 0.055
"""Names whose heights differed by less of the axis would write over each other."""
OFF = 0.035
"""How far a name stays from the line of the target."""
LATE = 0.72
"""From this part of the axis on, a name stands to the left of its point, above the line."""


def heads(
    found: Sequence[Contender], look: Look, scale: Scale, layout: dict[str, Any]
) -> list[dict[str, Any]]:
    """One point each, and beside it the name; names that are close together make room."""
    ends = [(contender, *end) for contender in found if (end := _end(contender, look))]
    if not ends:
        return []
    axis = layout["yaxis"].get("range", [0.0, 1.0])
    is_log = layout["yaxis"].get("type") == "log"
    last = layout["xaxis"].get("range", [0, max(x for _, x, _ in ends)])[1]
    late = [x > LATE * last for _, x, _ in ends]
    points = [scale.at(y) for _, _, y in ends]
    heights = [(math.log10(y) if is_log else y) for y in points]
    places = [(height - axis[0]) / (axis[1] - axis[0]) for height in heights]
    line = None
    if look.target is not None:
        height = scale.at(look.target)
        line = ((math.log10(height) if is_log else height) - axis[0]) / (axis[1] - axis[0])
    free = clear([place + late[k] * GAP / 2 for k, place in enumerate(places)], line)
    traces = []
    for k, (contender, x, y) in enumerate(ends):
        at = axis[0] + free[k] * (axis[1] - axis[0])
        side = "middle left" if late[k] else "middle right"
        traces.append(_point(contender, x, points[k]))
        traces.append(_name(contender, x, 10**at if is_log else at, y, side))
    return traces


def clear(places: Sequence[float], line: float | None) -> list[float]:
    """The places, apart from each other and off a line that would cross the names there."""
    if line is None:
        return apart(places)
    found = dict.fromkeys(range(len(places)), 0.0)
    for is_above in (True, False):
        own = [k for k, place in enumerate(places) if (place >= line) == is_above]
        free = apart([places[k] for k in own])
        nearest = min((abs(place - line) for place in free), default=math.inf)
        through = any((place >= line) != is_above for place in free)
        short = OFF + nearest if through else max(OFF - nearest, 0.0)
        found |= {
            k: place + (short if is_above else -short) for k, place in zip(own, free, strict=True)
        }
    return list(found.values())


def apart(places: Sequence[float]) -> list[float]:
    """The places (0 to 1), moved as little as leaves `GAP` between any two; their order stays."""
    order = sorted(range(len(places)), key=lambda k: -places[k])
    groups: list[tuple[float, int]] = []  # the middle of some neighbours, and their number
    for k in order:
        middle, count = places[k], 1
        while groups and groups[-1][0] - middle < GAP * (groups[-1][1] + count) / 2:
            above, many = groups.pop()
            middle, count = (above * many + middle * count) / (many + count), many + count
        groups.append((middle, count))
    tops = [middle + GAP * ((count - 1) / 2 - n) for middle, count in groups for n in range(count)]
    return [tops[order.index(k)] for k in range(len(places))]


def _end(contender: Contender, look: Look) -> tuple[float, float] | None:
    table = seed_range(contender, look.by)
    if not len(table):
        return None
    return float(table["x"].iloc[-1]), float(table["median"].iloc[-1])


def _point(contender: Contender, x: float, y: float) -> dict[str, Any]:
    marker = {"size": 10, "color": contender.color}
    return _quiet(contender, x, y) | {
        "mode": "markers",
        "marker": marker,
        "uid": f"end-{group_of(contender)}",
    }


def _name(contender: Contender, x: float, y: float, value: float, side: str) -> dict[str, Any]:
    # In the page's own ink, for a line's colour is too pale for letters; a dot has the colour.
    dot = f'<span style="color:{contender.color}">●</span>'
    return _quiet(contender, x, y) | {
        "mode": "text",
        "text": [f" {dot} <b>{plotly(contender.title)}</b> {score(value)}  "],
        "textposition": side,
        "textfont": {"size": 14},
        "uid": f"name-{group_of(contender)}",
    }


def _quiet(contender: Contender, x: float, y: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [x],
        "y": [y],
        "cliponaxis": False,
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": group_of(contender),
    }
