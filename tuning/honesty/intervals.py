"""Intervals of shares of rows."""

from __future__ import annotations

import math

Interval = tuple[float, float]
Z90, Z95 = 1.644854, 1.959964
"""The normal distribution's quantiles for intervals that hold the truth in 90 and 95 %."""


def wilson(share: float, rows: float, z: float = Z90) -> Interval:
    """The interval of a share of `rows` rows, which need not be a whole number.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
    the American Statistical Association 22 (1927), 209-212.
    """
    weight = z**2 / rows
    centre = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / rows + weight / (4 * rows))
    return max(0.0, centre - half), min(1.0, centre + half)
