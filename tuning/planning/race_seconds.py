"""A race by seconds of training: how large a search is laid out, at the estimated rate.

Each study of such a race is cut once its fits have trained for its seconds. A strategy that can go
on for as long as there is time is laid out for more than it will need; one that must know its size
beforehand is as large as the estimated rate lets it be.
"""

from __future__ import annotations

import math

from tuning import strategies
from tuning.planning.checks import completed
from tuning.planning.plan import plan
from tuning.planning.speed import Speed
from tuning.settings import Settings
from tuning.strategies import Options, Strategy
from tuning.study import StrategySpec, StudySpec

PLENTY = 10
"""A search that can go on is this many times as large as the rate says."""
ATTEMPTS = 8
"""Sizes that are looked at."""


def fill(
    strategy: Strategy,
    least: StudySpec,
    seconds: float,
    speed: Speed | None = None,
    settings: Settings | None = None,
) -> Options | None:
    """The options of a search for so many seconds, from the spec of the strategy's smallest.

    None if not even that fits, by the estimate. Raises InvalidInput or DatasetUnavailable as
    `plan` does.
    """
    assert strategy.fill is not None
    low, high = strategies.budget_needed(least), math.inf
    takes = training(least, speed, settings)
    if takes > seconds and strategy.extend is None:
        return None
    found, used, epochs = Options(), 0.0, max(int(low * seconds / takes), low)
    for _ in range(ATTEMPTS):
        chosen = strategy.fill(least, epochs) or {}
        takes = training(with_options(least, chosen), speed, settings)
        if used < takes <= seconds:
            found, used = chosen, takes
        low, high = (epochs, high) if takes <= seconds else (low, epochs)
        epochs = int((low + high) / 2) if math.isfinite(high) else 2 * low
    if strategy.extend is None:
        return found
    return found | strategy.extend(with_options(least, found), PLENTY * low)


def training(spec: StudySpec, speed: Speed | None, settings: Settings | None) -> float:
    """Seconds that the fits of a study train, all together, by the estimate."""
    return plan(spec, speed, settings).training


def with_options(spec: StudySpec, options: Options) -> StudySpec:
    """The completed spec with some of its strategy's options changed."""
    known = spec.strategy.options | options
    chosen = StrategySpec(name=spec.strategy.name, options=known)
    return completed(spec.model_copy(update={"strategy": chosen}))
