"""Since when further trials of a search only fit the rows that choose: the overtuning gauge.

Overtuning: Schneider, Bischl and Feurer, Overtuning in hyperparameter optimization, PMLR 293
(2025), 17 (arXiv 2506.19540).
"""

from __future__ import annotations

from collections.abc import Sequence

from tuning.honesty.record import Step

NOISE = 0.01
"""The part of itself that a score must rise by to have risen."""


def tolerance(course: Sequence[Step]) -> float:
    """What the scores of a course must differ by to count as different."""
    return NOISE * max(abs(step.corrected) for step in course)


def risen_until(course: Sequence[Step], is_cost: bool) -> Step:
    """The first step from which on the corrected score became no better, but for noise.

    `course`: not empty. `is_cost`: whether a smaller score is better.
    """
    sign, noise = -1 if is_cost else 1, tolerance(course)
    best = float("-inf")
    since = course[-1]
    for step in reversed(course):
        best = max(best, sign * step.corrected)
        if sign * step.corrected >= best - noise:
            since = step
    return since
