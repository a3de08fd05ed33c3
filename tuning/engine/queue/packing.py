"""Packs: the fits of one study that a worker is handed at once, and how many go together.

A call costs milliseconds at both ends, which is as long as a fit on small data trains. So short
fits travel together: of what waits the worker gets one part in as many as there are workers (guided
self-scheduling: Polychronopoulos and Kuck, 1987, https://doi.org/10.1109/TC.1987.5009495), and no
more than a moment's work, so that studies that run at once stay level.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from tuning.engine.fits import FitTask
from tuning.engine.queue.turns import Fit, Lane
from tuning.planning.programs import Architecture

PACK_SECONDS = 0.2
"""What a pack trains at most; studies that wait for the same workers share it."""
MOST_FITS = 50
EARLY_SECONDS = 0.05
"""So long before a worker has nothing left it is given what there is; until then, a full pack."""


@dataclass(eq=False)
class Pack:
    """Fits of one study at a worker."""

    lane: Lane
    fits: list[Fit]
    worker: str
    since: float
    """When the worker came to it, or was free to."""

    @property
    def tasks(self) -> list[FitTask]:
        return [fit.task for fit in self.fits if fit.task is not None]

    @property
    def epochs(self) -> int:
        return sum(fit.epochs for fit in self.fits)

    @property
    def seconds(self) -> float:
        """How long it will take; infinite: unknown."""
        return sum(self.lane.seconds(fit) for fit in self.fits)


def together(
    lane: Lane, first: Fit, compiled: Collection[Architecture], workers: int, lanes: int
) -> tuple[list[Fit], bool]:
    """A fit and what goes with it to a worker, and whether that is a full pack.

    `compiled`: by that worker. `workers`: those that share what waits; `lanes`: that have work.
    """
    limit, most = PACK_SECONDS / lanes, min(MOST_FITS, math.ceil(len(lane.waiting) / workers))
    fits, seconds = [first], lane.seconds(first)
    if first.is_alone or first.architecture not in compiled or seconds >= limit:
        return fits, True
    for fit in lane.waiting:
        if len(fits) >= most:
            break
        if fit is first or fit.is_alone or fit.architecture not in compiled:
            continue
        longer = seconds + lane.seconds(fit)
        if longer <= limit:
            fits, seconds = [*fits, fit], longer
    return fits, len(fits) == MOST_FITS or seconds > limit / 2
