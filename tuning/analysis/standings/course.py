"""What a race's curves tell besides their end: the area below them, and when a target was met."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

import numpy as np

from tuning.analysis.comparison import By, Trajectory
from tuning.analysis.standings.field import Field


def area(shown: Field, runs: Sequence[Trajectory]) -> float | None:
    """The mean height of the best so far up to the common cost, of the median seed; 0 to 1.

    1 is the best score that any study of the race has by then, 0 the first that was the worst of
    all; before its first score a study is at 0. As an area it rewards who is good early.
    """
    if shown.ends is None:
        return None
    areas = [_area(shown, run, *shown.ends) for run in runs if shown.score(run) is not None]
    return statistics.median(areas) if areas else None


def _area(shown: Field, run: Trajectory, worst: float, best: float) -> float:
    end = float(shown.at or 0.0)
    spent = run.scored[shown.by].to_numpy(dtype=float)
    by_then = spent <= end
    spent = spent[by_then]
    scores = run.scored["best"].to_numpy(dtype=float)[by_then]
    costs = -scores if shown.objective.direction == "max" else scores
    heights = (worst - costs) / (worst - best) if worst > best else np.ones(len(costs))
    widths = np.diff(np.append(spent, end))
    return float((heights * widths).sum() / end) if end else 0.0


def spent_to(runs: Sequence[Trajectory], target: float | None, by: By) -> float | None:
    """What the median of these studies had spent when it had the target; None if it never has."""
    if target is None or not runs:
        return None
    objective = runs[0].study.spec.objective
    spent = []
    for run in runs:
        best = run.scored["best"].to_numpy(dtype=float)
        had = best >= target if objective.direction == "max" else best <= target
        first = int(had.argmax()) if had.any() else None
        spent.append(math.inf if first is None else float(run.scored[by].iloc[first]))
    middle = statistics.median(spent)
    return middle if math.isfinite(middle) else None
