"""The path of gradient descent with momentum down a narrow valley."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tuning.charts._base import BEST, GREY, Figure, axes, rgba
from tuning.charts.lessons._lines import line

Floats = npt.NDArray[np.float64]

CURVATURES = np.array([1.0, 40.0])
"""Along the valley and across it: the loss is half of the sum of curvature × place²."""
START = np.array([-4.0, 0.6])
RATE = 0.048
"""Below 2/40, where plain descent would diverge."""
MOMENTA = (0.0, 0.5, 0.95)
STEPS = 30
LEVELS = (0.5, 2.0, 5.0, 10.0)
"""Of the loss, where lines are drawn."""
ALONG, ACROSS = (-4.6, 7.4), (-0.85, 0.85)
PANEL, GAP = 0.3, 0.05
"""Shares of the figure's height."""
QUIET = {"hoverinfo": "skip", "hovertemplate": None}


def path(momentum: float) -> Floats:
    """(STEPS + 1, 2): the places, from the start on; v = momentum·v - rate·g, w = w + v."""
    places, velocity = [START], np.zeros(2)
    for _ in range(STEPS):
        velocity = momentum * velocity - RATE * CURVATURES * places[-1]
        places.append(places[-1] + velocity)
    return np.array(places)


def narrow_valley() -> Figure:
    """The path of each momentum over lines of equal loss, one above the other."""
    data: list[dict[str, Any]] = []
    layout = axes(
        "Weight along the valley",
        "",
        xaxis={"range": list(ALONG), "anchor": "y3", "tickvals": [-4, -2, 0, 2, 4]},
    )
    layout["annotations"] = []
    for place, momentum in enumerate(MOMENTA):
        axis = f"y{place + 1}" if place else "y"
        top = 1 - place * (PANEL + GAP)
        shared = axes("", "", yaxis={"range": list(ACROSS), "dtick": 0.5})["yaxis"]
        layout[axis.replace("y", "yaxis")] = shared | {"domain": [max(top - PANEL, 0), top]}
        layout["annotations"].append(_named(momentum, axis))
        data += [trace | {"yaxis": axis} for trace in _panel(place, momentum)]
    layout["yaxis2"]["title"]["text"] = "Weight across it"
    return {"data": data, "layout": layout}


def _panel(place: int, momentum: float) -> list[dict[str, Any]]:
    x, y = path(momentum).T
    drawn = line(f"momentum {momentum:g}", place, x, y, mode="lines+markers")
    drawn["line"] = drawn["line"] | {"width": 1.5, "dash": "solid"}
    star = line(f"minimum {place}", 0, [0.0], [0.0], mode="markers")
    return [
        *(_height(level, place) for level in LEVELS),
        drawn | {"marker": {"size": 5}} | QUIET,
        star | {"marker": {"symbol": "star", "size": 12, "color": BEST}} | QUIET,
    ]


def _height(level: float, place: int) -> dict[str, Any]:
    """A line of equal loss."""
    angle = np.linspace(0, 2 * np.pi, 61)
    x, y = np.sqrt(2 * level / CURVATURES)[:, None] * np.stack([np.cos(angle), np.sin(angle)])
    drawn = line(f"loss {level:g}, {place}", 0, x, y)
    return drawn | {"line": {"color": rgba(GREY, 0.45), "width": 1}} | QUIET


def _named(momentum: float, axis: str) -> dict[str, Any]:
    """The panel's name, within it at the right."""
    return {
        "text": f"momentum {momentum:g}",
        "xref": "paper",
        "x": 1,
        "xanchor": "right",
        "yref": axis,
        "y": 0,
        "yanchor": "middle",
        "showarrow": False,
    }
