"""How the drawings of a data set look, so that a reader's own strokes can be made like them.

Measured on training images: how large and how thick their ink is, and where it stands.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

MOST_IMAGES = 500
"""Images that are measured."""
INK = 0.1
"""The part of the largest value from which on a pixel counts as drawn on."""
LEAST_EMPTY = 0.3
"""The part of the pixels that is empty where images are drawings."""


class Look(NamedTuple):
    """Lengths and places as parts of an image's side."""

    fill: float
    """The longer side of the ink's box."""
    stroke: float
    """How thick a stroke is."""
    x: float
    y: float
    """Where the middle of the ink stands."""
    by_weight: bool
    """Whether that is the middle of its weight, as in MNIST, or of its box."""


def is_light(images: np.ndarray) -> bool:
    """Whether the ground of images (n, height, width), values from 0 to 1, is light."""
    some = images[:MOST_IMAGES]
    edge = [some[:, 0], some[:, -1], some[:, :, 0], some[:, :, -1]]
    return bool(np.concatenate([part.ravel() for part in edge]).mean() > 0.5)


def look(images: np.ndarray) -> Look | None:
    """Of images (n, height, width), values from 0 to 1; None where they are no drawings."""
    ink = images[:MOST_IMAGES].astype(np.float64)
    ink = 1 - ink if is_light(images) else ink
    drawn = ink > INK
    some = drawn.any(axis=(1, 2))
    if not some.any() or 1 - drawn.mean() < LEAST_EMPTY:
        return None
    ink, drawn = ink[some], drawn[some]
    boxes = np.stack([_ends(drawn.max(axis=1)), _ends(drawn.max(axis=2))], 1)  # (n, xy, ends)
    weights = np.stack([_weights(ink.sum(axis=1)), _weights(ink.sum(axis=2))], 1)
    middles = boxes.mean(axis=2)
    by_weight = bool(weights.std(axis=0).sum() < middles.std(axis=0).sum())
    x, y = (weights if by_weight else middles).mean(axis=0)
    fill = np.median((boxes[:, :, 1] - boxes[:, :, 0]).max(axis=1))
    return Look(float(fill), _stroke(ink), float(x), float(y), by_weight)


def _ends(drawn: np.ndarray) -> np.ndarray:
    """Where rows of pixels (n, length) begin and end to be drawn on, (n, 2)."""
    length = drawn.shape[1]
    first = drawn.argmax(axis=1)
    last = length - drawn[:, ::-1].argmax(axis=1)
    return np.stack([first, last], 1) / length


def _weights(sums: np.ndarray) -> np.ndarray:
    """The middle of the weight of rows of pixels (n, length)."""
    length = sums.shape[1]
    found: np.ndarray = (sums * (np.arange(length) + 0.5)).sum(axis=1) / sums.sum(axis=1) / length
    return found


def _stroke(ink: np.ndarray) -> float:
    """A long stroke's thickness is twice its area by its outline's length.

    The outline is measured along both axes, which makes it 4 / pi times too long where strokes go
    in all directions (Cauchy's and Crofton's formula).
    """
    padded = np.pad(ink, ((0, 0), (1, 1), (1, 1)))
    outline = np.abs(np.diff(padded, axis=1)).sum() + np.abs(np.diff(padded, axis=2)).sum()
    thick = 2 * ink.sum() / (outline * np.pi / 4)
    return float(thick / min(ink.shape[1:]))
