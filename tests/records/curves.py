"""Believable numbers: what a random search would draw, how good that is, and how it is learned."""

from __future__ import annotations

import math

import numpy as np

from tuning.space import Boolean, Choice, Fixed, Float, Int, Space, Values
from tuning.store import EpochRecord
from tuning.study import FitKind


def draw(space: Space, rng: np.random.Generator) -> Values:
    """Values as a random search would propose them."""
    chosen: Values = {}
    for name, parameter in space.parameters.items():
        if isinstance(parameter, Float) and parameter.step is None:
            ends = (parameter.low, parameter.high)
            is_log = parameter.scale == "log"
            chosen[name] = float(
                math.exp(rng.uniform(*map(math.log, ends))) if is_log else rng.uniform(*ends)
            )
        elif isinstance(parameter, Int | Float | Choice | Boolean | Fixed):
            points = parameter.points()
            chosen[name] = points[int(rng.integers(len(points)))]
    return space.active(chosen)


def quality(values: Values) -> float:
    """How good a network with these values gets: between 0.55 and 0.98."""
    rate = float(values.get("learning_rate") or 1e-3)
    far = abs(math.log10(rate) + 2.6)
    units = float(values.get("units") or 32)
    lost = 0.12 * far**2 + 0.25 / math.sqrt(units) + 0.05 * float(values.get("dropout") or 0)
    lost += {"sgd": 0.06, "sigmoid": 0.08}.get(str(values.get("optimizer")), 0.0)
    return max(0.55, 0.985 - lost)


def curve(key: tuple[int, FitKind, int], best: float, epochs: int, at: float) -> list[EpochRecord]:
    rng = np.random.default_rng([key[0], key[2] + 7])
    records = []
    for epoch in range(1, epochs + 1):
        grown = 1 - math.exp(-1.1 * epoch)
        accuracy = min(0.1 + (best - 0.1) * grown + rng.normal(0, 0.006), 1.0)
        train = min(accuracy + 0.012 * epoch / epochs, 1.0)
        loss, val_loss = 2.3 * (1 - train) + 0.04, 2.3 * (1 - accuracy) + 0.06
        values = {"loss": loss, "accuracy": train, "val_loss": val_loss, "val_accuracy": accuracy}
        metrics = {name: round(float(value), 5) for name, value in values.items()}
        records.append(EpochRecord(*key, epoch, metrics, at + epoch * 0.4))
    return records
