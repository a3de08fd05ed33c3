"""Contenders: a study, or several that differ in their seed alone, and where each one stands."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tuning import strategies
from tuning.analysis.comparison.comparable import search_of
from tuning.analysis.comparison.trajectories import By, Trajectory
from tuning.analysis.paired import level


@dataclass(frozen=True)
class Reached:
    """How good a contender is at some point, and the numbers behind it."""

    score: float
    deviation: float | None
    sample: tuple[float, ...]
    """What the score is the mean (several fits) or the median (several seeds) of."""
    unit: str
    """Of what the sample is: `seed`, `fold`, `execution`, or `fit` of folds that ran again."""
    corrected: tuple[float, float, float] | None = None
    """Of one study: its score corrected for the choosing, and the ends of its 90 % interval."""


@dataclass(frozen=True, eq=False)
class Contender:
    """One study, or several that differ in their seed alone."""

    title: str
    strategy: str
    trajectories: tuple[Trajectory, ...]

    @property
    def color(self) -> str:
        known = strategies.STRATEGIES.get(self.strategy)
        return known.color if known else "#8a949e"

    @property
    def corrected(self) -> Contender | None:
        """The same by scores corrected for the choosing; None where a study's are not known."""
        runs = [run.corrected for run in self.trajectories]
        known = tuple(run for run in runs if run is not None)
        return replace(self, trajectories=known) if len(known) == len(runs) else None

    @property
    def first(self) -> int | None:
        """Epochs spent when each of its studies had a score."""
        firsts = [trajectory.first for trajectory in self.trajectories]
        return None if None in firsts else max(f for f in firsts if f is not None)

    @property
    def spent(self) -> int:
        """Epochs that each of its studies has spent on finished trials."""
        return min(int(t.table["epochs"].max()) for t in self.trajectories if len(t.table))

    @property
    def is_higher(self) -> bool:
        """Whether a higher score is the better one."""
        return self.trajectories[0].is_higher

    def by_seed(self, epochs: float) -> dict[int, float]:
        """By seed, the best when so many epochs were spent; of a single study nothing."""
        if len(self.trajectories) == 1:
            return {}
        found = ((run.study.spec.seed, run.at(epochs)) for run in self.trajectories)
        return {seed: float(row["best"]) for seed, row in found if row is not None}

    def at(self, epochs: float) -> Reached | None:
        """Where it stands when each of its studies has spent so many epochs."""
        rows = [trajectory.at(epochs) for trajectory in self.trajectories]
        known = [row for row in rows if row is not None]
        if not known or len(known) < len(rows):
            return None
        if len(known) > 1:
            bests = tuple(float(row["best"]) for row in known)
            return Reached(statistics.median(bests), statistics.stdev(bests), bests, "seed")
        (trajectory,), (row,) = self.trajectories, known
        sample = trajectory.parts.get(int(row["incumbent"]), ())
        spread = None if pd.isna(row["spread"]) else float(row["spread"])
        evaluation = trajectory.study.spec.evaluation
        again = evaluation.method == "folds" and evaluation.executions > 1
        unit = "fit" if again else evaluation.kind.value
        corrected = (float(row["corrected"]), float(row["low"]), float(row["high"]))
        interval = None if math.isnan(sum(corrected)) else corrected
        return Reached(float(row["best"]), spread, sample, unit, interval)


def contenders(trajectories: Sequence[Trajectory]) -> list[Contender]:
    """Groups trajectories: the same spec but for name and seed is one contender.

    Of several trajectories of one seed (the same search twice), the longest counts.
    """
    groups: dict[str, dict[int, Trajectory]] = {}
    for trajectory in trajectories:
        spec = trajectory.study.spec
        seeds = groups.setdefault(search_of(spec.model_copy(update={"seed": 0})), {})
        before = seeds.get(spec.seed)
        if before is None or before.epochs < trajectory.epochs:
            seeds[spec.seed] = trajectory
    by_seed = [list(group.values()) for group in groups.values()]
    names = [group[0].study.strategy for group in by_seed]
    found = []
    for group, strategy in zip(by_seed, names, strict=True):
        known = strategies.STRATEGIES.get(strategy)
        title = known.title if known else strategy
        if names.count(strategy) > 1:
            ids = ", ".join(str(trajectory.study.id) for trajectory in group)
            title += f" ({'study' if len(group) == 1 else 'studies'} {ids})"
        found.append(Contender(title, strategy, tuple(group)))
    return found


def seed_range(contender: Contender, by: By) -> pd.DataFrame:
    """`x`, and the `low`est, `median` and `high`est best so far of a contender's studies there.

    A study that has ended keeps its best; while one runs, the range ends where it stands.
    """
    tables = [trajectory.scored for trajectory in contender.trajectories]
    if any(table.empty for table in tables):
        return pd.DataFrame(columns=["x", "low", "median", "high"], dtype=float)
    ends = [float(table[by].iloc[-1]) for table in tables]
    pairs = zip(contender.trajectories, ends, strict=True)
    open_ends = [end for trajectory, end in pairs if trajectory.study.state.is_active()]
    begin, end = max(float(t[by].iloc[0]) for t in tables), min(open_ends, default=max(ends))
    x = np.unique(np.concatenate([table[by].to_numpy(dtype=float) for table in tables]))
    x = x[(x >= begin) & (x <= max(end, begin))]
    at = [
        table["best"].to_numpy()[np.searchsorted(table[by].to_numpy(dtype=float), x, "right") - 1]
        for table in tables
    ]
    values = np.array(at, dtype=float)
    return pd.DataFrame(
        {
            "x": x,
            "low": values.min(axis=0),
            "median": np.median(values, axis=0),
            "high": values.max(axis=0),
        }
    )


def common_epochs(found: Sequence[Contender]) -> int | None:
    """The most epochs that every contender has spent, none before all have a score."""
    firsts = [contender.first for contender in found]
    if not found or None in firsts:
        return None
    return max(min(c.spent for c in found), *(f for f in firsts if f is not None))


def leaders(found: Sequence[Contender], epochs: float) -> list[Contender]:
    """The contenders with the best score when each has spent `epochs`; several if level."""
    standing = [(c, s.score) for c in found if (s := c.at(epochs)) is not None]
    if not standing:
        return []
    highest = standing[0][0].trajectories[0].is_higher
    best = (max if highest else min)(score for _, score in standing)
    return [c for c, score in standing if abs(score - best) < level(best)]
