"""How large a signal still is after many layers, by how their weights were drawn."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from tuning.charts._base import Figure, axes
from tuning.charts.lessons._lines import LEGEND, line

Floats = npt.NDArray[np.float64]

WIDTH, LAYERS, ROWS, NETWORKS = 64, 10, 50, 40
UNCUT = 0.87962566103423978
"""The deviation of a bell curve of deviation 1 that is cut at ±2."""


def _bell(deviation: float) -> Callable[[np.random.Generator], Floats]:
    return lambda rng: rng.normal(0, deviation, (WIDTH, WIDTH))


def _even(limit: float) -> Callable[[np.random.Generator], Floats]:
    return lambda rng: rng.uniform(-limit, limit, (WIDTH, WIDTH))


def _cut_bell(deviation: float) -> Callable[[np.random.Generator], Floats]:
    """Draws again what lies beyond two deviations, and widens to make up for it, as Keras does."""

    def draw(rng: np.random.Generator) -> Floats:
        drawn = rng.normal(0, 1, (WIDTH, WIDTH))
        while (beyond := np.abs(drawn) > 2).any():
            drawn[beyond] = rng.normal(0, 1, int(beyond.sum()))
        return drawn * deviation / UNCUT

    return draw


INITIALIZATIONS = {
    "he_normal": _cut_bell((2 / WIDTH) ** 0.5),
    "glorot_uniform": _even((6 / (WIDTH + WIDTH)) ** 0.5),
    "normal": _bell(0.05),
    "uniform": _even(0.05),
}
"""As Keras draws them, for a layer of WIDTH inputs and WIDTH units."""


@functools.cache
def sizes(name: str) -> Floats:
    """(LAYERS + 1,): root mean square of the signal over many networks; first without layers."""
    rng = np.random.default_rng(0)
    squares = np.array([_squares(name, rng) for _ in range(NETWORKS)]).mean(0)
    return np.sqrt(squares / squares[0])


def _squares(name: str, rng: np.random.Generator) -> list[float]:
    """The mean square before and after each layer of one network."""
    signal = rng.normal(0, 1, (ROWS, WIDTH))
    found = [float((signal**2).mean())]
    for _ in range(LAYERS):
        signal = np.maximum(signal @ INITIALIZATIONS[name](rng), 0)
        found.append(float((signal**2).mean()))
    return found


def signal() -> Figure:
    """The size of the signal by layer, on a log scale."""
    data = [
        line(name, place, np.arange(LAYERS + 1), sizes(name), mode="lines+markers")
        for place, name in enumerate(INITIALIZATIONS)
    ]
    layout = axes(
        f"Layer ({WIDTH} ReLU units each)",
        "Size of the signal",
        xaxis={"dtick": 1},
        yaxis={"type": "log", "exponentformat": "power", "dtick": 2},
        showlegend=True,
        legend=LEGEND,
    )
    return {"data": data, "layout": layout}
