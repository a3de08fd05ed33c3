"""Why a trial was proposed, as figures: `drawn` from an `analysis.why.Why`.

Plain dicts in the palette of `tuning.charts`, as there. A file a kind of evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tuning import metrics
from tuning.analysis.why import Cells, Coverage, Cut, Process, Stage, Why
from tuning.charts.why._drawn import Drawn, Look, Mark, Panel
from tuning.charts.why.cells import cells
from tuning.charts.why.coverage import coverage
from tuning.charts.why.cut import cut
from tuning.charts.why.process import process
from tuning.charts.why.stage import stage

__all__ = ["FIGURES", "Drawn", "Look", "Mark", "Panel", "drawn"]

FIGURES: Mapping[type, Callable[[Any, Look], Drawn]] = {
    Coverage: coverage,
    Cells: cells,
    Cut: cut,
    Process: process,
    Stage: stage,
}
"""By the kind of evidence."""


def drawn(why: Why, *, color: str, own: str, metric: str) -> Drawn | None:
    """The figures of an explanation; None for one that is a sentence alone.

    `color` is the strategy's, `own` the trial's; `metric` the objective's, by its name.
    """
    if why.evidence is None:
        return None
    look = Look(why.number, color, own, metrics.title(metric))
    return FIGURES[type(why.evidence)](why.evidence, look)
