"""KerasTuner's GridSearch: every combination, in order."""

from __future__ import annotations

from tuning.strategies._base import Strategy
from tuning.strategies._counts import Counts, whole
from tuning.strategies._grid import POINTS, finest_grid
from tuning.study import StudySpec


def count(spec: StudySpec) -> Counts:
    """Every combination, ranges cut into points."""
    return whole(spec, spec.space.grid_size(int(spec.strategy.options["points"])))


STRATEGY = Strategy(
    name="grid_search",
    title="Grid search (KerasTuner)",
    library="KerasTuner GridSearch",
    help="Tries every combination, in order: complete, and soon too many.",
    color="#8193a6",
    group="Grids",
    place=80,
    options=(POINTS,),
    report="summaries",
    evidence=("cells", "coverage"),
    count=count,
    walks_whole_grid=True,
    points_option="points",
    least={"points": 2},
    fill=finest_grid("points", 2),
)
