"""The figures of the lessons: a function each, by the name that a lesson's page gives it.

Their numbers are computed here, from the formulas that the lessons tell.
"""

from __future__ import annotations

from collections.abc import Callable

from tuning.charts._base import Figure
from tuning.charts.lessons.activations import activations
from tuning.charts.lessons.signal import signal
from tuning.charts.lessons.valley import narrow_valley

FIGURES: dict[str, Callable[[], Figure]] = {
    "activations": activations,
    "narrow_valley": narrow_valley,
    "signal": signal,
}


def figure(name: str) -> Figure:
    """A figure as a plain dict."""
    return FIGURES[name]()
