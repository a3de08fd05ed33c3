"""Studies side by side: which may be compared, who leads at what cost, whether that is luck.

Records (`StudyView`) become a `Run` each; runs that differ in their seed alone are one
`Contender`. Must not import Streamlit; scipy is imported where a test is asked for.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from tuning import analysis, catalog
from tuning.store import StudyRecord
from tuning.study import DataSpec, Evaluation, FitKind, StudySpec
from tuning.view import StudyView

By = Literal["trials", "epochs", "seconds"]

LUCK = 0.05
"""A difference that chance gives at least this often is taken for a tie."""
NEAR = 0.99
"""The share of its best score at which a study has as good as arrived."""
LEVEL = 5e-5
"""Scores that look the same with four digits are level."""
REDUCTIONS = {"best": "the best epoch", "last": "the last epoch", "mean_last": "the last epochs"}


# -- what may be compared ------------------------------------------------------------------------


def comparable(
    studies: Sequence[StudyRecord],
) -> tuple[list[StudyRecord], list[tuple[StudyRecord, str]]]:
    """Those that can be compared with the first, and the others with the reason, a sentence."""
    kept: list[StudyRecord] = []
    refused: list[tuple[StudyRecord, str]] = []
    for study in studies:
        reason = why_not(studies[0], study)
        if reason is None:
            kept.append(study)
        else:
            refused.append((study, reason))
    return kept, refused


def why_not(first: StudyRecord, other: StudyRecord) -> str | None:
    """Why `other` cannot be compared with `first`, in one sentence; None if it can."""
    a, b = first.spec, other.spec
    one, two = f"study {first.id}", f"Study {other.id}"
    if a.data.name != b.data.name or a.data.file != b.data.file:
        return f"{two} is about {_data(b.data)}, {one} about {_data(a.data)}."
    if a.data.rows != b.data.rows:
        return f"{two} uses {_rows(b.data)}, {one} {_rows(a.data)}."
    if a.data.is_own and a.data.target != b.data.target:
        return f"{two} predicts {b.data.target}, {one} {a.data.target}."
    if a.data.kind == ".csv" and a.data.missing != b.data.missing:
        return f"{two} fills gaps with {b.data.missing}, {one} with {a.data.missing}."
    if a.objective.metric != b.objective.metric:
        return f"{two} is scored by {_metric(b)}, {one} by {_metric(a)}."
    if (a.evaluation.method == "test") != (b.evaluation.method == "test"):
        on_test, not_test = (two, one) if b.evaluation.method == "test" else (one, two)
        on_test = on_test[0].upper() + on_test[1:]
        return (
            f"{on_test} was validated on the test set, {not_test.lower()} on training rows kept "
            "apart."
        )
    return None


def caveats(studies: Sequence[StudyRecord]) -> list[str]:
    """What differs between comparable studies, and may explain a small difference by itself."""
    specs = [study.spec for study in studies]
    found = []
    ways = list(dict.fromkeys(REDUCTIONS[spec.objective.reduce] for spec in specs))
    if len(ways) > 1:
        found.append(f"Scores are taken from {' and from '.join(ways)}: the best epoch flatters.")
    rows = list(dict.fromkeys(_validation(spec.evaluation) for spec in specs))
    if len(rows) > 1:
        found.append(f"Validated on different rows: {', '.join(rows)}.")
    if len({spec.model for spec in specs}) > 1 or any(s.space != specs[0].space for s in specs):
        found.append("They do not search the same space, so the space is compared as well.")
    return found


def _data(data: DataSpec) -> str:
    known = catalog.DATASETS.get(data.name)
    return known.title if known else data.title


def _rows(data: DataSpec) -> str:
    return f"{data.rows:,} training rows" if data.rows else "all training rows"


def _metric(spec: StudySpec) -> str:
    return analysis.METRIC_TITLES[spec.objective.metric].lower()


def _validation(evaluation: Evaluation) -> str:
    if evaluation.method == "folds":
        return f"{evaluation.folds} folds"
    if evaluation.method == "test":
        return "the test set"
    return f"{evaluation.fraction:.3g} of the rows kept apart"


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
    """Runs by what they are: the same spec but for name and seed is one contender."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        spec = run.study.spec.model_dump(mode="json") | {"seed": 0, "name": ""}
        groups.setdefault(json.dumps(spec, sort_keys=True), []).append(run)
    strategies = [group[0].study.strategy for group in groups.values()]
    found = []
    for group, strategy in zip(groups.values(), strategies, strict=True):
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
    if np.ptp(a) == 0 and np.ptp(b) == 0:
        return bool(np.isclose(a[0], b[0]))
    from scipy import stats

    return bool(stats.ttest_ind(a, b, equal_var=False).pvalue >= LUCK)


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


# -- the table -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One study in the table of a comparison."""

    study: StudyRecord
    best: float | None
    deviation: float | None
    parts: int
    """Fits behind the best score."""
    trials: int
    epochs: int
    arrived: int | None
    """Epochs spent when its best came within 1 % of its final best."""
    leads: bool
    ties: bool | None
    """With the leader; None where one fit cannot tell."""


def table(runs: Sequence[Run]) -> list[Row]:
    """One row a study, the best first; those without a score last."""
    scored = [run for run in runs if run.last is not None]
    highest = bool(runs) and runs[0].is_higher
    scored.sort(key=lambda run: _best(run), reverse=highest)
    first = _parts(scored[0]) if scored else ()
    rows = []
    for run in [*scored, *(run for run in runs if run.last is None)]:
        last, parts = run.last, _parts(run)
        rows.append(
            Row(
                study=run.study,
                best=None if last is None else _best(run),
                deviation=None
                if last is None or pd.isna(last["spread"])
                else float(last["spread"]),
                parts=len(parts),
                trials=len(run.table),
                epochs=run.epochs,
                arrived=run.arrived(),
                leads=bool(scored) and run is scored[0],
                ties=ties(first, parts) if last is not None else None,
            )
        )
    return rows


def _best(run: Run) -> float:
    return float(run.last["best"]) if run.last is not None else float("nan")


def _parts(run: Run) -> tuple[float, ...]:
    return run.parts.get(int(run.last["holder"]), ()) if run.last is not None else ()
