"""`python -m benchmarks.landscape`: measures the landscape that the miniatures of Learn search.

Every point of a grid of learning rates and dropout rates is really trained on digits, from each of
several seeds, as the engine trains any fit; how many validation rows are right after every epoch is
written to `tuning/learn/landscape.npz`, which `tuning.learn.landscape` reads. Some ten minutes on
two cores.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np

from benchmarks import _report
from tuning import datasets, settings
from tuning.datasets import Dataset
from tuning.learn import landscape, searched
from tuning.space import Values
from tuning.study import StudySpec

SEEDS = range(5)
EPOCHS = 27
PER_DECADE, STEP = 6, 0.05
"""The grid: points in each decade of the learning rate, and from one dropout rate to the next."""


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), default=landscape.FILE)
@click.option("--workers", type=click.IntRange(1), default=2)
def main(output: Path, workers: int) -> None:
    """Trains every point from every seed, and writes what came of it."""
    rates, dropouts = grid()
    begun, columns = time.perf_counter(), []
    _report.say(f"{len(rates) * len(dropouts) * len(SEEDS):,} trainings of {EPOCHS} epochs.")
    with multiprocessing.get_context("spawn").Pool(workers, _like_a_worker) as pool:
        for column in pool.imap(_column, dropouts):
            columns.append(column)
            _report.say(f"  {len(columns)} of {len(dropouts)} dropout rates")
    np.savez_compressed(
        output,
        **dict(zip(landscape.AXES, (rates, dropouts), strict=True)),
        right=np.stack(columns, axis=2),
        rows=np.array([_rows(seed) for seed in SEEDS]),
        measured=np.array(date.today().isoformat()),
    )
    size, seconds = output.stat().st_size / 1e3, time.perf_counter() - begun
    _report.say(f"{output}: {size:.0f} KB after {seconds:.0f} s.")


def grid() -> tuple[np.ndarray, np.ndarray]:
    """The learning rates and the dropout rates, the ends of the landscape's space included."""
    rate, dropout = (searched.SPACE[name] for name in landscape.AXES)
    per_range = round(np.log10(rate.high / rate.low) * PER_DECADE)
    steps = round((dropout.high - dropout.low) / STEP)
    return np.array(rate.points(per_range + 1)), np.array(dropout.points(steps + 1))


def _like_a_worker() -> None:
    """As the engine sets its workers' processes up: one thread, no graphics card."""
    from tuning.engine.workers import environment

    os.environ.update(environment.of_worker(threads=1))


def _column(dropout: float) -> np.ndarray:
    """(seeds, rates, epochs): the right rows at one dropout rate."""
    rates, _ = grid()
    return np.array([[_fit(seed, rate, dropout) for rate in rates] for seed in SEEDS], np.uint16)


def _fit(seed: int, rate: float, dropout: float) -> list[int]:
    """The right validation rows by epoch. The seed draws split, weights and order of rows."""
    from tuning.engine import worker
    from tuning.engine.fits import Source

    spec, data = _spec(seed), _data(seed)
    values: Values = {**spec.space.fixed, "learning_rate": float(rate), "dropout": float(dropout)}
    task = Source(0, spec, spec.data.name, data.classes).task(1, values, 0)
    outcome = worker.run_fit(task, data, worker.send_nothing)
    if outcome.error:
        raise RuntimeError(f"Seed {seed}, {values}: {outcome.error}")
    accuracies = [epoch.metrics["val_accuracy"] for epoch in outcome.epochs]
    return [round(accuracy * _rows(seed)) for accuracy in accuracies]


def _spec(seed: int) -> StudySpec:
    return searched.base(seed, EPOCHS)


@cache
def _rows(seed: int) -> int:
    """How many rows validate."""
    spec = _spec(seed)
    ((_, held_out),) = _data(seed).splits(spec.evaluation, spec.seed)
    return len(held_out)


@cache
def _data(seed: int) -> Dataset:
    with TemporaryDirectory() as home:
        return datasets.load(_spec(seed).data, settings.load(Path(home)))


if __name__ == "__main__":
    main()
