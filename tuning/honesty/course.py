"""How the winner stood as each trial ended: chosen, corrected, and which baselines it beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tuning.honesty.claims import claim, needed
from tuning.honesty.correction import Candidate, Choosing
from tuning.honesty.intervals import Interval, wilson
from tuning.honesty.judges import Judge
from tuning.honesty.record import Step
from tuning.honesty.resamples import Resamples

OF_A_REFIT = 0.7
"""Of the rows that validate with folds, the part that counts in an interval: the best model is
trained again on all rows, and is another one. Fitted on 615 studies (`benchmarks/honesty`)."""


@dataclass(frozen=True)
class Ended:
    """A trial with a score."""

    candidate: Candidate
    score: float


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows that validated, and how scores on them are read."""

    judge: Judge
    resamples: Resamples
    count: int
    """All that validated, of which some may be kept alone."""
    is_cost: bool = False
    """Whether the smaller score of a trial is the better."""
    is_refitted: bool = False
    """Whether the best model is trained again on all rows, as with folds."""

    def corrected(self, chosen: float, choosing: Choosing) -> float:
        """A chosen score less its flattery, which is that of the kept rows.

        Of more rows the flattery is as much less as noise is: simulated with 500 of 4,000 rows that
        leaves a bias of 0.002, the kept rows' own one of 0.02.
        """
        score = self.judge.score
        flattery = score(choosing.top) - score(choosing.corrected)
        return self._possible(chosen - flattery * (self.resamples.rows / self.count) ** 0.5)

    def interval(self, corrected: float, choosing: Choosing) -> Interval:
        """Of a corrected score in 90 %: Wilson's of a share, else what the resamples gave."""
        if self.judge.of_shares:
            part = OF_A_REFIT if self.is_refitted else 1.0
            more = self.count / self.resamples.rows
            return wilson(corrected, part * more * self.resamples.effective)
        narrower = (self.resamples.rows / self.count) ** 0.5
        around = self.judge.score(choosing.corrected)
        limits = [self.judge.score(q) - around for q in np.percentile(choosing.outside, (5, 95))]
        low, high = sorted(self._possible(corrected + narrower * limit) for limit in limits)
        return low, high

    def _possible(self, score: float) -> float:
        """Within what the measure can be."""
        if self.judge.of_shares:
            return min(max(score, 0.0), 1.0)
        return max(score, 0.0) if self.judge.is_cost else score


@dataclass(frozen=True)
class Course:
    """The steps, and how it stands now."""

    steps: tuple[Step, ...]
    choosing: Choosing
    winner: Ended


def course(rows: Rows, trials: Sequence[Ended], baselines: Mapping[str, Candidate]) -> Course:
    """`trials`: in the order in which they ended, not empty. `baselines`: by name."""
    choosing, winner, steps = Choosing(rows.resamples), trials[0], []
    for one in trials:
        choosing.take(one.candidate)
        winner = min(winner, one, key=lambda each: _rank(each, rows.is_cost))
        corrected = rows.corrected(winner.score, choosing)
        beats = tuple(
            name
            for name, baseline in baselines.items()
            if claim(
                rows.judge,
                choosing,
                winner.candidate,
                baseline,
                rows.resamples,
                needed(rows.judge, name),
            ).is_shown
        )
        low, high = rows.interval(corrected, choosing)
        numbers = one.candidate.number, winner.candidate.number
        steps.append(Step(*numbers, winner.score, corrected, low, high, beats))
    return Course(tuple(steps), choosing, winner)


def _rank(one: Ended, is_cost: bool) -> tuple[float, int]:
    """The best first; of equal scores the trial that was proposed first, as in the search."""
    return one.score if is_cost else -one.score, one.candidate.number
