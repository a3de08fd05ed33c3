"""The strategies by name, and what one asks of the strategy that a study searches with."""

from __future__ import annotations

import pkgutil
import statistics
from collections.abc import Iterable
from importlib import import_module

from tuning import tasks
from tuning.errors import InvalidInput, quoted
from tuning.strategies._base import Brackets, Strategy
from tuning.strategies._counts import Counts
from tuning.study import StudySpec

STRATEGIES: dict[str, Strategy] = {}
"""Every strategy that has a file, in the order in which they are listed."""


def find(package: str, folders: Iterable[str]) -> None:
    """Fills `STRATEGIES` from the files in `folders` whose names begin without an underscore."""
    names = (module.name for module in pkgutil.iter_modules(folders))
    modules = [import_module(f"{package}.{name}") for name in names if not name.startswith("_")]
    found: list[Strategy] = [module.STRATEGY for module in modules]
    STRATEGIES.clear()
    STRATEGIES.update(
        (one.name, one) for one in sorted(found, key=lambda one: (one.place, one.name))
    )


def strategy(name: str) -> Strategy:
    """Raises InvalidInput for an unknown name."""
    if name not in STRATEGIES:
        raise InvalidInput(
            f"The strategy must be one of {', '.join(STRATEGIES)}, got {quoted(name)}.",
            "strategy.name",
        )
    return STRATEGIES[name]


def strategy_of(spec: StudySpec) -> Strategy:
    """The strategy that a study searches with. Raises InvalidInput for an unknown name."""
    return strategy(spec.strategy.name)


def by_person() -> Strategy:
    """The strategy whose every trial a person proposes."""
    return next(one for one in STRATEGIES.values() if one.by_person)


def count(spec: StudySpec) -> Counts:
    """How many trials, fits and epochs a checked spec will run."""
    return strategy_of(spec).count(spec)


def brackets(spec: StudySpec) -> Brackets:
    """The rungs that a checked spec plans, bracket by bracket; none for a strategy without."""
    planned = strategy_of(spec).brackets
    return planned(spec) if planned else []


def points(spec: StudySpec) -> int:
    """How many values the strategy takes from a range, for one that `needs_points`."""
    return strategy_of(spec).points(spec.strategy.options)


def decides_epochs(spec: StudySpec) -> bool:
    """Whether the strategy decides for each trial how many epochs it gets."""
    return strategy_of(spec).decides_epochs(spec.strategy.options)


def refits(spec: StudySpec) -> bool:
    """Whether the engine trains the best configuration once more, on all training rows.

    A library that owns the loop does so itself.
    """
    return spec.evaluation.has_common_epoch and not strategy_of(spec).loop_owner


def most_epochs(spec: StudySpec) -> int:
    """The most epochs one fit can have."""
    return strategy_of(spec).most_epochs(spec)


def measured(spec: StudySpec) -> tuple[str, ...]:
    """What a study's fits report of their rows, by the names of `metrics.MEASURES`.

    First what figures show, the task's own before all, then what the strategy asks for besides.
    """
    shown = [measure.name for measure in tasks.measures(spec)]
    return tuple(dict.fromkeys((*shown, *strategy_of(spec).metrics)))


def budget_needed(spec: StudySpec) -> int:
    """The most epochs that a checked spec can train for all its trials.

    What is counted beforehand, unless the number of epochs is itself searched: then a whole grid
    has its own mean, and whatever is drawn may be drawn long.
    """
    counts = count(spec)
    if "epochs" not in spec.space.searched:
        return counts.epochs
    if not strategy_of(spec).walks_whole_grid:
        return counts.fits * most_epochs(spec)
    values = spec.space["epochs"].points(points(spec))
    lengths = [float(value) for value in values]  # type: ignore[arg-type]
    trials = counts.trials * spec.evaluation.fits
    again = (counts.fits - trials) * max(lengths)
    return round(trials * statistics.fmean(lengths) + again)
