"""The way to a best score, as a line of a few pixels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from tuning.objective import Objective
from tuning.text.words import score
from tuning.ui import pictures

WIDTH, HEIGHT, EDGE = 120, 28, 3
"""In pixels."""


def sparkline(lines: Sequence[tuple[str, Sequence[float]]], objective: Objective) -> str:
    """Best so far of one search or several, each a colour and its scores in the order of ending.

    An image as HTML, or nothing where no trial has a score. Its axis goes from the worst of the
    first scores to the best.
    """
    ways = [
        (color, list(accumulate(scores, lambda a, b: objective.best((a, b)))))
        for color, scores in lines
        if scores
    ]
    if not ways:
        return ""
    every = [value for _, way in ways for value in way]
    most = max(len(way) for _, way in ways)
    low, high = min(every), max(every)
    drawn = "".join(_line(color, way, most, low, high) for color, way in ways)
    told = f"Best so far, from {score(ways[0][1][0])} to {score(objective.best(every))}"
    return pictures.svg(drawn, WIDTH, HEIGHT, told)


def _line(color: str, way: Sequence[float], most: int, low: float, high: float) -> str:
    """A line of steps that ends in a dot."""

    def x(place: int) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * place / max(most - 1, 1)

    def y(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return EDGE + (HEIGHT - 2 * EDGE) * (1 - share)

    steps = "".join(f"H{x(k):.1f}V{y(value):.1f}" for k, value in enumerate(way))
    start, end = f"M{x(0):.1f} {y(way[0]):.1f}", f'cx="{x(len(way) - 1):.1f}" cy="{y(way[-1]):.1f}"'
    return (
        f'<path d="{start}{steps}" fill="none" stroke="{color}" stroke-width="1.8"/>'
        f'<circle {end} r="2.5" fill="{color}"/>'
    )
