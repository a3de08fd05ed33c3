"""A training that trains nothing: it reports ten epochs at once and returns a score.

It stands in for `tuning.engine.worker.run_fit` where a benchmark measures what is around it, the
packs in which fits travel included.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tuning import tasks
from tuning.engine import pack, stops, worker
from tuning.engine.fits import FitOutcome, FitTask
from tuning.engine.reports import EpochEnded, FitStarted, Send
from tuning.store import EpochRecord, RowScores


def run_fit(task: FitTask, dataset: Any, send: Send | None = None, *_: Any) -> FitOutcome:
    """As `tuning.engine.worker.run_fit`: all that is reported is, and nothing is trained."""
    stops.check_stopped(task.study_id)
    send = send or worker.send_through_dask(task.study_id)
    send(FitStarted(task.key, time.time()))
    began, rng, epochs = time.perf_counter(), random.Random(task.seed), []
    for number in range(1, task.epochs + 1):
        loss = rng.random() / number
        found = {"accuracy": 1 - loss, "loss": loss, "val_accuracy": 1 - loss, "val_loss": loss}
        epochs.append(EpochRecord(*task.key, number, found, time.time()))
        send(EpochEnded(epochs[-1]))
    score = task.objective.score([task.objective.value(epoch.metrics) for epoch in epochs])
    hits = np.random.default_rng(task.seed).random((task.epochs, tasks.MOST_KEPT)) < 0.97
    rows = RowScores.of((task.trial, task.kind.value, task.index), hits)
    seconds = time.perf_counter() - began
    return FitOutcome(*task.key, score, seconds, "graph", epochs, row_scores=rows)


def run_fits(*asked: Any) -> list[FitOutcome]:
    """On a worker: as `tuning.engine.pack.run_fits`, of fakes."""
    with replaced(worker, "run_fit", run_fit):
        return pack.run_fits(*asked)


@contextmanager
def fake_training() -> Iterator[None]:
    """While it lasts, this process hands the fake to its workers."""
    with replaced(worker, "run_fit", run_fit), replaced(pack, "run_fits", run_fits):
        yield


@contextmanager
def replaced(module: Any, name: str, by: Any) -> Iterator[None]:
    """While it lasts, something of a module is another."""
    real = getattr(module, name)
    setattr(module, name, by)
    try:
        yield
    finally:
        setattr(module, name, real)
