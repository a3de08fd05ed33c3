"""What strategies that draw a number of trials share: the option, and how it fills a budget."""

from __future__ import annotations

from collections.abc import Callable

from tuning.strategies._base import Options
from tuning.strategies._filling import needed, with_options
from tuning.strategies._known import count
from tuning.strategies._option import Option
from tuning.study import StudySpec

MOST_DRAWS = 100_000

MAX_TRIALS = Option(
    "max_trials",
    "Trials",
    "How many configurations are tried at most.",
    "int",
    5,
    low=1,
    high=MOST_DRAWS,
)


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


def more_draws(option: str) -> Callable[[StudySpec, int], Options]:
    """The same draws and more, as many as a larger budget has room for."""
    most = most_draws(option)
    return lambda spec, budget: most(spec, budget) or {}
