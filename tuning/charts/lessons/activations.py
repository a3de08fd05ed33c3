"""Activations beside their slopes: what a unit passes on, and what passes back through it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from tuning.charts._base import Figure, axes
from tuning.charts.lessons._lines import LEGEND, line

Floats = npt.NDArray[np.float64]

_phi = np.vectorize(lambda z: 0.5 * (1 + math.erf(z / math.sqrt(2))))
"""The normal distribution's own function."""


def sigmoid(z: Floats) -> Floats:
    return 1 / (1 + np.exp(-z))


ACTIVATIONS: dict[str, Callable[[Floats], Floats]] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "gelu": lambda z: z * _phi(z),
}
"""As Keras has them: ELU with alpha 1, GELU exact."""
EVEN = 1e-4
"""The slopes are differences over this width."""
Z = np.linspace(-4, 4, 161)


def slope(name: str, z: Floats) -> Floats:
    """The slope at z; between the two of a kink, their mean."""
    given = ACTIVATIONS[name]
    return (given(z + EVEN) - given(z - EVEN)) / (2 * EVEN)


def activations() -> Figure:
    """Left what a unit gives for its sum z, right the slope there."""
    data = []
    for place, name in enumerate(ACTIVATIONS):
        # ReLU's slope jumps at 0: without that point the line stands upright.
        shown = Z[np.abs(Z) > EVEN]
        own = line(name, place, Z, ACTIVATIONS[name](Z), legendgroup=name)
        back = line(name, place, shown, slope(name, shown), legendgroup=name, showlegend=False)
        data += [own, back | {"xaxis": "x2", "yaxis": "y2", "uid": f"{name} slope"}]
    layout = axes(
        "Sum z",
        "",
        xaxis={"domain": [0, 0.46], "dtick": 2},
        yaxis={"range": [-1.2, 3]},
        showlegend=True,
        legend=LEGEND,
        annotations=[_named("output", "x", 3), _named("its slope", "x2", 1.3)],
    )
    second = axes("Sum z", "", xaxis={"domain": [0.54, 1], "dtick": 2, "anchor": "y2"})
    layout["xaxis2"] = second["xaxis"]
    layout["yaxis2"] = second["yaxis"] | {"anchor": "x2", "range": [-0.2, 1.3]}
    return {"data": data, "layout": layout}


def _named(text: str, axis: str, top: float) -> dict[str, Any]:
    """A panel's name, in its free corner."""
    place = {"xref": axis, "x": -3.9, "yref": axis.replace("x", "y"), "y": top}
    return {"text": text, **place, "xanchor": "left", "yanchor": "top", "showarrow": False}
