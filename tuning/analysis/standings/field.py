"""Who counts in a race and at which cost all are compared; the scores of each seed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tuning.analysis.comparison import By, Contender, Trajectory
from tuning.analysis.paired import Costs
from tuning.objective import Objective
from tuning.store import StudyRecord
from tuning.study import StudyState


@dataclass(frozen=True, eq=False)
class Field:
    """The contenders of a race, each with the studies that count."""

    runs: tuple[tuple[Contender, tuple[Trajectory, ...]], ...]
    by: By
    budget: float | None

    @property
    def objective(self) -> Objective:
        return self.runs[0][0].trajectories[0].study.spec.objective

    @cached_property
    def names(self) -> list[str]:
        """Of the contenders: the strategy's, or the title where several have that."""
        every = [contender.strategy for contender, _ in self.runs]
        return [
            contender.title if every.count(contender.strategy) > 1 else contender.strategy
            for contender, _ in self.runs
        ]

    @cached_property
    def counted(self) -> list[Trajectory]:
        return [run for _, runs in self.runs for run in runs]

    @property
    def left_out(self) -> list[StudyRecord]:
        """Studies that ended early while others of their strategy did not."""
        counted = {run.study.id for run in self.counted}
        every = [run.study for contender, _ in self.runs for run in contender.trajectories]
        return [study for study in every if study.id not in counted]

    @property
    def is_final(self) -> bool:
        return not any(run.study.state.is_active() for run in self.counted)

    @property
    def is_whole(self) -> bool:
        return all(run.study.state is StudyState.COMPLETED for run in self.counted)

    @cached_property
    def at(self) -> float | None:
        """The cost at which all are compared; None before there is a score.

        The budget once all are complete; until then what each of those that are not has spent. A
        study that is complete has no more to show, whatever it left of the budget.
        """
        known = [run for run in self.counted if len(run.scored)]
        if not known:
            return None
        open_ended = [run for run in known if run.study.state is not StudyState.COMPLETED]
        if not open_ended and self.budget is not None:
            return self.budget
        common = min(run.spent(self.by) for run in open_ended or known)
        firsts = max(float(run.scored[self.by].iloc[0]) for run in known)
        return max(min(common, self.budget or common), firsts)

    @cached_property
    def _scores(self) -> dict[int, float]:
        """By study, the best at that cost."""
        if self.at is None:
            return {}
        found = ((run.study.id, run.at(self.at, self.by)) for run in self.counted)
        return {study_id: float(row["best"]) for study_id, row in found if row is not None}

    def score(self, run: Trajectory) -> float | None:
        """A study's best at that cost; None where it has none."""
        return self._scores.get(run.study.id)

    @cached_property
    def ends(self) -> tuple[float, float] | None:
        """The worst of all first scores and the best that any study has by then, as costs."""
        known = [run for run in self.counted if run.study.id in self._scores]
        if not known:
            return None
        cost = self.objective.cost
        worst = max(cost(float(run.scored["best"].iloc[0])) for run in known)
        return worst, min(map(cost, self._scores.values()))

    def scores(self, runs: Sequence[Trajectory]) -> dict[int, float]:
        """By seed, the best at that cost."""
        found = ((run.study.spec.seed, self.score(run)) for run in runs)
        return {seed: score for seed, score in found if score is not None}

    def costs(self, contenders: Sequence[int]) -> Costs:
        """What these contenders (by place) reached, the smaller the better: a row a common seed."""
        scores = [self.scores(self.runs[place][1]) for place in contenders]
        common = sorted(set.intersection(*map(set, scores))) if scores else []
        rows = [[self.objective.cost(own[seed]) for own in scores] for seed in common]
        return np.array(rows, dtype=float).reshape(len(rows), len(contenders))


def field(contenders: Sequence[Contender], by: By, budget: float | None) -> Field:
    """Of each contender the studies that count: those that ended early only if all of them did."""
    runs = [
        (contender, tuple(filter(_is_whole, contender.trajectories)) or contender.trajectories)
        for contender in contenders
    ]
    return Field(tuple(runs), by, budget)


def _is_whole(run: Trajectory) -> bool:
    return run.study.state.is_active() or run.study.state is StudyState.COMPLETED
