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
    heights = heights.clip(0.0, 1.0)  # corrected scores may stand higher on the way
    widths = np.diff(np.append(spent, end))
    return float((heights * widths).sum() / end) if end else 0.0


def spent_to(runs: Sequence[Trajectory], target: float | None, by: By) -> float | None:
    """What each had spent when the median of their bests had the target; None if it never has.

    It is where the race's curve, the median of the seeds, meets the target.
    """
    if target is None or not runs:
        return None
    sign = -1.0 if runs[0].study.spec.objective.direction == "max" else 1.0
    every = np.unique(np.concatenate([run.scored[by].to_numpy(dtype=float) for run in runs]))
    middle = np.median([_costs_at(run, every, by, sign) for run in runs], axis=0)
    had = middle <= sign * target
    return float(every[had.argmax()]) if had.any() else None


def _costs_at(run: Trajectory, every: np.ndarray, by: By, sign: float) -> np.ndarray:
    """The cost of a study's best once each of these was spent; infinite before its first score."""
    costs = np.append(math.inf, sign * run.scored["best"].to_numpy(dtype=float))
    return costs[np.searchsorted(run.scored[by].to_numpy(dtype=float), every, side="right")]
