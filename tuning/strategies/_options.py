"""The options that several techniques share."""

from __future__ import annotations

from tuning.strategies._option import Option

POINTS = Option(
    "points",
    "Points of a continuous range",
    "A grid cannot use a continuous range: it is cut into so many values from end to end, "
    "unless its grid values are named.",
    "int",
    5,
    low=2,
    high=100,
)
MAX_TRIALS = Option(
    "max_trials",
    "Trials",
    "How many configurations are tried at most.",
    "int",
    5,
    low=1,
    high=100_000,
)
