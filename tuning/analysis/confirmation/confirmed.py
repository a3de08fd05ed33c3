"""After a confirmation, or while it runs: what its trials came to, and what became of their order.

Repeats train on rows that overlap, so that their scores are correlated: intervals and comparisons
allow for it as Nadeau and Bengio do (Inference for the generalization error, Machine Learning 52
(2003), 239-281). A repeat has one split for all trials: they are compared in pairs.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tuning import metrics
from tuning.analysis.confirmation.asked import is_there
from tuning.honesty import pairs
from tuning.metrics import Measure
from tuning.objective import Objective
from tuning.store import ConfirmationRecord
from tuning.store.view import StudyView
from tuning.study import Evaluation, FitKind, FitState

LEVEL = 0.9
"""How often an interval is to hold the mean of all repeats there could be."""


@dataclass(frozen=True)
class ConfirmedTrial:
    """A trial's fresh repeats; its interval is not known of fewer than two."""

    number: int
    chosen: float
    """The score by which the search ranked it."""
    corrected: float | None
    """The same, corrected for the choosing; known of the winner."""
    epoch: int
    """The one at which it is scored."""
    scores: tuple[float | None, ...]
    """By repeat; None of one that failed or has not ended."""
    failed: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def known(self) -> list[float]:
        """The scores there are."""
        return [score for score in self.scores if score is not None]


@dataclass(frozen=True)
class Pair:
    """Two trials on the same repeats, the better first."""

    first: int
    second: int
    difference: float
    """Of their means over the repeats that both have, 0 or more."""
    repeats: int
    is_better: bool
    """Whether the first is better for sure; else they cannot be told apart."""


@dataclass(frozen=True)
class Confirmed:
    """What came of a confirmation, as far as it is."""

    record: ConfirmationRecord
    objective: Objective
    done: int
    """Fits that have ended."""
    trials: tuple[ConfirmedTrial, ...]
    """The best by the search first."""
    order: tuple[int, ...]
    """Those that have a fresh score, the best by it first."""
    pairs: tuple[Pair, ...]
    smallest: int | None = None
    """The smallest network of those that could not be told from the search's winner."""

    def trial(self, number: int) -> ConfirmedTrial:
        return next(trial for trial in self.trials if trial.number == number)

    def is_better(self, first: int, second: int) -> bool:
        """Whether the first is better than the second for sure."""
        return any((p.first, p.second) == (first, second) and p.is_better for p in self.pairs)

    @property
    def tied(self) -> tuple[int, ...]:
        """The trials that cannot be told from the one that leads by fresh scores, itself first."""
        leader = self.order[:1]
        return (*leader, *(n for n in self.order[1:] if not self.is_better(leader[0], n)))


def confirmed(view: StudyView, record: ConfirmationRecord | None = None) -> Confirmed | None:
    """What a confirmation has come to, the latest unless one is given; None without any."""
    if record is None:
        record = view.confirmations[-1] if view.confirmations else None
    if record is None:
        return None
    evaluation, objective = view.study.spec.evaluation.fresh, view.study.spec.objective
    shown = [number for number in record.trials if number in view.trials]
    trials = tuple(_trial(view, record, number, _rho(evaluation)) for number in shown)
    scored = [trial for trial in trials if trial.mean is not None]
    scored.sort(key=lambda trial: objective.cost(trial.mean or 0.0))
    compared = [
        pair
        for first, second in combinations(scored, 2)
        if (pair := _pair(first, second, objective, _rho(evaluation))) is not None
    ]
    keys = [(n, FitKind.CONFIRMATION, k) for n in shown for k in range(record.repeats)]
    return Confirmed(
        record,
        objective,
        sum(is_there(view, key) for key in keys),
        trials,
        tuple(trial.number for trial in scored),
        tuple(compared),
        view.honest.smallest if view.honest is not None else None,
    )


def _trial(view: StudyView, record: ConfirmationRecord, number: int, rho: float) -> ConfirmedTrial:
    fits = [
        view.confirmed.fits.get((number, FitKind.CONFIRMATION, k)) for k in range(record.repeats)
    ]
    ended = [fit if fit and fit.state is FitState.COMPLETED else None for fit in fits]
    scores = tuple(fit.score if fit else None for fit in ended)
    known = [score for score in scores if score is not None]
    mean = math.fsum(known) / len(known) if known else None
    low, high = interval(known, rho, view.study.spec.objective.measure)
    honest = view.honest
    return ConfirmedTrial(
        number,
        view.trials[number].score or 0.0,
        honest.corrected if honest is not None and honest.winner == number else None,
        record.trials[number],
        scores,
        sum(fit is not None and fit.state is FitState.FAILED for fit in fits),
        mean,
        low,
        high,
    )


def interval(
    scores: Sequence[float], rho: float, measure: Measure
) -> tuple[float | None, float | None]:
    """The interval of the mean of correlated scores, within what the measure can be.

    Mean ± Student's t with n - 1 degrees of freedom times sqrt((1/n + rho/(1 - rho)) s²).
    """
    count = len(scores)
    if count < 2:
        return None, None
    from scipy.special import stdtrit  # half a second, which the command line begins without

    quantile = float(stdtrit(count - 1, (1 + LEVEL) / 2))
    spread = (1 / count + rho / (1 - rho)) * statistics.variance(scores)
    mean, half = statistics.fmean(scores), quantile * math.sqrt(spread)
    is_share = measure.better == "max"
    least = -math.inf if is_share and measure.tasks != metrics.CLASSES else 0.0
    return max(mean - half, least), min(mean + half, 1.0 if is_share else math.inf)


def _pair(
    first: ConfirmedTrial, second: ConfirmedTrial, objective: Objective, rho: float
) -> Pair | None:
    both = [
        objective.cost(theirs) - objective.cost(ours)
        for ours, theirs in zip(first.scores, second.scores, strict=True)
        if ours is not None and theirs is not None
    ]
    if not both:
        return None
    difference = math.fsum(both) / len(both)
    is_better = pairs.better(both, rho, _rope(objective.measure)) > 0
    if difference < 0:  # their means are of different repeats, where one failed
        first, second, is_better = second, first, False
    return Pair(first.number, second.number, abs(difference), len(both), is_better)


def _rope(measure: Measure) -> float:
    """What counts as no difference: a hundredth of a share; of a cost, in any unit, nothing."""
    return pairs.ROPE if measure.better == "max" else 0.0


def _rho(evaluation: Evaluation) -> float:
    """How scores of two repeats are correlated: the part of the rows that validates."""
    return 1 / evaluation.folds if evaluation.method == "folds" else evaluation.fraction
