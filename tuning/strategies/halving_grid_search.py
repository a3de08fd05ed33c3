"""scikit-learn's HalvingGridSearchCV: rounds that begin with the whole grid."""

from __future__ import annotations

from tuning.strategies import _halving, _scikit
from tuning.strategies._base import Brackets, Strategy
from tuning.strategies._counts import Counts
from tuning.strategies._grid import finest_grid
from tuning.study import StudySpec


def brackets(spec: StudySpec) -> Brackets:
    """The rounds, the first of which tries the whole grid."""
    return _halving.brackets(spec, spec.space.grid_size(int(spec.strategy.options["points"])))


def count(spec: StudySpec) -> Counts:
    """What the rounds and the refit run."""
    return _halving.count(spec, brackets(spec))


STRATEGY = Strategy(
    name="halving_grid_search",
    title="Halving grid search",
    library="scikit-learn HalvingGridSearchCV with SciKeras",
    help="Gives the whole grid a short look: keeps the best part, gives that longer, and so on. "
    "Cheaper than a grid, at the risk of dropping what learns slowly.",
    color="#a3654d",
    group="Adaptive",
    place=30,
    options=(_scikit.POINTS, *_halving.OPTIONS),
    report=_scikit.REPORT,
    evidence=("rounds", "cells", "coverage"),
    count=count,
    brackets=brackets,
    loop_owner=_scikit.LIBRARY,
    check=_halving.check,
    points_option="points",
    last_epoch=_scikit.LAST_EPOCH,
    raises_epochs=_halving.raises_epochs,
    least={"points": 2, **_halving.LEAST},
    fill=finest_grid("points", 2),
)
