"""scikit-learn's GridSearchCV: every combination of the listed values, in every fold."""

from __future__ import annotations

import statistics

from tuning.strategies import _scikit
from tuning.strategies._base import Strategy
from tuning.strategies._counts import Counts
from tuning.strategies._grid import finest_grid
from tuning.study import StudySpec


def count(spec: StudySpec) -> Counts:
    """Every combination, ranges cut into points."""
    points = int(spec.strategy.options["points"])
    trials = spec.space.grid_size(points)
    epochs = float(spec.fixed("epochs"))
    if "epochs" in spec.space:
        epochs = statistics.fmean(map(float, spec.space["epochs"].points(points)))  # type: ignore[arg-type]
    fits = trials * spec.evaluation.fits
    rungs, notes = ((trials, epochs),), (_scikit.scored_by(spec),)
    return _scikit.with_refit(
        spec, Counts(trials, fits, round(fits * epochs), notes=notes, rungs=rungs)
    )


STRATEGY = Strategy(
    name="grid_search_cv",
    title="Grid search",
    library="scikit-learn GridSearchCV with SciKeras",
    help="Tries all combinations in every fold: thorough, but the price multiplies with each "
    "parameter. The best is trained once more on all rows.",
    color="#d30e05",
    group="Grids",
    place=10,
    options=(_scikit.POINTS, _scikit.REFIT),
    report=_scikit.REPORT,
    evidence=("cells", "coverage"),
    count=count,
    walks_whole_grid=True,
    loop_owner=_scikit.LIBRARY,
    check=_scikit.check,
    points_option="points",
    last_epoch=_scikit.LAST_EPOCH,
    least={"points": 2},
    fill=finest_grid("points", 2),
)
