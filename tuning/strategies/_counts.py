"""What all counts share."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from tuning.study import StudySpec

GRID_POINTS = 5
"""Points of a continuous range in a grid, where a person names none."""


@dataclass(frozen=True)
class Counts:
    """What a strategy will run; `exact` where it is settled beforehand."""

    trials: int
    fits: int
    epochs: int
    exact: bool = True
    notes: tuple[str, ...] = ()
    rungs: tuple[tuple[int, float], ...] = ()
    """What the epochs are the sum of: so many trials, and the epochs that each fit of them trains.

    Without rungs there is one of these.
    """
    refit: float = 0.0
    """Epochs of a last fit, on all training rows."""


def mean_epochs(spec: StudySpec) -> float:
    """Epochs of a fit, in the mean over the values that `epochs` may have."""
    if "epochs" not in spec.space:
        return float(spec.fixed("epochs"))
    points = spec.space["epochs"].points(None)
    return statistics.fmean(float(value) for value in points)  # type: ignore[arg-type]


def whole(
    spec: StudySpec, trials: int, *, exact: bool = True, notes: tuple[str, ...] = ()
) -> Counts:
    """The counts when every trial is trained through, all fits of it."""
    fits = trials * spec.evaluation.fits
    exact = exact and "epochs" not in spec.space.searched
    each = mean_epochs(spec)
    return Counts(trials, fits, round(fits * each), exact, notes, rungs=((trials, each),))


def distinct(spec: StudySpec) -> int | None:
    """How many configurations there are at all; None where a range is continuous."""
    if all(parameter.is_finite for parameter in spec.space.searched.values()):
        return spec.space.grid_size()
    return None
