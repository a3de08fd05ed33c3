"""`python -m benchmarks.overhead`: what the engine adds to a trial and to an epoch.

`--race` shows instead how level the epochs of studies that run at once are (`benchmarks._race`).
Ten thousand trials of a training that trains nothing (`benchmarks._fake`) go through the engine's
own Trials, Dask workers, Recorder, Store and TensorBoard files. KerasTuner's own thinking is
measured apart, without any of that (`benchmarks._oracle`).
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import click
import psutil  # type: ignore[import-untyped]

from benchmarks import _architectures, _fake, _oracle, _race, _report
from benchmarks._machine import machine, tree
from tuning import datasets, settings, strategies
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.proposals import Reason
from tuning.engine.strategies import ON_WORKERS
from tuning.engine.trials import Trials
from tuning.engine.workers.cluster import Cluster
from tuning.planning import files
from tuning.settings import Settings
from tuning.space import Values
from tuning.store import Store
from tuning.store.view import StudyView
from tuning.study import StudySpec, StudyState, TrialState

EPOCHS = 10
MORE_EPOCHS = 110
TRIAL_LIMIT = 0.030
EPOCH_LIMIT = 0.001
SPACE = {
    "units": {"type": "int", "low": 8, "high": 512},
    "learning_rate": {"type": "float", "low": 1e-5, "high": 1e-1, "scale": "log"},
    "dropout": {"type": "float", "low": 0.0, "high": 0.5},
}


@click.command()
@click.option("--quick", is_flag=True, help="1,000 trials instead of 10,000.")
@click.option("--trials", type=click.IntRange(20), default=None, help="So many trials.")
@click.option("--race", "is_race", is_flag=True, help="How level the epochs of a race are, alone.")
@click.option(
    "--architectures",
    type=click.IntRange(20, 2000),
    default=None,
    help="Memory instead, over so many unlike architectures that are really trained.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(
    quick: bool, trials: int | None, is_race: bool, architectures: int | None, as_json: bool
) -> None:
    """Seconds a trial and an epoch that the engine adds, and whether they grow."""
    if architectures is not None:
        memory_of(architectures, as_json)
        return
    count = trials or (1_000 if quick else 10_000)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        if is_race:
            raced = _race.run(Path(folder), 300 if quick else 600) | {"machine": machine()}
            _report.print_json(raced) if as_json else _race.show(raced)
            return
        with _fake.fake_training():
            result = engine(Path(folder), count)
        result["keras_tuner"] = _oracle.measure(spec(count, EPOCHS), Path(folder) / "oracle", count)
    result["machine"] = machine()
    if as_json:
        _report.print_json(result)
    else:
        _table(result)


def memory_of(count: int, as_json: bool) -> None:
    """How the memory of workers and engine goes over so many unlike architectures."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        result = _architectures.measure(Path(folder), count)
    result["machine"] = machine()
    if as_json:
        _report.print_json(result)
    else:
        _architectures.table(result)


# -- the engine ------------------------------------------------------------------------------


def spec(trials: int, epochs: int) -> StudySpec:
    """A random search on digits with a fit a trial."""
    return files.parse(
        {
            "name": "Benchmark: trials of a fake training",
            "dataset": "digits",
            "evaluation": {"method": "split"},
            "objective": {"metric": "val_accuracy"},
            "strategy": {"name": "random_search", "max_trials": trials},
            "space": {**SPACE, "epochs": epochs},
        }
    )


class Parts(NamedTuple):
    """What an engine has."""

    here: Settings
    store: Store
    summaries: Summaries
    recorder: Recorder
    cluster: Cluster


@dataclass(frozen=True)
class Walked:
    """What came of one study of fakes."""

    ends: list[float]
    """When each trial ended, in seconds from the start."""
    flushed: float
    """Seconds after the last trial until all of it was in the store."""
    store_bytes: int
    log_bytes: int


