"""Which of several is better, told from runs of the same seeds: probabilities, not a yes or no.

The model is the Bayesian paired t-test (Benavoli, Corani, Demšar and Zaffalon, "Time for a change",
JMLR 18:77, 2017, without its correction for overlapping folds: each seed is a run of its own). The
scores of a seed are one draw of a normal vector, so the differences between any two have Student's
t about their mean, with n - 1 degrees of freedom. Scores are given as costs, the smaller the
better; a row a seed, a column a contender. With a region of practical equivalence (`rope`,
Kruschke, "Rejecting or accepting parameter values in Bayesian estimation", AMPPS 1:270, 2018) the
question is whether one is better by more than that. What it does to a race's claims is measured by
`python -m benchmarks.honesty.races`. Must not import Streamlit; scipy is imported late.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tuning.text.words import places

Costs = npt.NDArray[np.float64]

SURE = 0.95
"""From this probability on, one is said to be better."""
DRAWS = 20_000
MOST_MORE = 20
"""Further seeds that are looked ahead."""
ROPE = 0.01
"""Of shares, or as a part of other scores: leads up to this are practically none."""


def level(scores: npt.ArrayLike) -> float:
    """Scores of such size that differ by less look the same: no difference is known better."""
    return 0.5 * 10.0 ** -places(float(np.median(np.abs(scores))))


def better(a: Sequence[float], b: Sequence[float], rope: float = 0.0) -> float | None:
    """The probability that `a` is better than `b` by more than `rope`; None with fewer than two.

    `a` and `b`: costs of the same seeds, in the same order.
    """
    seeds = len(a)
    if seeds < 2:
        return None
    from scipy.special import stdtr

    lead = np.subtract(b, a) - rope
    deviation = math.sqrt(float(np.var(lead, ddof=1)) + level((a, b)) ** 2)
    return float(stdtr(seeds - 1, float(np.mean(lead)) / deviation * math.sqrt(seeds)))


def best(costs: Costs, seeds: int | None = None, rope: float = 0.0) -> list[float] | None:
    """For each column the probability that it is the best of all; None with fewer than two seeds.

    The best is better than each other by more than `rope`.

    Drawn from the vector's t distribution, of which `better` is what any two columns have.
    `seeds`: as if there were so many with this mean and these deviations.
    """
    rows, columns = costs.shape
    seeds = seeds or rows
    if rows < 2:
        return None
    noise = np.random.default_rng(0)
    # Draws of the rows' own covariance, which needs no root: with fewer rows than columns it has
    # none. Half of the floor to each column: the difference of two has all of it, as in `better`.
    leads = (costs - costs.mean(axis=0)) / math.sqrt(rows - 1)
    vectors = noise.standard_normal((DRAWS, rows)) @ leads
    vectors += noise.standard_normal((DRAWS, columns)) * level(costs) / math.sqrt(2)
    scale = np.sqrt((seeds - 1) / noise.chisquare(seeds - 1, DRAWS) / seeds)
    means = costs.mean(axis=0) + vectors * scale[:, None]
    winners = means.argmin(axis=1)
    if rope and columns > 1:
        first, second = np.partition(means, 1, axis=1)[:, :2].T
        winners = winners[second - first > rope]
    return (np.bincount(winners, minlength=columns) / DRAWS).tolist()


def seeds_to_tell(costs: Costs, column: int, rope: float = 0.0) -> int | None:
    """How many more seeds make it `SURE` that a column is the best; None if `MOST_MORE` do not.

    Reckoned as if all differences stayed as they are.
    """
    rows = len(costs)
    for more in range(1, MOST_MORE + 1):
        chances = best(costs, rows + more, rope)
        if chances and chances[column] >= SURE:
            return more
    return None
