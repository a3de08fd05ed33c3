"""Which of several is better over several data sets: mean ranks and their critical difference.

Friedman's test on the ranks of each data set, then Nemenyi's critical difference (Demšar,
"Statistical comparisons of classifiers over multiple data sets", JMLR 7:1, 2006). A race has few
data sets, where Friedman's approximation by chi-squared fails: here its p-value comes from
permutations of the ranks within each data set. How often this claims falsely is measured by
`python -m benchmarks.honesty.races`. Scores are given as costs, the smaller the better; a row a
data set, a column a contender. Must not import Streamlit; scipy is imported late.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

ALPHA = 0.05
DRAWS = 20_000
MOST = 40
"""Data sets that are looked ahead."""


@dataclass(frozen=True)
class Ranks:
    """How contenders rank over data sets."""

    each: tuple[tuple[float, ...], ...]
    """A row a data set: 1 is the best; who is level shares the mean of their ranks."""
    mean: tuple[float, ...]
    """A number a contender."""
    p: float
    """How probable such unlike mean ranks are if all are equal: Friedman's test."""
    difference: float
    """Nemenyi's critical difference: mean ranks that differ by less cannot be told apart."""

    @property
    def is_shown(self) -> bool:
        """Whether they are not all equal."""
        return self.p <= ALPHA

    def differ(self, one: int, other: int) -> bool:
        """Whether two contenders are told apart."""
        apart = abs(self.mean[one] - self.mean[other])
        return self.is_shown and apart > self.difference

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The largest groups of contenders that cannot be told apart, each by their mean ranks."""
        order = sorted(range(len(self.mean)), key=lambda k: self.mean[k])
        found: list[tuple[int, ...]] = []
        for start, first in enumerate(order):
            own = tuple(k for k in order[start:] if not self.differ(first, k))
            if len(own) > 1 and not any(set(own) <= set(known) for known in found):
                found.append(own)
        return tuple(found)


def ranks(costs: npt.NDArray[np.float64]) -> Ranks:
    """`costs`: (data sets, contenders), two contenders at least and one data set."""
    from scipy.stats import rankdata

    each = rankdata(costs, axis=1)
    rows, columns = each.shape
    mean = each.mean(axis=0)
    return Ranks(
        tuple(map(tuple, each.tolist())),
        tuple(mean.tolist()),
        _by_chance(each),
        difference(columns, rows),
    )


def _by_chance(each: npt.NDArray[np.float64]) -> float:
    """The share of permutations whose mean ranks are as unlike as these, or more."""
    noise = np.random.default_rng(0)
    drawn = noise.permuted(np.broadcast_to(each, (DRAWS, *each.shape)), axis=2).mean(axis=1)
    middle = (each.shape[1] + 1) / 2
    unlike = ((drawn - middle) ** 2).sum(axis=1)
    seen = ((each.mean(axis=0) - middle) ** 2).sum()
    return float((1 + (unlike >= seen - 1e-9).sum()) / (1 + DRAWS))


@cache
def difference(contenders: int, datasets: int) -> float:
    """q sqrt(k (k + 1) / 6 N); q: of the studentised range with infinite freedom, over sqrt(2)."""
    from scipy.stats import studentized_range

    q = float(studentized_range.ppf(1 - ALPHA, contenders, math.inf)) / math.sqrt(2)
    return q * math.sqrt(contenders * (contenders + 1) / (6 * datasets))


@cache
def least(contenders: int) -> int:
    """From how many data sets on anyone can be told from another: if all agree on the order.

    Friedman's test must reject then: the orders of all but the first are the same by chance with
    1 / k! each. And the first and the last, k - 1 ranks apart, must be so by more than the critical
    difference.
    """
    orders = math.factorial(contenders)
    return next(
        count
        for count in range(2, MOST)
        if orders ** (1 - count) <= ALPHA and contenders - 1 > difference(contenders, count)
    )
