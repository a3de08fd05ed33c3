"""How many trials, fits and epochs each strategy will run, known from the spec alone.

One function a strategy, by its catalog name, in `COUNTS`.
"""

from __future__ import annotations

from collections.abc import Callable

from tuning.counts import kerastuner, others, scikit
from tuning.counts._base import GRID_POINTS, Counts, distinct, mean_epochs, whole
from tuning.counts.kerastuner import hyperband_brackets, hyperband_rungs, rung_sizes
from tuning.counts.many import MOST_FITS, points_taken, question
from tuning.counts.others import interval_points
from tuning.counts.scikit import halving_resources, halving_rounds, listed
from tuning.counts.sums import in_words
from tuning.study import StudySpec

COUNTS: dict[str, Callable[[StudySpec], Counts]] = {
    "bayesian": kerastuner.bayesian,
    "by_hand": others.by_hand,
    "grid_search": kerastuner.full_grid,
    "grid_search_cv": scikit.grid,
    "halving_grid_search": scikit.halving,
    "halving_random_search": scikit.halving,
    "hparams_grid": others.hparams,
    "hyperband": kerastuner.hyperband,
    "one_at_a_time": others.one_at_a_time,
    "random_search": kerastuner.drawn,
    "randomized_search_cv": scikit.sampled,
}


def count(spec: StudySpec) -> Counts:
    """The counts of a checked spec."""
    return COUNTS[spec.strategy.name](spec)


def too_many(spec: StudySpec) -> str | None:
    """What to ask before a grid of more than `MOST_FITS` fits starts; None where nothing is."""
    return question(spec, count(spec).trials)


__all__ = [
    "COUNTS",
    "GRID_POINTS",
    "MOST_FITS",
    "Counts",
    "count",
    "distinct",
    "halving_resources",
    "halving_rounds",
    "hyperband_brackets",
    "hyperband_rungs",
    "in_words",
    "interval_points",
    "listed",
    "mean_epochs",
    "points_taken",
    "rung_sizes",
    "too_many",
    "whole",
]
