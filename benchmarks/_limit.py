"""The limit: the seconds that a workload's matrix products alone take in one BLAS thread.

Forward and backward of every layer at the batch size, over all rows, epochs and fits; nothing of
what else a training does (activations, loss, metrics, optimizer, validation, reading the batch).
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from threadpoolctl import threadpool_limits

from tuning import catalog, tasks
from tuning.space import Values

SECONDS = 0.25
"""How long each measured stretch is; the best of three counts."""
Product = tuple[int, int, int]
"""(m, k, n): an m×k matrix times a k×n matrix."""


@dataclass(frozen=True)
class Shape:
    """What decides the seconds of a training step: the layers' sizes and the batch."""

    sizes: tuple[int, ...]
    batch: int


@dataclass(frozen=True)
class Work:
    """One fit's products."""

    shape: Shape
    rows: int
    epochs: int


def work(values: Values, rows: int, features: int, classes: int) -> Work:
    """The products of one fit of a dense network."""
    family = catalog.family("dense")
    full = family.values(values)
    layers = family.layers(full, (features,), tasks.CLASSIFICATION.output(classes))
    sizes = (features, *(layer.options["units"] for layer in layers if layer.kind == "Dense"))
    return Work(Shape(sizes, int(full["batch_size"])), rows, int(full["epochs"]))  # type: ignore[arg-type]


def products(shape: Shape) -> list[Product]:
    """The products of one step: forward, gradient of the weights, gradient of the inputs.

    The first layer's inputs are data and need no gradient.
    """
    found = []
    for layer, (before, after) in enumerate(pairwise(shape.sizes)):
        found.append((shape.batch, before, after))
        found.append((before, shape.batch, after))
        if layer > 0:
            found.append((shape.batch, after, before))
    return found


def flops(works: Iterable[Work]) -> float:
    """Floating-point operations of all fits."""
    total = 0.0
    for item in works:
        step = sum(2.0 * m * k * n for m, k, n in products(item.shape))
        total += step * item.rows / item.shape.batch * item.epochs
    return total


def seconds(works: Iterable[Work], workers: int) -> float:
    """Seconds of all products, measured here in one thread and divided by the workers."""
    steps: Counter[Shape] = Counter()
    for item in works:
        steps[item.shape] += item.rows / item.shape.batch * item.epochs  # type: ignore[assignment]
    return sum(count * _step_seconds(shape) for shape, count in steps.items()) / workers


def _step_seconds(shape: Shape) -> float:
    """Seconds of one step's products, the best of three stretches."""
    rng = np.random.default_rng(0)
    sizes = list(pairwise(shape.sizes))
    rows = rng.random((max(8192, shape.batch * 2), shape.sizes[0]), dtype=np.float32)
    weights = [rng.standard_normal(size, dtype=np.float32) / 30 for size in sizes]
    gradients = [np.empty_like(w) for w in weights]
    outputs = [np.empty((shape.batch, after), np.float32) for _, after in sizes]
    errors = [np.full((shape.batch, before), 1e-3, np.float32) for before, _ in sizes]
    error = np.full((shape.batch, shape.sizes[-1]), 1e-3, np.float32)
    starts = range(0, len(rows) - shape.batch + 1, shape.batch)

    def step(batch: np.ndarray) -> None:
        inputs = [batch, *outputs[:-1]]
        for x, weight, out in zip(inputs, weights, outputs, strict=True):
            np.matmul(x, weight, out=out)
        above = error
        for k in range(len(weights) - 1, -1, -1):
            np.matmul(inputs[k].T, above, out=gradients[k])
            if k > 0:
                above = np.matmul(above, weights[k].T, out=errors[k])

    best = math.inf
    with threadpool_limits(limits=1):
        step(rows[: shape.batch])
        for _ in range(3):
            done, began = 0, time.perf_counter()
            while time.perf_counter() - began < SECONDS:
                for start in starts:
                    step(rows[start : start + shape.batch])
                done += len(starts)
            best = min(best, (time.perf_counter() - began) / done)
    return best
