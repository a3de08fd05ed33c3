"""Before a run: how many trials, fits and epochs a study will have, and about how long it takes.

Seconds come from a `Speed` that the engine measures on this machine when it warms up and mends
with every fit it finishes; before the first measurement, from a laptop's usual figures.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tuning import catalog, datasets
from tuning.planning.sums import in_words
from tuning.settings import Settings
from tuning.space import Space, Values
from tuning.strategies import GRID_POINTS, count, mean_epochs
from tuning.study import StudySpec

SHARED = ("learning_rate", "dropout", "epochs")
"""Hyperparameters that a compiled program keeps in variables."""
SLOWER = 3.0
"""How many times as long a study may take as small networks, measured alone, let one expect."""
SLOW_START = 4.0
"""Seconds that a large network may compile, and that a study may take to begin and to end."""


@dataclass(frozen=True)
class Speed:
    """What one worker does in a second here."""

    step_seconds: float = 6e-5
    """Fixed cost of one training step, without its multiplications."""
    flops: float = 2.0e10
    """Floating-point operations a second."""
    start_seconds: float = 1.0
    """Before the first step of a fit: building and compiling."""
    workers: int = 2

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Speed:
        known = {name: data[name] for name in asdict(cls()) if data and name in data}
        if not known.get("workers"):  # an engine that has not come so far
            known.pop("workers", None)
        return cls(**known)

    def fit_seconds(self, values: Values, rows: int, features: int, classes: int) -> float:
        """Seconds of one fit of a dense network with these values on `rows` rows."""
        batch, epochs = int(values["batch_size"] or 32), int(values["epochs"] or 1)
        flops = 6.0 * weights(values, features, classes) * rows
        return self.start_seconds + epochs * (
            math.ceil(rows / batch) * self.step_seconds + flops / self.flops
        )


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
    grid_size: int
    """Combinations in a full grid of the same space, continuous ranges cut into five points."""
    sum: str
    """Where the epochs come from: see `tuning.planning.sums`."""
    exact: bool = True
    notes: tuple[str, ...] = ()


def weights(values: Values, features: int, classes: int) -> float:
    """The number of multiplications of one row's way through a network with these values."""
    if "filters" in values:
        return _convolutional_weights(values, features, classes)
    wide = int(values.get("units") or 32)
    widths = [wide] + [
        int(values.get(f"units_{k}") or wide) for k in range(1, int(values.get("layers") or 1))
    ]
    sizes = [features, *widths, classes]
    return float(sum(a * b for a, b in itertools.pairwise(sizes)))


def _convolutional_weights(values: Values, features: int, classes: int) -> float:
    area, channels, total = float(features), 1, 0.0
    for block in range(int(values["blocks"] or 1)):
        filters = int(values["filters"] or 1) * 2**block
        total += area * int(values["kernel_size"] or 1) ** 2 * channels * filters
        area, channels = area / 4, filters
    dense = int(values["dense_units"] or 1)
    return total + area * channels * dense + dense * classes


def plan(spec: StudySpec, speed: Speed | None = None, settings: Settings | None = None) -> Plan:
    """The plan of a checked spec.

    Raises InvalidInput or DatasetUnavailable if it is about data of one's own that cannot be read.
    """
    speed = speed or Speed()
    dataset = datasets.describe(spec.data, settings)
    rows = min(spec.data.rows or dataset.rows, dataset.rows)
    if spec.evaluation.method == "split":
        rows = round(rows * (1 - spec.evaluation.fraction))
    elif spec.evaluation.method == "folds":
        rows = rows - rows // spec.evaluation.folds
    counts = count(spec)
    trained = statistics.fmean(
        speed.fit_seconds(v, rows, dataset.features, dataset.classes) - speed.start_seconds
        for v in _typical(spec)
    )
    # A fit is taken as long as its share of the epochs: Hyperband's short fits cost less.
    trained *= counts.epochs / max(mean_epochs(spec), 1)
    compiled = architectures(spec, counts.trials)
    slowest = max(SLOWER * speed.start_seconds, SLOW_START)
    return Plan(
        trials=counts.trials,
        fits=counts.fits,
        epochs=counts.epochs,
        seconds=(trained + compiled * speed.start_seconds) / speed.workers,
        quick=trained / 2 / speed.workers,
        slow=SLOW_START + (SLOWER * trained + compiled * slowest) / speed.workers,
        grid_size=spec.space.grid_size(GRID_POINTS),
        sum=in_words(counts, spec.evaluation.fits),
        exact=counts.exact,
        notes=counts.notes,
    )


def architectures(spec: StudySpec, trials: int) -> int:
    """How many programs are compiled at most: trials that differ in rates alone share one."""
    different = {n: p for n, p in spec.space.searched.items() if n not in SHARED}
    if any(not parameter.is_finite for parameter in different.values()):
        return trials
    return min(trials, math.prod(len(parameter.points()) for parameter in different.values()))


def _typical(spec: StudySpec) -> list[Values]:
    """A model at the low ends, the middles and the high ends of all ranges."""
    family = catalog.family(spec.model)
    chosen = []
    for share in (0.0, 0.5, 1.0):
        values: Values = {}
        for name, parameter in spec.space.parameters.items():
            points = parameter.points(9)
            values[name] = points[round(share * (len(points) - 1))]
        chosen.append(family.values(Space.active(spec.space, values)))
    return chosen


def span(low: float, high: float) -> str:
    """Between two times, as a person says it: `10 to 40 s`, `40 s to 3 min`."""
    first, last = duration(low), duration(high)
    if first == last:
        return first
    number, _, unit = first.partition(" ")
    return f"{number if unit and last.endswith(f' {unit}') else first} to {last}"


def duration(seconds: float) -> str:
    """About how long, as a person says it: `40 s`, `3 min`, `2 h 10 min`."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"
