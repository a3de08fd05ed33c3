"""By which measure a score in a list was judged, where lists hold scores of several."""

from __future__ import annotations

from html import escape

from tuning import metrics
from tuning.objective import Objective
from tuning.ui import widgets

USUAL = "accuracy"
"""What a score is where nothing is said beside it."""


def cell(score: float | None, objective: Objective, deviation: float | None = None) -> str:
    """The score, and its measure where that is not the usual one: `1.5328 log loss ↓`."""
    shown, measure = widgets.score(score, deviation), objective.measure
    if score is None or measure.name == USUAL:
        return shown
    way = "lower" if objective.direction == "min" else "higher"
    told = f"{metrics.title(objective.metric)}: {way} is better"
    arrow = "↓" if objective.direction == "min" else "↑"
    name = escape(metrics.within(measure.title))
    return (
        f'{shown} <small role="img" aria-label="{escape(told)}" title="{escape(told)}">'
        f"{name} {arrow}</small>"
    )
