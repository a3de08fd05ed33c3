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
from tuning.counts import GRID_POINTS, count, mean_epochs
from tuning.settings import Settings
from tuning.space import Space, Values
from tuning.study import StudySpec


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
    grid_size: int
    """Combinations in a full grid of the same space, continuous ranges cut into five points."""
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
    samples = _typical(spec)
    seconds = statistics.fmean(
        speed.fit_seconds(v, rows, dataset.features, dataset.classes) for v in samples
    )
    # A fit is taken as long as its share of the epochs: Hyperband's short fits cost less.
    share = counts.epochs / max(counts.fits * mean_epochs(spec), 1)
    return Plan(
        trials=counts.trials,
        fits=counts.fits,
        epochs=counts.epochs,
        seconds=math.ceil(counts.fits / max(speed.workers, 1)) * seconds * share,
        grid_size=spec.space.grid_size(GRID_POINTS),
        exact=counts.exact,
        notes=counts.notes,
    )


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


def duration(seconds: float) -> str:
    """About how long, as a person says it: `40 s`, `3 min`, `2 h 10 min`."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"
