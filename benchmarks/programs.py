"""`python -m benchmarks.programs`: an epoch under XLA and as a graph, and what comes before it.

One thread, as in a worker; processor seconds, the best of four epochs over 60,000 images. The rule
in `tuning/engine/modes.py` rests on this table; `rule` is what it chooses for a study of so many
epochs as stand there.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks import _data, _report
from benchmarks._machine import machine
from tuning.engine.workers import environment

_WIDTHS = {"units_1": 64, "units_2": 48, "units_3": 32, "layers": 4}
_DROPOUT = {"dropout": 0.1, "dropout_after": "first"}
NETWORKS: dict[str, tuple[dict[str, Any], tuple[int, ...]]] = {
    "784-8-10": ({"units": 8}, (32, 512)),
    "784-32-10": ({"units": 32}, (32, 64, 128, 512)),
    "784-16-10, SGD, dropout": ({"units": 16, "optimizer": "sgd", **_DROPOUT}, (128,)),
    "784-32-32-10, dropout": ({"units": 32, "layers": 2, **_DROPOUT}, (128,)),
    "784-128-128-10, dropout, max-norm": (
        {"units": 128, "layers": 2, "dropout": 0.2, "dropout_visible": 0.2, "max_norm": 3.0},
        (32,),
    ),
    "784-128-64-48-32-10": ({"units": 128, **_WIDTHS}, (32,)),
    "784-512-64-48-32-10": ({"units": 512, **_WIDTHS}, (32, 128, 512)),
}
EPOCHS = 20
"""Of the study that the rule is asked about."""


@dataclass(frozen=True)
class Cost:
    """Processor seconds of one program."""

    first: float
    """Building, tracing and compiling: the first epoch without what a later one takes."""
    epoch: float


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(as_json: bool) -> None:
    """Processor seconds of one epoch, XLA against graph, on this machine."""
    _like_a_worker()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        data, holds = _data.mnist(Path(folder))
        with np.load(data) as file:
            x, y = _tensors(file["x_train"].reshape(-1, 784), file["y_train"].astype(np.int32))
    rows = [
        {"network": name, "batch": batch, **_both(values, batch, x, y)}
        for name, (values, batches) in NETWORKS.items()
        for batch in batches
    ]
    if as_json:
        _report.print_json({"data": holds, "rows": rows, "machine": machine()})
        return
    _report.show(
        f"Processor seconds an epoch of {x.shape[0]:,} rows, one thread ({holds})",
        ["network", "batch", "XLA", "graph", "XLA first", "graph first", f"rule, {EPOCHS} epochs"],
        [
            [
                *(r["network"], str(r["batch"])),
                *(f"{r[name]:.3f}" for name in ("xla", "graph")),
                *(f"{r[name]:.2f}" for name in ("xla_first", "graph_first")),
                r["rule"],
            ]
            for r in rows
        ],
    )


def _like_a_worker() -> None:
    """A worker of one thread, warm: its settings stand before TensorFlow is loaded."""
    if "tensorflow" in sys.modules:
        raise RuntimeError("TensorFlow is loaded already: its threads cannot be set any more.")
    os.environ.update(environment.of_worker(threads=1))
    from tuning.engine import strategies, worker

    worker.warm(strategies.ON_WORKERS)


def _tensors(*arrays: np.ndarray) -> list[Any]:
    import tensorflow as tf

    return [tf.convert_to_tensor(array) for array in arrays]


def _both(values: dict[str, Any], batch: int, x: Any, y: Any) -> dict[str, Any]:
    from tuning.engine import models, modes

    xla, graph = (_cost(mode, values, batch, x, y) for mode in ("xla", "graph"))
    model = models.build("dense", _complete(values, batch), (784,), 10, seed=1)
    return {
        "xla": xla.epoch,
        "graph": graph.epoch,
        "xla_first": xla.first,
        "graph_first": graph.first,
        "rule": modes.choose(model, batch, EPOCHS * -(-x.shape[0] // batch)),
    }


def _cost(mode: Any, values: dict[str, Any], batch: int, x: Any, y: Any) -> Cost:
    from tuning.engine import models
    from tuning.engine.compiled.executor import in_order
    from tuning.engine.compiled.programs import Programs

    order = np.random.default_rng(0).permutation(x.shape[0]).astype(np.int32)
    began = time.process_time()
    model = models.build("dense", _complete(values, batch), (784,), 10, seed=1)
    model.largest = 255.0
    program = Programs().of(model, batch, mode)
    with in_order():
        program.load(model)
        program.epoch(x, y, order, batch)
        first, epochs = time.process_time() - began, []
        for _ in range(4):
            began = time.process_time()
            program.epoch(x, y, order, batch)
            epochs.append(time.process_time() - began)
    return Cost(first - min(epochs), min(epochs))


def _complete(values: dict[str, Any], batch: int) -> dict[str, Any]:
    return {"layers": 1, "batch_size": batch, **values}


if __name__ == "__main__":
    main()