def engine(home: Path, trials: int) -> dict[str, Any]:
    """Runs the fakes and measures them."""
    here = settings.load(home).prepare()
    _report.say(f"{trials:,} trials of {EPOCHS} epochs each, {here.workers} workers")
    store, summaries = Store(here.store_path), Summaries(here.logs)
    recorder, cluster = Recorder(store, summaries), Cluster(here, ON_WORKERS)
    try:
        cluster.client.gather(cluster.warm())
        parts = Parts(here, store, summaries, recorder, cluster)
        before = memory()
        walked = walk(parts, spec(trials, EPOCHS), trials)
        after = memory()
        longer = min(max(trials // 20, 20), 300)
        many = walk(parts, spec(longer, MORE_EPOCHS), longer)
    finally:
        recorder.close()
        cluster.close()
        store.close()
    part = min(1000, trials // 2)
    first, last = each(walked.ends[:part]), each(walked.ends[-part:])
    epoch = (each(many.ends) - statistics.fmean((first, last))) / (MORE_EPOCHS - EPOCHS)
    return {
        "trials": trials,
        "epochs_a_trial": EPOCHS,
        "part": part,
        "trial_seconds_first": round(first, 5),
        "trial_seconds_last": round(last, 5),
        "growth": round(last / first, 3),
        "epoch_seconds": round(epoch, 6),
        "flush_seconds": round(walked.flushed, 3),
        "store_mb": round(walked.store_bytes / 2**20, 1),
        "store_bytes_an_epoch": round(walked.store_bytes / (trials * EPOCHS)),
        "logs_mb": round(walked.log_bytes / 2**20, 1),
        "memory_mb_before": before,
        "memory_mb_after": after,
        "workers": here.workers,
        "trial_limit": TRIAL_LIMIT,
        "epoch_limit": EPOCH_LIMIT,
    }


def each(ends: list[float]) -> float:
    """Seconds between one trial's end and the next, in the mean."""
    return (ends[-1] - ends[0]) / max(len(ends) - 1, 1)


def walk(parts: Parts, spec: StudySpec, count: int) -> Walked:
    """One study as the engine runs it, but for the strategy: values are counted up."""
    here, store, summaries, recorder, cluster = parts
    number = store.create_study(spec)
    store.set_state(number, StudyState.RUNNING)
    dataset = datasets.load(spec.data, here)
    summaries.open(number, spec)
    books = Trials(
        number,
        spec,
        cluster,
        recorder,
        StudyView(store, number),
        dataset,
        "benchmark",
        here.models / str(number),
    )
    ends: list[float] = []
    began, begun = time.perf_counter(), 0
    while len(ends) < count:
        while begun < count and books.has_room:
            books.start(values(begun), reason=Reason("Drawn at random."), native=str(begun))
            begun += 1
        books.next_ended()
        ends.append(time.perf_counter() - began)
        if len(ends) % 1000 == 0:
            _report.say(f"  {len(ends):,} trials in {ends[-1]:.1f} s")
    recorder.flush()
    flushed = time.perf_counter() - began - ends[-1]
    books.close(TrialState.STOPPED)
    summaries.close(number)
    recorded = sum(len(curve) for curve in StudyView(store, number).curves.values())
    expected = count * strategies.most_epochs(spec)
    if recorded != expected:
        raise RuntimeError(f"{expected} epochs must be kept, got {recorded}.")
    return Walked(ends, flushed, size(here.home, "studies.sqlite*"), size(here.logs, "**/*"))


def values(number: int) -> Values:
    """The values of a fake trial, of one of four architectures."""
    units = 8 * 2 ** (number % 4)
    return {"units": units, "learning_rate": 1e-3, "dropout": (number % 50) / 100}


def size(folder: Path, pattern: str) -> int:
    """Bytes of the files that a pattern finds."""
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


def memory() -> dict[str, float]:
    """Resident memory of the engine (this process, with Dask's scheduler) and of each worker."""
    own, *others = tree(os.getpid())
    found = {"engine": round(own.memory_info().rss / 2**20, 1)}
    for process in others:
        try:
            told = process.memory_info().rss / 2**20
            name = "worker" if told > 150 else "helper"
        except psutil.NoSuchProcess:
            continue
        found[f"{name} {sum(name in known for known in found) + 1}"] = round(told, 1)
    return found


def _table(result: dict[str, Any]) -> None:
    part = f"{result['part']:,}"
    first, last, epoch = (
        result[name] for name in ("trial_seconds_first", "trial_seconds_last", "epoch_seconds")
    )
    _report.show(
        f"What the engine adds: {result['trials']:,} trials × {result['epochs_a_trial']} epochs, "
        f"{result['workers']} workers",
        ["", "measured", "at most", "reached"],
        [
            [f"a trial, the first {part}", f"{first * 1e3:.1f} ms", "30 ms", _met(first, 0.03)],
            [f"a trial, the last {part}", f"{last * 1e3:.1f} ms", "30 ms", _met(last, 0.03)],
            ["last against first", f"{result['growth']:.2f}", "1.2", _met(result["growth"], 1.2)],
            ["an epoch", f"{epoch * 1e3:.2f} ms", "1 ms", _met(epoch, EPOCH_LIMIT)],
            [
                "all in the store after the last trial",
                f"{result['flush_seconds']:.2f} s",
                "1 s",
                "",
            ],
            ["store", f"{result['store_mb']} MB", "", ""],
            ["TensorBoard's files", f"{result['logs_mb']} MB", "", ""],
        ],
    )
    _report.show(
        "Memory (resident, MB)",
        ["", "before", "after"],
        [
            [name, f"{result['memory_mb_before'].get(name, 0):.0f}", f"{told:.0f}"]
            for name, told in result["memory_mb_after"].items()
        ],
    )
    _report.note(_oracle.told(result["keras_tuner"]))


def _met(value: float, target: float) -> str:
    return _report.met(value, target)


if __name__ == "__main__":
    main()
