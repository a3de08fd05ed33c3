"""The article's advice: one hyperparameter after the other, each keeps its best value."""

from __future__ import annotations

from tuning.strategies._base import Options, Strategy
from tuning.strategies._counts import Counts, whole
from tuning.strategies._filling import needed, with_options
from tuning.strategies._grid import POINTS, finest_grid
from tuning.strategies._option import Option
from tuning.study import StudySpec

MOST_PASSES = 10


def count(spec: StudySpec) -> Counts:
    """The sum of all hyperparameters' points where a grid has their product, once a pass."""
    points, passes = int(spec.strategy.options["points"]), int(spec.strategy.options["passes"])
    sizes = [len(parameter.points(points)) for parameter in spec.space.searched.values()]
    # The value a parameter already has was scored with the parameter before.
    trials = 1 + passes * sum(size - 1 for size in sizes)
    conditional = any(parameter.when for parameter in spec.space.searched.values())
    return whole(spec, trials, exact=passes == 1 and not conditional)


def fill(spec: StudySpec, budget: int) -> Options | None:
    """As many points as there is room for, then as many passes."""
    chosen = finest_grid("points", 2)(spec, budget)
    if chosen is None:
        return None
    return chosen | extend(with_options(spec, **chosen), budget)


def extend(spec: StudySpec, budget: int) -> Options:
    """More passes."""
    fitting = [k for k in range(1, MOST_PASSES + 1) if needed(spec, passes=k) <= budget]
    return {"passes": max(fitting, default=1)}


STRATEGY = Strategy(
    name="one_at_a_time",
    title="One parameter at a time",
    library="the article's advice",
    help="Tunes one parameter at a time: each keeps its best value while the next is tried, "
    "a sum of trials where a grid has a product.",
    color="#e83677",
    group="Grids",
    place=100,
    options=(
        Option(
            "order",
            "Order",
            "Which hyperparameter comes first; those not named follow.",
            "names",
            (),
        ),
        Option(
            "passes",
            "Passes",
            "How often the way through all hyperparameters is gone.",
            "int",
            1,
            low=1,
            high=MOST_PASSES,
        ),
        POINTS,
    ),
    report="path",
    evidence=("stage",),
    count=count,
    points_option="points",
    least={"points": 2, "passes": 1},
    fill=fill,
    extend=extend,
)
