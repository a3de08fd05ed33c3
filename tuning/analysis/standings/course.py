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
    ends = _ends(shown)
    if ends is None or shown.at is None or not runs:
        return None
    areas = [_area(shown, run, *ends) for run in runs if shown.score(run) is not None]
    return statistics.median(areas) if areas else None


def _ends(shown: Field) -> tuple[float, float] | None:
    """The costs that count as 0 and as 1."""
    known = [run.scored for run in shown.counted if shown.score(run) is not None]
    if not known:
        return None
    cost = shown.objective.cost
    worst = max(cost(float(table["best"].iloc[0])) for table in known)
    scores = [shown.score(run) for run in shown.counted]
    return worst, min(cost(score) for score in scores if score is not None)


def _area(shown: Field, run: Trajectory, worst: float, best: float) -> float:
    end = float(shown.at or 0.0)
    table = run.scored[run.scored[shown.by] <= end]
    spent = table[shown.by].to_numpy(dtype=float)
    costs = np.array([shown.objective.cost(score) for score in table["best"]])
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
        had = run.scored["best"].map(objective.cost) <= objective.cost(target)
        spent.append(float(run.scored.loc[had, by].iloc[0]) if had.any() else math.inf)
    middle = statistics.median(spent)
    return middle if math.isfinite(middle) else None
