"""Studies side by side: who leads at what cost, and whether that is luck.

Records (`StudyView`) become a `Run` each; runs that differ in their seed alone are one
`Contender`. Which may be compared is told by `comparable`. scipy is imported where a test is
asked for.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from tuning import analysis, catalog
from tuning.analysis.comparison.comparable import search_of
from tuning.store import StudyRecord
from tuning.store.view import StudyView
from tuning.study import FitKind

By = Literal["trials", "epochs", "seconds"]

LUCK = 0.05
"""A difference that chance gives at least this often is taken for a tie."""
NEAR = 0.99
"""The share of its best score at which a study has as good as arrived."""
LEVEL = 5e-5
"""Scores that look the same with four digits are level."""
SAME = 1e-12
"""Fits whose scores differ by less differ by rounding alone."""


# -- one study's way -----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Run:
    """One study's way to its best."""

    study: StudyRecord
    table: pd.DataFrame
    """`analysis.best_so_far`, and `holder`: the trial that is the best until then, `spread`: the
    deviation of its fits."""
    parts: dict[int, tuple[float, ...]]
    """The scores of the fits of every trial that ever was the best."""
    epochs: int
    """Epochs trained for trials so far."""

    @property
    def is_higher(self) -> bool:
        return self.study.spec.objective.direction == "max"

    @property
    def first(self) -> int | None:
        """Epochs spent when there was a first score."""
        scored = self.table[self.table["best"].notna()]
        return int(scored["epochs"].iloc[0]) if len(scored) else None

    def at(self, epochs: float) -> pd.Series | None:
        """The row of the best so far when so many epochs were spent; None before a score."""
        until = self.table[(self.table["epochs"] <= epochs) & self.table["best"].notna()]
        return until.iloc[-1] if len(until) else None

    @cached_property
    def last(self) -> pd.Series | None:
        return self.at(np.inf)

    def arrived(self) -> int | None:
        """Epochs spent when the best so far came within 1 % of the final best."""
        if self.last is None:
            return None
        final, best = float(self.last["best"]), self.table["best"]
        near = best >= NEAR * final if self.is_higher else best <= final / NEAR
        return int(self.table.loc[near, "epochs"].iloc[0])


def run_of(view: StudyView) -> Run:
    """A study's records as its way to the best."""
    table = analysis.best_so_far(view)
    is_new = table["score"].eq(table["best"]) & table["best"].ne(table["best"].shift())
    table["holder"] = table["number"].where(is_new).ffill()
    deviations = table["deviation"].where(is_new)
    # Filled by holder, so that a trial without a deviation does not inherit the one before it.
    table["spread"] = deviations.groupby(is_new.cumsum()).transform("first")
    holders = {int(number) for number in table["holder"].dropna()}
    scores: dict[int, list[float]] = {number: [] for number in sorted(holders)}
    for key in sorted(view.fits, key=lambda key: (key[0], key[2])):
        fit = view.fits[key]
        if fit.trial in scores and fit.kind is not FitKind.REFIT and fit.score is not None:
            scores[fit.trial].append(fit.score)
    parts = {number: tuple(found) for number, found in scores.items()}
    epochs = sum(len(curve) for key, curve in view.curves.items() if key[1] is not FitKind.REFIT)
    return Run(view.study, table, parts, epochs)


# -- contenders: a strategy, from one seed or from several ---------------------------------------


@dataclass(frozen=True)
class Standing:
    """How good a contender is at some point, and the numbers behind it."""

    score: float
    deviation: float | None
    sample: tuple[float, ...]
    """What the score is the mean (several fits) or the median (several seeds) of."""
    unit: str
    """Of what the sample is: `seed`, `fold` or `execution`."""


