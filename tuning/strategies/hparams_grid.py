"""The article's HParams walk: listed values and both ends of ranges, a TensorBoard run each."""

from __future__ import annotations

from tuning.space import Choice, Float, Int, Space
from tuning.strategies._base import Strategy
from tuning.strategies._counts import Counts, whole
from tuning.strategies._grid import finest_grid
from tuning.strategies._option import Option
from tuning.study import StudySpec

ENDS = 2


def interval_points(spec: StudySpec) -> Space:
    """The space as it is walked: ranges as their two ends and the points inside."""
    inside = int(spec.strategy.options["inside"])
    return Space(
        parameters={
            name: Choice(values=values, when=parameter.when)  # type: ignore[arg-type]
            if isinstance(parameter, Int | Float) and (values := parameter.points(inside + ENDS))
            else parameter
            for name, parameter in spec.space.parameters.items()
        }
    )


def count(spec: StudySpec) -> Counts:
    """Every combination of what is walked."""
    return whole(spec, interval_points(spec).grid_size())


STRATEGY = Strategy(
    name="hparams_grid",
    title="HParams grid (TensorBoard)",
    library="TensorBoard HParams",
    help="Walks lists and both ends of ranges: one run for each combination, to be read in "
    "TensorBoard's HParams tab.",
    color="#2f816e",
    group="Grids",
    place=90,
    options=(
        Option(
            "inside",
            "Points inside a range",
            "Values between the two ends of each range; 0 takes the ends alone, as the "
            "article does.",
            "int",
            0,
            low=0,
            high=100,
        ),
    ),
    metrics=("mse",),
    report="hparams",
    evidence=("cells", "coverage"),
    count=count,
    walks_whole_grid=True,
    points_option="inside",
    points_besides=ENDS,
    least={"inside": 0},
    fill=finest_grid("inside", 0),
)
