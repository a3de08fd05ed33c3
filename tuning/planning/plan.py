"""Before a run: how many trials, fits and epochs a study will have, and about how long it takes.

Seconds come from the `Speed` that the engine measures on this machine.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, replace

from tuning import catalog, datasets, tasks
from tuning.catalog import DatasetInfo, Family
from tuning.planning.programs import architectures
from tuning.planning.speed import Speed
from tuning.planning.sums import bound, in_words
from tuning.settings import Settings
from tuning.space import Space, Values
from tuning.strategies import count, mean_epochs
from tuning.study import StudySpec

SLOWER = 3.0
"""How many times as long a study may take as small networks, measured alone, let one expect."""
SLOW_START = 4.0
"""Seconds that a large network may compile, and that a study may take to begin and to end."""


@dataclass(frozen=True)
class Plan:
    """What a study will do; `exact` says whether the strategy fixes the numbers beforehand."""

    trials: int
    fits: int
    epochs: int
    seconds: float
    quick: float
    slow: float
    """Seconds if all goes well, and if compiling takes long: what a guess lies between."""
    training: float
    """Seconds that its fits train, all together: compiling is none of it."""
    sum: str
    """Where the epochs come from: see `tuning.planning.sums`."""
    exact: bool = True
    at_most: bool = False
    """Whether fits may stop early: then its epochs and its seconds are the most that it takes."""
    notes: tuple[str, ...] = ()

    @property
    def bound(self) -> str:
        """What stands before its epochs: `at most `, `about `, or nothing."""
        return bound(self.exact, self.at_most)


def plan(spec: StudySpec, speed: Speed | None = None, settings: Settings | None = None) -> Plan:
    """The plan of a checked spec.

    Raises InvalidInput or DatasetUnavailable if it is about data of one's own that cannot be read.
    """
    speed = speed or Speed()
    dataset = datasets.describe(spec.data, settings)
    counts = count(spec)
    trained = _fit_seconds(spec, dataset, speed)
    # A fit is taken as long as its share of the epochs: Hyperband's short fits cost less.
    trained *= counts.epochs / max(mean_epochs(spec), 1)
    inputs = (min(spec.data.rows or dataset.rows, dataset.rows), dataset.features)
    compiled = architectures(spec, counts.trials, inputs)
    slowest = max(SLOWER * speed.start_seconds, SLOW_START)
    whole = Plan(
        trials=counts.trials,
        fits=counts.fits,
        epochs=counts.epochs,
        seconds=(trained + compiled * speed.start_seconds) / speed.workers,
        quick=trained / 2 * _least_share(spec) / speed.workers,
        training=trained,
        slow=SLOW_START + (SLOWER * trained + compiled * slowest) / speed.workers,
        sum=in_words(counts, spec.evaluation.fits, at_most=spec.patience is not None),
        exact=counts.exact,
        at_most=spec.patience is not None,
        notes=counts.notes,
    )
    if spec.training_seconds is None:
        return whole
    return _cut(whole, spec.training_seconds, speed.workers)


def _least_share(spec: StudySpec) -> float:
    """The least part of its epochs that a fit trains: one, and those waited for in vain."""
    return 1.0 if spec.patience is None else min((spec.patience + 1) / mean_epochs(spec), 1.0)


def _cut(whole: Plan, training: float, workers: int) -> Plan:
    """What of a plan is done when its fits have trained for so many seconds, about."""
    share = min(training / max(whole.training, 1e-9), 1.0)
    trained, seconds = share * whole.training / workers, share * whole.seconds
    trials, fits, epochs = (
        max(math.ceil(number * share), 1) for number in (whole.trials, whole.fits, whole.epochs)
    )
    return replace(
        whole,
        trials=trials,
        fits=fits,
        epochs=epochs,
        seconds=seconds,
        quick=min(whole.quick, trained),
        training=share * whole.training,
        slow=min(whole.slow, SLOW_START + trained + SLOWER * (seconds - trained)),
        sum=f"about {epochs:,} epochs in {training:g} s of training",
        exact=False,
        notes=(*whole.notes, f"It ends after {training:g} s of training, whatever is left of it."),
    )


def _fit_seconds(spec: StudySpec, dataset: DatasetInfo, speed: Speed) -> float:
    """The seconds of a typical fit, without its start."""
    rows, family = _training_rows(spec, dataset), catalog.family(spec.model)
    output = tasks.of(spec.data).output(dataset.classes)
    return statistics.fmean(
        speed.fit_seconds(family, values, rows, dataset.features, output) - speed.start_seconds
        for values in _typical(spec, family)
    )


def _training_rows(spec: StudySpec, dataset: DatasetInfo) -> int:
    """The rows that one fit trains on."""
    rows = min(spec.data.rows or dataset.rows, dataset.rows)
    if spec.evaluation.method == "split":
        return round(rows * (1 - spec.evaluation.fraction))
    if spec.evaluation.method == "folds":
        return rows - rows // spec.evaluation.folds
    return rows


def _typical(spec: StudySpec, family: Family) -> list[Values]:
    """A model at the low ends, the middles and the high ends of all ranges."""
    chosen = []
    points = {name: one.points(9) for name, one in spec.space.parameters.items()}
    for share in (0.0, 0.5, 1.0):
        values: Values = {n: found[round(share * (len(found) - 1))] for n, found in points.items()}
        chosen.append(family.values(Space.active(spec.space, values)))
    return chosen
