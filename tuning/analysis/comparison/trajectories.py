"""One study's way to its best: the best so far by trials, epochs and seconds spent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from tuning import analysis
from tuning.store import StudyRecord
from tuning.store.honest import honest_of
from tuning.store.view import StudyView

By = Literal["trials", "epochs", "seconds"]
"""What is spent on the way; seconds are those that fits trained, whoever else had workers."""

NEAR = 0.01
"""A study has arrived when it is off its best score by at most this share of it."""


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One study's way to its best."""

    study: StudyRecord
    table: pd.DataFrame
    """`analysis.best_so_far`, of which `seconds` are those that its fits have trained; `incumbent`:
    the trial that is the best until then, `spread`: the deviation of its fits; `corrected`: its
    score corrected for the choosing, `low` and `high` its interval, where that is known."""
    parts: dict[int, tuple[float, ...]]
    """The scores of the fits of every trial that ever was the best."""
    epochs: int
    """Epochs trained for trials so far."""
    missing: str = ""
    """Why its scores are not corrected; empty where they are."""

    @property
    def is_higher(self) -> bool:
        return self.study.spec.objective.direction == "max"

    @cached_property
    def scored(self) -> pd.DataFrame:
        """The rows of the table from the first score on."""
        return self.table[self.table["best"].notna()]

    @property
    def first(self) -> int | None:
        """Epochs spent when there was a first score."""
        return int(self.scored["epochs"].iloc[0]) if len(self.scored) else None

    @cached_property
    def corrected(self) -> Trajectory | None:
        """The same way by scores corrected for the choosing; None where these are not known.

        They may fall as trials end. A study without a score has nothing to correct.
        """
        if not len(self.scored):
            return self
        if self.table["corrected"].isna().all():
            return None
        return replace(self, table=self.table.assign(best=self.table["corrected"], spread=np.nan))

    def spent(self, by: By) -> float:
        """What it has spent on finished trials."""
        return float(self.table[by].iloc[-1]) if len(self.table) else 0.0

    def at(self, spent: float, by: By = "epochs") -> pd.Series | None:
        """The row of the best so far when so much was spent; None before a score."""
        rows = int(np.searchsorted(self.scored[by].to_numpy(dtype=float), spent, side="right"))
        return self.scored.iloc[rows - 1] if rows else None

    @cached_property
    def last(self) -> pd.Series | None:
        return self.at(np.inf)

    def arrived(self) -> int | None:
        """Epochs spent when the best so far came within 1 % of the final best."""
        if self.last is None:
            return None
        final, best = float(self.last["best"]), self.table["best"]
        near = (best - final).abs() <= NEAR * abs(final)
        return int(self.table.loc[near, "epochs"].iloc[0])


def trajectory(view: StudyView) -> Trajectory:
    """A study's records as its way to the best."""
    table = analysis.best_so_far(view)
    is_new = table["score"].eq(table["best"]) & table["best"].ne(table["best"].shift())
    table["incumbent"] = table["number"].where(is_new).ffill()
    deviations = table["deviation"].where(is_new)
    # Filled by incumbent, so that a trial without a deviation does not inherit the one before it.
    table["spread"] = deviations.groupby(is_new.cumsum()).transform("first")
    table["seconds"] = table["number"].map(_trained(view)).fillna(0.0).cumsum()
    for name, by_trial in _corrected(view).items():
        table[name] = table["number"].map(by_trial).astype(float).ffill()
    incumbents = {int(number) for number in table["incumbent"].dropna()}
    scores: dict[int, list[float]] = {number: [] for number in sorted(incumbents)}
    for key in sorted(view.fits, key=lambda key: (key[0], key[2])):
        fit = view.fits[key]
        if fit.trial in scores and fit.kind.scores and fit.score is not None:
            scores[fit.trial].append(fit.score)
    parts = {number: tuple(found) for number, found in scores.items()}
    epochs = sum(len(curve) for key, curve in view.curves.items() if key[1].scores)
    return Trajectory(view.study, table, parts, epochs, honest_of(view).missing)


def _corrected(view: StudyView) -> dict[str, dict[int, float]]:
    """By trial, the best's corrected score and its interval as it had ended; nothing where another
    metric's is."""
    course = analysis.course_of(view)
    return {
        "corrected": {step.trial: step.corrected for step in course},
        "low": {step.trial: step.low for step in course},
        "high": {step.trial: step.high for step in course},
    }


def _trained(view: StudyView) -> dict[int, float]:
    """By trial, the seconds that its fits trained; those that score it."""
    seconds: dict[int, float] = {}
    for fit in view.fits.values():
        if fit.kind.scores and fit.training is not None:
            seconds[fit.trial] = seconds.get(fit.trial, 0.0) + fit.training
    return seconds
