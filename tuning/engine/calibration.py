"""Measures how fast a worker trains here, for the plan's seconds."""

from __future__ import annotations

import time

import numpy as np

from tuning import catalog, tasks
from tuning.engine import models
from tuning.engine.compiled.fused import FusedModel
from tuning.planning.speed import Speed, flops
from tuning.space import Values

ROWS, CLASSES, BATCH = 2048, 10, 32
NARROW, WIDE = (64, 8), (784, 256)
"""Inputs and units of the two networks: a class's data, whose steps are all overhead, and images,
whose steps multiply."""
EPOCHS, REPEATS = 2, 4
"""The quickest of so many fits counts: what else the machine does only makes them slower."""


def measure() -> dict[str, float]:
    """Trains two small networks for a moment: the `Speed` of one worker, without workers."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, CLASSES, ROWS)
    seconds, first = {}, 0.0
    for network in (NARROW, WIDE):
        features, units = network
        x = rng.random((ROWS, features), dtype=np.float32)
        model = models.build("dense", _values(units), (features,), CLASSES, seed=1)
        first = EPOCHS * _epoch(model, x, y)
        seconds[network] = min(_epoch(model, x, y) for _ in range(REPEATS))
    model.evaluate(x, y)
    work = {network: _flops(*network) for network in seconds}
    rate = (work[WIDE] - work[NARROW]) / max(seconds[WIDE] - seconds[NARROW], 1e-4)
    step = max(seconds[NARROW] - work[NARROW] / rate, 1e-4) / (ROWS / BATCH)
    defaults = Speed()
    return {
        "step_seconds": float(np.clip(step, defaults.step_seconds / 10, 1e-2)),
        "flops": float(np.clip(rate, 1e8, 1e13)),
        "start_seconds": first + 0.2,
    }


def _epoch(model: FusedModel, x: np.ndarray, y: np.ndarray) -> float:
    """Seconds of an epoch, of a fit of a few."""
    begun = time.perf_counter()
    model.fit(x, y, batch_size=BATCH, epochs=EPOCHS)
    return (time.perf_counter() - begun) / EPOCHS


def _values(units: int) -> Values:
    return {"units": units, "batch_size": BATCH, "epochs": 1}


def _flops(features: int, units: int) -> float:
    """Floating-point operations of an epoch."""
    family, output = catalog.family("dense"), tasks.CLASSIFICATION.output(CLASSES)
    layers = family.layers(family.values(_values(units)), (features,), output)
    return flops(layers, (features,), ROWS)
