"""Intervals of what a model scored on rows that are new to it. Must not import scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tuning import metrics

Interval = tuple[float, float]
Z80, Z90, Z95 = 1.281552, 1.644854, 1.959964
"""The normal distribution's quantiles for intervals that hold the truth in 80, 90 and 95 %."""
DRAWS = 1000
"""Resamples of a bootstrap, of few rows."""
MOST_JUDGED = 500_000
"""Rows that a bootstrap judges, all draws together."""
FEWEST_DRAWS = 200


def intervals(
    truth: np.ndarray, outputs: np.ndarray, names: Sequence[str], z: float = Z90
) -> dict[str, Interval]:
    """Those of measures by their names; in so many cases as `z` says they hold the true value.

    `truth` (n,), `outputs` (n, classes) or (n,), as `metrics.judge` takes them. Of a share of rows
    Wilson's, of others a bootstrap's; a measure that is undefined in some draws has none, nor one
    that is the same in all.
    """
    if not len(truth):
        return {}
    found = bootstrap(truth, outputs, [name for name in names if name != "accuracy"], z)
    if "accuracy" in names and outputs.ndim == 2:
        found["accuracy"] = wilson(float((outputs.argmax(axis=1) == truth).mean()), len(truth), z)
    return {name: found[name] for name in names if name in found}


def wilson(share: float, rows: float, z: float = Z90) -> Interval:
    """The interval of a share of `rows` rows, which need not be a whole number.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
    the American Statistical Association 22 (1927), 209-212.
    """
    weight = z**2 / rows
    centre = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / rows + weight / (4 * rows))
    return max(0.0, centre - half), min(1.0, centre + half)


def bootstrap(
    truth: np.ndarray, outputs: np.ndarray, names: Sequence[str], z: float = Z90, seed: int = 0
) -> dict[str, Interval]:
    """Percentile intervals of measures over rows drawn again, with replacement; none of no width.

    B. Efron, Bootstrap methods: another look at the jackknife, The Annals of Statistics 7 (1979),
    1-26. The same for the same rows.
    """
    rng, rows = np.random.default_rng(seed), len(truth)
    draws = min(DRAWS, max(FEWEST_DRAWS, MOST_JUDGED // max(rows, 1)))
    drawn: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(draws if drawn else 0):
        rows_drawn = rng.integers(0, rows, rows)
        for name, value in metrics.judge(names, truth[rows_drawn], outputs[rows_drawn]).items():
            drawn[name].append(value)
    tail = 50 * math.erfc(z / math.sqrt(2))
    return {
        name: (float(low), float(high))
        for name, values in drawn.items()
        if len(values) == draws
        for low, high in [np.percentile(values, [tail, 100 - tail])]
        if low < high
    }
