"""Whether one contender is better than another for sure: the one definition of a tie.

By pairs where both were scored on the same rows: folds of one split, seeds that both ran with. Else
by their corrected intervals. Without either nothing is told.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice

from tuning.analysis import paired
from tuning.analysis.comparison.contenders import Contender, Reached
from tuning.honesty import pairs
from tuning.honesty.intervals import Z90

SURE = pairs.SURE


@dataclass(frozen=True)
class Apart:
    """How sure it is that the first of two is the better one."""

    probability: float
    by: str
    """What tells: `5 folds`, `3 seeds`, `their corrected scores`."""

    @property
    def is_sure(self) -> bool:
        return self.probability >= SURE


def apart(first: Contender, other: Contender, epochs: float) -> Apart | None:
    """The first against the other when each has spent so many epochs; None if nothing can tell."""
    one, two = first.at(epochs), other.at(epochs)
    if one is None or two is None:
        return None
    return (
        _by_seeds(first, other, epochs)
        or _by_folds(first, other, one, two)
        or _by_rows(one, two, first)
    )


def _by_folds(first: Contender, other: Contender, one: Reached, two: Reached) -> Apart | None:
    """Both scored on the same folds, each fold's fits together."""
    a, b = (contender.trajectories[0].study.spec for contender in (first, other))
    folds = a.evaluation.folds
    same = (a.data, a.evaluation, a.seed) == (b.data, b.evaluation, b.seed)
    alone = len(first.trajectories) == len(other.trajectories) == 1
    if not (same and alone and a.evaluation.method == "folds"):
        return None
    if not len(one.sample) == len(two.sample) == a.evaluation.fits:
        return None
    leads = [_of_fold(one, fold, folds) - _of_fold(two, fold, folds) for fold in range(folds)]
    sign = 1 if first.is_higher else -1
    chance = pairs.probability([sign * lead for lead in leads], 1 / folds, _rope(one, first))
    return None if chance is None else Apart(chance, f"{folds} folds")


def _of_fold(reached: Reached, fold: int, folds: int) -> float:
    scores = list(islice(reached.sample, fold, None, folds))
    return math.fsum(scores) / len(scores)


def _by_seeds(first: Contender, other: Contender, epochs: float) -> Apart | None:
    """Both ran with several seeds, of which some are common."""
    one, two = first.by_seed(epochs), other.by_seed(epochs)
    common = sorted(one.keys() & two.keys())
    sign = -1 if first.is_higher else 1
    costs, other_costs = ([sign * own[seed] for seed in common] for own in (one, two))
    chance = paired.better(costs, other_costs)
    return None if chance is None else Apart(chance, f"{len(common)} seeds")


def _by_rows(one: Reached, two: Reached, first: Contender) -> Apart | None:
    """Both intervals taken as independent and normal, which calls fewer differences sure than
    there are: scores on the same rows go up and down together."""
    if one.corrected is None or two.corrected is None:
        return None
    (a, low, high), (b, lowest, highest) = one.corrected, two.corrected
    error = math.hypot(high - low, highest - lowest) / (2 * Z90)
    lead = (a - b if first.is_higher else b - a) - _rope(one, first)
    chance = 0.5 * math.erfc(-lead / (error * math.sqrt(2))) if error else float(lead > 0)
    return Apart(chance, "their corrected scores")


def _rope(one: Reached, first: Contender) -> float:
    """Leads up to this are practically none: 0.01 of a share, of a cost a hundredth of it."""
    return pairs.ROPE if first.is_higher else pairs.ROPE * abs(one.score)
