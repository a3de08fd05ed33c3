"""What strategies that walk a grid share: how ranges are cut, and how a grid fills a budget."""

from __future__ import annotations

from collections.abc import Callable

from tuning.strategies._base import Options
from tuning.strategies._filling import needed
from tuning.strategies._option import Option
from tuning.study import StudySpec

MOST_POINTS = 100

POINTS = Option(
    "points",
    "Points of a continuous range",
    "A grid cannot use a continuous range: it is cut into so many values from end to end, "
    "unless its grid values are named.",
    "int",
    5,
    low=2,
    high=MOST_POINTS,
)


def finest_grid(option: str, low: int) -> Callable[[StudySpec, int], Options | None]:
    """The finest grid that the budget has room for; `low`: the option of the coarsest."""

    def fill(spec: StudySpec, budget: int) -> Options | None:
        best: int | None = None
        for value in range(low, _finest(spec) + low - 1):
            if needed(spec, **{option: value}) > budget:
                break
            best = value
        return None if best is None else {option: best}

    return fill


def _finest(spec: StudySpec) -> int:
    """Beyond so many points a range has no more values to give."""
    searched = spec.space.searched.values()
    if any(not parameter.is_finite for parameter in searched):
        return MOST_POINTS
    return min(max(len(parameter.points()) for parameter in searched), MOST_POINTS)
