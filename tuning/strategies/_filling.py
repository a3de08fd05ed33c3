"""Filling a budget of epochs in a race: what several techniques do alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuning.strategies._base import Options
from tuning.strategies._known import budget_needed, count
from tuning.study import StudySpec

MOST_DRAWS = 100_000
MOST_POINTS = 100


def with_options(spec: StudySpec, **options: Any) -> StudySpec:
    """The spec with some of its strategy's options changed."""
    chosen = spec.strategy.model_copy(update={"options": spec.strategy.options | options})
    return spec.model_copy(update={"strategy": chosen})


def needed(spec: StudySpec, **options: Any) -> int:
    """The budget that the spec needs with some of its options changed."""
    return budget_needed(with_options(spec, **options))


def most_draws(option: str) -> Callable[[StudySpec, int], Options | None]:
    """As many draws as the budget has room for, and no more than there are to draw."""

    def fill(spec: StudySpec, budget: int) -> Options | None:
        low, high = 0, MOST_DRAWS
        while low < high:
            middle = (low + high + 1) // 2
            if needed(spec, **{option: middle}) <= budget:
                low = middle
            else:
                high = middle - 1
        if low == 0:
            return None
        return {option: min(low, count(with_options(spec, **{option: low})).trials)}

    return fill


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
