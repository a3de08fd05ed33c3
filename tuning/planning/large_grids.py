"""The rule about large grids: more fits than a person means are asked about before they start.

A grid's price is a product that nobody writes down; a number of draws is one that somebody typed.
"""

from __future__ import annotations

import math

from tuning import strategies
from tuning.study import StudySpec

MOST_FITS = 1000
"""Fits that a grid may have without a question."""


def too_many(spec: StudySpec) -> str | None:
    """What to ask before a grid of more than `MOST_FITS` fits starts; None where nothing is.

    `5 hyperparameters with 5 values each in 5 folds are 15,625 fits`
    """
    if not strategies.strategy(spec.strategy.name).needs_points:
        return None
    trials = strategies.count(spec).trials
    fits = trials * spec.evaluation.fits
    if fits <= MOST_FITS:
        return None
    folds = f" in {spec.evaluation.folds} folds" if spec.evaluation.method == "folds" else ""
    again = f", {spec.evaluation.executions} times each" if spec.evaluation.executions > 1 else ""
    return f"{_product(spec, trials)}{folds}{again} are {fits:,} fits"


def _product(spec: StudySpec, trials: int) -> str:
    """Where the number of trials comes from, where that is a product."""
    points = strategies.points(spec)
    sizes = [len(parameter.points(points)) for parameter in spec.space.searched.values()]
    if math.prod(sizes) != trials:
        return f"{trials:,} trials"
    if len(set(sizes)) == 1:
        return f"{len(sizes)} hyperparameters with {sizes[0]} values each"
    return f"{len(sizes)} hyperparameters with {' × '.join(map(str, sizes))} values"
