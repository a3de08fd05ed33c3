"""A training that trains nothing: it reports ten epochs at once and returns a score.

It stands in for `tuning.engine.worker.run_fit` where a benchmark measures what is around it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tuning.engine import worker
from tuning.engine.fits import FitOutcome, FitTask, Report


def run_fit(task: FitTask, dataset: Any, report: Report | None = None, *_: Any) -> FitOutcome:
    """As `tuning.engine.worker.run_fit`: all that is reported is, and nothing is trained."""
    worker.check_stopped(task.study)
    report = report or worker.report_through_dask(task.study)
    fit = (task.trial, task.kind.value, task.index)
    report({"event": "started", "fit": fit, "time": time.time(), "attempt": task.attempt})
    began, rng, epochs = time.perf_counter(), random.Random(task.seed), []
    for epoch in range(1, task.epochs + 1):
        loss = rng.random() / epoch
        row = {"accuracy": 1 - loss, "loss": loss, "val_accuracy": 1 - loss, "val_loss": loss}
        entry = {"epoch": epoch, "time": time.time(), **row}
        epochs.append(entry)
        report({"event": "epoch", "fit": fit, **entry})
    score = task.objective.score([row["val_accuracy"] for row in epochs])
    seconds = time.perf_counter() - began
    return FitOutcome(task.trial, task.kind, task.index, score, seconds, "graph", epochs)


@contextmanager
def fake_training() -> Iterator[None]:
    """While it lasts, this process hands the fake to its workers."""
    real = worker.run_fit
    worker.run_fit = run_fit  # type: ignore[assignment]
    try:
        yield
    finally:
        worker.run_fit = real
