"""The points of the plane that miniatures train on: two classes whose border has a known shape.

By NumPy alone: the page that draws them and the worker that trains on them both make them here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Classes = npt.NDArray[np.int32]

TRAINING, VALIDATION = 200, 100
"""How many points."""
EDGE = 2.0
"""They lie between -EDGE and EDGE, in either direction."""
NOISE = 0.16


@dataclass(frozen=True)
class Points:
    """x: (n, 2) float32; y: (n,) int32, 0 or 1."""

    x_train: Floats
    y_train: Classes
    x_validation: Floats
    y_validation: Classes


def moons(y: Classes, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Two half circles that reach into each other."""
    angle = rng.uniform(0, np.pi, len(y))
    sign = np.where(y, -1.0, 1.0)
    return np.stack([sign * (np.cos(angle) - 0.5), sign * (np.sin(angle) - 0.3)], 1) * 1.1


def circles(y: Classes, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """A disc within a ring."""
    angle, radius = rng.uniform(0, 2 * np.pi, len(y)), np.where(y, 0.55, 1.35)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1)


def spirals(y: Classes, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Two arms of one and a quarter turns."""
    along = np.sqrt(rng.uniform(0.03, 1, len(y)))
    angle = along * 2.5 * np.pi + np.pi * y
    return np.stack([along * np.cos(angle), along * np.sin(angle)], 1) * 1.7


def quarters(y: Classes, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """The exclusive or: opposite quarters of a square are of one class."""
    side = rng.choice([-1.0, 1.0], len(y))
    places = rng.uniform(0.15, 1.6, (len(y), 2))
    return places * np.stack([side, side * np.where(y, -1.0, 1.0)], 1)


SHAPES: dict[str, Callable[[Classes, np.random.Generator], npt.NDArray[np.float64]]] = {
    "moons": moons,
    "circles": circles,
    "spirals": spirals,
    "quarters": quarters,
}


@functools.cache
def points(data: str) -> Points:
    """The points of a shape, always the same: as many of either class, with some noise."""
    rng = np.random.default_rng(list(SHAPES).index(data))
    y = rng.permutation(np.arange(TRAINING + VALIDATION) % 2).astype(np.int32)
    noise = NOISE if data != "spirals" else NOISE / 2
    exact = SHAPES[data](y, rng) + rng.normal(0, noise, (len(y), 2))
    x = np.clip(exact, -EDGE, EDGE).astype(np.float32)
    return Points(x[:TRAINING], y[:TRAINING], x[TRAINING:], y[TRAINING:])


def mislabelled(given: Points, share: float) -> Points:
    """The same rows, where a share of the training rows has another class than its own."""
    rng, y = np.random.default_rng(0), given.y_train.copy()
    wrong = rng.permutation(len(y))[: round(share * len(y))]
    classes = int(y.max()) + 1
    y[wrong] = (y[wrong] + rng.integers(1, classes, len(wrong))) % classes
    return replace(given, y_train=y)