@dataclass(frozen=True, eq=False)
class Contender:
    """One study, or several that differ in their seed alone."""

    title: str
    strategy: str
    runs: tuple[Run, ...]

    @property
    def color(self) -> str:
        known = catalog.STRATEGIES.get(self.strategy)
        return known.color if known else "#8a949e"

    @property
    def first(self) -> int | None:
        """Epochs spent when each of its studies had a score."""
        firsts = [run.first for run in self.runs]
        return None if None in firsts else max(f for f in firsts if f is not None)

    @property
    def spent(self) -> int:
        """Epochs that each of its studies has spent on finished trials."""
        return min(int(run.table["epochs"].max()) for run in self.runs if len(run.table))

    def at(self, epochs: float) -> Standing | None:
        """Where it stands when each of its studies has spent so many epochs."""
        rows = [run.at(epochs) for run in self.runs]
        known = [(run, row) for run, row in zip(self.runs, rows, strict=True) if row is not None]
        if not known or len(known) < len(self.runs):
            return None
        if len(known) > 1:
            bests = tuple(float(row["best"]) for _, row in known)
            return Standing(statistics.median(bests), statistics.stdev(bests), bests, "seed")
        run, row = known[0]
        sample = run.parts.get(int(row["holder"]), ())
        spread = None if pd.isna(row["spread"]) else float(row["spread"])
        unit = run.study.spec.evaluation.kind.value
        return Standing(float(row["best"]), spread, sample, unit)


def contenders(runs: Sequence[Run]) -> list[Contender]:
    """Runs by what they are: the same spec but for name and seed is one contender.

    Of several runs of one seed, which are the same search twice, the furthest counts.
    """
    groups: dict[str, dict[int, Run]] = {}
    for run in runs:
        spec = run.study.spec
        seeds = groups.setdefault(search_of(spec.model_copy(update={"seed": 0})), {})
        before = seeds.get(spec.seed)
        if before is None or before.epochs < run.epochs:
            seeds[spec.seed] = run
    by_seed = [list(group.values()) for group in groups.values()]
    strategies = [group[0].study.strategy for group in by_seed]
    found = []
    for group, strategy in zip(by_seed, strategies, strict=True):
        known = catalog.STRATEGIES.get(strategy)
        title = known.title if known else strategy
        if strategies.count(strategy) > 1:
            ids = ", ".join(str(run.study.id) for run in group)
            title += f" ({'study' if len(group) == 1 else 'studies'} {ids})"
        found.append(Contender(title, strategy, tuple(group)))
    return found


def seed_range(contender: Contender, by: By) -> pd.DataFrame:
    """`x`, and the `low`est, `median` and `high`est best so far of a contender's studies there.

    A study that has ended keeps its best; while one runs, the range ends where it stands.
    """
    tables = [run.table[run.table["best"].notna()] for run in contender.runs]
    if any(table.empty for table in tables):
        return pd.DataFrame(columns=["x", "low", "median", "high"], dtype=float)
    ends = [float(table[by].iloc[-1]) for table in tables]
    open_ends = [
        end for run, end in zip(contender.runs, ends, strict=True) if run.study.state.is_active()
    ]
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


# -- is this difference real? --------------------------------------------------------------------


def ties(a: Sequence[float], b: Sequence[float]) -> bool | None:
    """Whether chance alone gives such a difference often enough (Welch's t-test).

    None if either has fewer than two values: one fit shows nothing of chance.
    """
    if len(a) < 2 or len(b) < 2:
        return None
    if np.ptp(a) < SAME and np.ptp(b) < SAME:
        return bool(np.isclose(a[0], b[0]))
    from scipy import stats

    # By mean and deviation: given the samples, scipy warns of those that differ by rounding alone.
    means, deviations = map(np.mean, (a, b)), (np.std(a, ddof=1), np.std(b, ddof=1))
    (one, other), (first, second) = means, deviations
    found = stats.ttest_ind_from_stats(one, first, len(a), other, second, len(b), equal_var=False)
    return bool(found.pvalue >= LUCK)


def common_epochs(found: Sequence[Contender]) -> int | None:
    """The most epochs that every contender has spent, none before all have a score."""
    firsts = [contender.first for contender in found]
    if not found or None in firsts:
        return None
    return max(min(c.spent for c in found), *(f for f in firsts if f is not None))


def leaders(found: Sequence[Contender], epochs: float) -> list[Contender]:
    """Who has the best score when each has spent so many epochs: several if they are level."""
    standing = [(c, s.score) for c in found if (s := c.at(epochs)) is not None]
    if not standing:
        return []
    highest = standing[0][0].runs[0].is_higher
    best = (max if highest else min)(score for _, score in standing)
    return [c for c, score in standing if abs(score - best) < LEVEL]
