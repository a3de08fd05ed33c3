"""Four strategies that race on one engine: how level their epochs are at each tenth of the race."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import _report
from benchmarks._engine import POLL, Engine
from tuning.planning import files, race
from tuning.store import Store
from tuning.study import StudyState

RACERS = ("halving_random_search", "random_search", "hyperband", "grid_search")
EPOCHS = 10
MOST_APART = 20.0
"""Percent of the mean that a study may be from it."""
SPACE = {
    "units": {"type": "int", "low": 8, "high": 64, "step": 8},
    "learning_rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"},
    "epochs": EPOCHS,
}


def run(folder: Path, budget: int, strategies: Sequence[str] = RACERS) -> dict[str, Any]:
    """Starts them at once and follows them to their end; `budget`: epochs of each at most."""
    base = files.parse({"dataset": "digits", "evaluation": {"method": "split"}, "space": SPACE})
    specs = [entry.specs[0] for entry in race.enter(base, strategies, budget)]
    with Engine(folder) as engine:
        workers = engine.settings.workers
        _report.say(f"{len(specs)} studies of {budget} epochs at most each, {workers} workers")
        engine.store.send("prepare", data=base.data.model_dump(mode="json"), seed=base.seed)
        studies = [engine.store.create_study(spec) for spec in specs]
        began = time.perf_counter()
        for number in studies:
            engine.store.send("start", number)
        while any(engine.store.study(number).state.is_active() for number in studies):
            engine.check()
            time.sleep(POLL)
        seconds = time.perf_counter() - began
        return {
            "budget": budget,
            "workers": workers,
            "seconds": round(seconds, 1),
            "strategies": list(strategies),
            "tenths": tenths(ends(engine.store, studies)),
            "most_apart": MOST_APART,
        }


def ends(store: Store, studies: Sequence[int]) -> list[list[float]]:
    """When each epoch of each study ended."""
    for number in studies:
        record = store.study(number)
        if record.state is not StudyState.COMPLETED:
            raise RuntimeError(f"Study {number} is {record.state}: {record.error}")
    return [sorted(epoch.time for epoch in store.epochs(number)) for number in studies]


def tenths(times: Sequence[Sequence[float]]) -> list[dict[str, Any]]:
    """The epochs of each study once every tenth of all of them has been trained.

    `apart`: the largest difference from their mean, in percent of it.
    """
    everything = sorted(time for own in times for time in own)
    rows = []
    for tenth in range(1, 11):
        until = everything[round(len(everything) * tenth / 10) - 1]
        epochs = [sum(time <= until for time in own) for own in times]
        mean = statistics.fmean(epochs)
        apart = max(abs(count - mean) for count in epochs) / mean * 100
        rows.append({"tenth": tenth, "epochs": epochs, "apart": round(apart, 1)})
    return rows


def show(result: dict[str, Any]) -> None:
    """The table."""
    _report.show(
        f"A race of {len(result['strategies'])} strategies, {result['budget']} epochs each at "
        f"most, {result['workers']} workers, {result['seconds']} s",
        ["tenth of all epochs", *result["strategies"], "furthest from the mean", "at most"],
        [
            [
                str(row["tenth"]),
                *(str(count) for count in row["epochs"]),
                f"{row['apart']:.1f} %",
                f"{MOST_APART:.0f} % {_report.met(row['apart'], MOST_APART)}",
            ]
            for row in result["tenths"]
        ],
    )
