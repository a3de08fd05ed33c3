"""Which of two is better, told from scores on folds, whose training rows overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence

ROPE = 0.01
"""Shares that differ by less are as good as equal."""
SURE = 0.95
"""From this probability on, one is said to be better."""


def probability(
    differences: Sequence[float], rho: float, rope: float = ROPE, shared: float = 0.0
) -> float | None:
    """That the first is better by more than `rope`; None with fewer than two differences.

    `differences`: of the scores on the same folds, the first's less the second's, the greater the
    better. `rho`: how the differences are correlated: 1 / folds with cross-validation, the share of
    rows that test in general. `shared`: the standard deviation of what moves all of them alike, and
    so cannot be seen in them. The posterior is Student's t with k - 1 degrees of freedom about the
    mean d, its scale sqrt((1/k + rho/(1 - rho)) s² + shared²): Nadeau and Bengio, Inference for the
    generalization error, Machine Learning 52 (2003), 239-281; Corani and Benavoli, A Bayesian
    approach for comparing cross-validated algorithms on multiple data sets, Machine Learning 100
    (2015), 285-304.
    """
    count = len(differences)
    if count < 2:
        return None
    mean = math.fsum(differences) / count
    variance = math.fsum((each - mean) ** 2 for each in differences) / (count - 1)
    scale = math.sqrt((1 / count + rho / (1 - rho)) * variance + shared**2)
    if scale == 0:
        return float(mean > rope)
    from scipy.special import stdtr  # half a second, which the command line begins without

    return float(stdtr(count - 1, (mean - rope) / scale))


def better(
    differences: Sequence[float], rho: float, rope: float = ROPE, shared: float = 0.0
) -> int:
    """1 where the first is better for sure, -1 where the second is, 0 where they cannot be told."""
    if (probability(differences, rho, rope, shared) or 0.0) >= SURE:
        return 1
    opposite = [-each for each in differences]
    return -1 if (probability(opposite, rho, rope, shared) or 0.0) >= SURE else 0
