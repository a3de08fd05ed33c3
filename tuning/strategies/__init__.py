"""The search techniques: what each one is, its options, and what it will run, without its library.

How a technique searches is its adapter's business, in `tuning.engine.strategies`.
"""

from __future__ import annotations

from collections.abc import Callable

from tuning import metrics
from tuning.strategies import _kerastuner, _others, _scikit
from tuning.strategies._counts import GRID_POINTS, Counts, distinct, mean_epochs, whole
from tuning.strategies._kerastuner import hyperband_brackets, hyperband_rungs, rung_sizes
from tuning.strategies._known import GROUPS, SCIKIT, STRATEGIES, Strategy, strategy
from tuning.strategies._option import Option, check_options
from tuning.strategies._others import interval_points
from tuning.strategies._scikit import halving_resources, halving_rounds, listed
from tuning.study import StrategySpec, StudySpec

COUNTS: dict[str, Callable[[StudySpec], Counts]] = {
    "bayesian": _kerastuner.bayesian,
    "by_hand": _others.by_hand,
    "grid_search": _kerastuner.full_grid,
    "grid_search_cv": _scikit.grid,
    "halving_grid_search": _scikit.halving,
    "halving_random_search": _scikit.halving,
    "hparams_grid": _others.hparams,
    "hyperband": _kerastuner.hyperband,
    "one_at_a_time": _others.one_at_a_time,
    "random_search": _kerastuner.drawn,
    "randomized_search_cv": _scikit.sampled,
}


def count(spec: StudySpec) -> Counts:
    """How many trials, fits and epochs a checked spec will run."""
    return COUNTS[spec.strategy.name](spec)


def decides_epochs(spec: StudySpec) -> bool:
    """Whether the strategy decides for each trial how many epochs it gets."""
    return strategy(spec.strategy.name).decides_epochs(spec.strategy.options)


def most_epochs(spec: StudySpec) -> int:
    """The most epochs one fit can have."""
    if "max_epochs" in spec.strategy.options:
        return int(spec.strategy.options["max_epochs"])
    if "epochs" in spec.space:
        return max(int(v) for v in spec.space["epochs"].points())  # type: ignore[arg-type]
    return int(spec.fixed("epochs"))


def measures(spec: StudySpec) -> tuple[str, ...]:
    """What the study's fits report of training and validation rows: names of `metrics.MEASURES`."""
    own = metrics.METRICS[spec.objective.metric].measure.name
    wanted = {*metrics.USUAL, *strategy(spec.strategy.name).metrics, own}
    return tuple(name for name in metrics.MEASURES if name in wanted)


def points_taken(chosen: StrategySpec) -> int:
    """How many values a technique that walks a grid takes from a range without grid values."""
    options = chosen.options
    return int(options["inside"]) + 2 if "inside" in options else int(options["points"])


__all__ = [
    "COUNTS",
    "GRID_POINTS",
    "GROUPS",
    "SCIKIT",
    "STRATEGIES",
    "Counts",
    "Option",
    "Strategy",
    "check_options",
    "count",
    "decides_epochs",
    "distinct",
    "halving_resources",
    "halving_rounds",
    "hyperband_brackets",
    "hyperband_rungs",
    "interval_points",
    "listed",
    "mean_epochs",
    "measures",
    "most_epochs",
    "points_taken",
    "rung_sizes",
    "strategy",
    "whole",
]
