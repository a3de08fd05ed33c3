"""What the lessons' figures share: thick lines in the palette's order, each named in a legend."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tuning.charts._base import TRIALS, rounded

LEGEND = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
"""A line is told by its dash too, not by its colour alone."""


def line(name: str, place: int, x: npt.ArrayLike, y: npt.ArrayLike, **more: Any) -> dict[str, Any]:
    """A trace: a line with the colour and the dash of its place."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "uid": name,
        "x": rounded(np.asarray(x, float).tolist()),
        "y": rounded(np.asarray(y, float).tolist()),
        "line": {"color": TRIALS[place], "width": 2.5, "dash": DASHES[place]},
        "hovertemplate": f"{name}: %{{y:.3g}}<extra></extra>",
        **more,
    }
