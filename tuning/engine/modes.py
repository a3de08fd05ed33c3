"""Chooses how an epoch is compiled: `xla` or `graph`, from what was measured on this machine.

XLA takes longer to compile and shorter a step, for narrow dense networks only; with dropout its
random numbers cost more than it saves. `docs/performance.md` has the measurements.
"""

from __future__ import annotations

import os
import time

import keras
import numpy as np

from tuning.engine.programs import Mode
from tuning.plan import Speed
from tuning.space import Values

COMPILE_SECONDS = 0.6
"""What XLA's compilation takes longer than tracing a graph."""
STEP_SAVING = 6e-5
"""Seconds that XLA saves a step of a narrow network."""
NARROW = 60_000
"""Weights times a 32nd of the batch size up to which XLA is quicker."""


def choose(model: keras.Model, batch: int, steps: int, wanted: str | None = None) -> Mode:
    """The mode for `steps` steps of a model; what a person set (TUNING_PROGRAM) comes first."""
    wanted = wanted or os.environ.get("TUNING_PROGRAM")
    if wanted in ("xla", "graph"):
        return wanted  # type: ignore[return-value]
    simple = (keras.layers.InputLayer, keras.layers.Flatten, keras.layers.Dense)
    narrow = model.count_params() * batch / 32 <= NARROW
    worth = steps * STEP_SAVING > COMPILE_SECONDS
    return (
        "xla" if narrow and worth and all(isinstance(x, simple) for x in model.layers) else "graph"
    )


def measure() -> dict[str, float]:
    """Trains two small networks here for a moment: the `Speed` of one worker, without workers."""
    from tuning.engine import models

    rng = np.random.default_rng(0)
    x = rng.random((2048, 784), dtype=np.float32)
    y = rng.integers(0, 10, 2048)
    seconds, first = {}, 0.0
    for units in (8, 256):
        values: Values = {"units": units, "batch_size": 32, "epochs": 1}
        model = models.build("dense", values, (784,), 10, seed=1)
        begun = time.perf_counter()
        model.fit(x, y, batch_size=32)
        first = time.perf_counter() - begun
        begun = time.perf_counter()
        model.fit(x, y, batch_size=32)
        seconds[units] = time.perf_counter() - begun
    model.evaluate(x, y)
    flops = {units: 6.0 * 2048 * (784 * units + units * 10) for units in seconds}
    rate = (flops[256] - flops[8]) / max(seconds[256] - seconds[8], 1e-4)
    step = max(seconds[8] - flops[8] / rate, 1e-4) / 64
    defaults = Speed()
    return {
        "step_seconds": float(np.clip(step, defaults.step_seconds / 10, 1e-2)),
        "flops": float(np.clip(rate, 1e8, 1e13)),
        "start_seconds": first + 0.2,
    }
