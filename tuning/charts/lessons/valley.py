"""The path of gradient descent with momentum down a narrow valley."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuning.charts._base import BEST, GREY, Figure, axes, rgba
from tuning.charts.lessons._lines import LEGEND, line

Floats = npt.NDArray[np.float64]

CURVATURES = np.array([1.0, 40.0])
"""Along the valley and across it: the loss is half of the sum of curvature × place²."""
START = np.array([-4.0, 0.6])
RATE = 0.045
"""Below 2/40, where plain descent would diverge."""
MOMENTA = (0.0, 0.5, 0.95)
STEPS = 30


def path(momentum: float) -> Floats:
    """(STEPS + 1, 2): the places, from the start on; v = momentum·v - rate·g, w = w + v."""
    places, velocity = [START], np.zeros(2)
    for _ in range(STEPS):
        velocity = momentum * velocity - RATE * CURVATURES * places[-1]
        places.append(places[-1] + velocity)
    return np.array(places)


def narrow_valley() -> Figure:
    """The paths of three momenta over lines of equal loss, from one start at one rate."""
    data = [_height(level) for level in (0.5, 2.0, 5.0, 10.0)]
    for place, momentum in enumerate(MOMENTA):
        x, y = path(momentum).T
        drawn = line(f"momentum {momentum:g}", place, x, y, mode="lines+markers")
        data.append(drawn | {"marker": {"size": 5}, "hoverinfo": "skip", "hovertemplate": None})
    data.append(_minimum())
    layout = axes(
        "Weight along the valley",
        "Weight across it",
        xaxis={"range": [-4.6, 4.6]},
        yaxis={"range": [-0.85, 0.85]},
        showlegend=True,
        legend=LEGEND,
    )
    return {"data": data, "layout": layout}


def _height(level: float) -> dict[str, object]:
    """A line of equal loss."""
    angle = np.linspace(0, 2 * np.pi, 121)
    x, y = np.sqrt(2 * level / CURVATURES)[:, None] * np.stack([np.cos(angle), np.sin(angle)])
    drawn = line(f"loss {level:g}", 0, x, y, showlegend=False, hoverinfo="skip")
    return drawn | {"line": {"color": rgba(GREY, 0.45), "width": 1}, "hovertemplate": None}


def _minimum() -> dict[str, object]:
    drawn = line("minimum", 0, [0.0], [0.0], mode="markers", hoverinfo="skip")
    star = {"symbol": "star", "size": 13, "color": BEST}
    return drawn | {"marker": star, "hovertemplate": None}
