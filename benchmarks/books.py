"""`python -m benchmarks.books`: what the engine's own process spends on writing a trial down.

KerasTuner's random search runs with the engine's ledger, recorder, store, event files and honest
keeper, as a study on digits does; no worker trains, no Dask carries: each fit's reports and outcome
are there at once. Processor time is told by thread, since the threads share one processor.
"""

from __future__ import annotations

import cProfile
import pstats
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from benchmarks import _report
from benchmarks._machine import machine
from benchmarks.overhead import EPOCHS, spec
from tuning import datasets, metrics, settings, strategies, tasks
from tuning.engine.books.earlier import Earlier
from tuning.engine.books.ledger import Ledger
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.fits import FitOutcome, FitTask, Source
from tuning.engine.honest.keeper import Keeper
from tuning.engine.order import Order, cost
from tuning.engine.proposals import Proposal, Reason, TrialOutcome
from tuning.engine.reports import EpochEnded, FitStarted
from tuning.engine.strategies import strategy_class
from tuning.space import Values
from tuning.store import EpochRecord, RowScores, Store, TrialRecord
from tuning.store.view import StudyView
from tuning.study import StudyState

LIMIT = 2.0
"""Milliseconds of processor that a trial of one fit and ten epochs may cost in all."""


@click.command()
@click.option("--trials", type=click.IntRange(20), default=2000, show_default=True)
@click.option("--rate", type=float, default=300.0, help="Trials a second; 0: as fast as it goes.")
@click.option("--profile", is_flag=True, help="Prints where the time of both threads goes.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def main(trials: int, rate: float, profile: bool, as_json: bool) -> None:
    """Milliseconds of processor a trial, by thread, and whether they grow."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        result = measure(Path(folder), trials, rate, profile)
    result["machine"] = machine()
    if as_json:
        _report.print_json(result)
        return
    title = (
        f"Processor a trial of {EPOCHS} epochs, {trials:,} trials, {result['rate']:.0f} a second"
    )
    rows = [[name, *(f"{ms:.2f}" for ms in parts)] for name, parts in result["parts"].items()]
    _report.show(title, ["", "first half (ms)", "second half (ms)"], rows)
    _report.note(
        f"{result['ms_a_trial']:.2f} ms in all (at most {LIMIT:g}: "
        f"{_report.met(result['ms_a_trial'], LIMIT)}); {result['epochs']:,} epochs are in the "
        f"store, the last of them {result['flushed']:.2f} s after they were handed over."
    )


def measure(home: Path, trials: int, rate: float, profile: bool) -> dict[str, Any]:
    """Runs the study; milliseconds by thread in its two halves."""
    here = settings.load(home).prepare()
    of = spec(trials, EPOCHS)
    dataset = datasets.load(of.data, here)
    store, summaries = Store(here.store_path), Summaries(here.logs)
    study = store.create_study(of)
    store.set_state(study, StudyState.RUNNING)
    with Profiled() if profile else nullcontext():
        recorder = Recorder(store, summaries)
        summaries.open(study, of)
        keeper = Keeper(study, of, dataset, store, recorder)
        source = Source(study, of, "benchmark", dataset.classes)
        folder = here.models / str(study)
        ledger = Ledger(source, recorder, Earlier(StudyView(store, study)), folder)
        ledger.on_ended = keeper.wake
        paper = Paper(ledger, dataset, trials, rate)
        began = time.perf_counter()
        strategy_class("random_search")(of, folder).search(paper)  # type: ignore[arg-type]
        seconds = time.perf_counter() - began
        recorder.flush()
        flushed = time.perf_counter() - began - seconds
        paper.mark()
        keeper.close()
        recorder.close()
    epochs = sum(map(len, StudyView(store, study).curves.values()))
    store.close()
    if epochs != trials * EPOCHS:
        raise RuntimeError(f"{trials * EPOCHS} epochs must be kept, got {epochs}.")
    parts, whole = paper.parts(), paper.whole()
    return {
        "trials": trials,
        "rate": trials / seconds,
        "parts": parts,
        "ms_a_trial": whole,
        "epochs": epochs,
        "flushed": flushed,
        "limit_ms": LIMIT,
    }


class Paper:
    """Trials whose fits end at once: the runner of `tuning.engine.trials`, without a worker."""

    workers = 2
    is_catching_up = False

    def __init__(self, ledger: Ledger, dataset: datasets.Dataset, trials: int, rate: float) -> None:
        self._ledger, self._dataset, self._rate = ledger, dataset, rate
        self._order = Order(2 * self.workers)
        self._curves = [Curve(ledger, seed) for seed in range(20)]
        self._untold: dict[int, TrialOutcome] = {}
        self._trials, self._begun = trials, time.perf_counter()
        self._marks: list[dict[str, float]] = [clocks()]

    def tell_in_order(self, most: int) -> None:
        self._order = Order(most)

    @property
    def has_room(self) -> bool:
        return self._order.has_room

    def recorded_as(self, native: str) -> TrialRecord | None:
        return None

    def forget_weights(self, but: object) -> None:
        """There are none."""

    def start(self, values: Values, *, reason: Reason, native: str | None = None, **_: Any) -> int:
        ledger = self._ledger
        number = ledger.take_number()
        values = ledger.spec.space.active({**ledger.spec.space.fixed, **values})
        task = ledger.source.task(number, values, 0)
        due = self._order.begin(number, cost([task], self._dataset.x_train.shape))
        ledger.begin(Proposal(number, values, reason, native, self._order.told, due), [task])
        best = ledger.best
        task = replace(task, bar=best.score if best else None)
        ledger.open_fit(task)
        self._untold[number] = self._trained(task)
        return number

    def _trained(self, task: FitTask) -> TrialOutcome:
        ledger = self._ledger
        outcome = self._curves[task.trial % len(self._curves)].outcome(task)
        ledger.hear(FitStarted(task.key, time.time(), worker="tcp://127.0.0.1:1"))
        for epoch in outcome.epochs:
            ledger.hear(EpochEnded(epoch))
        ledger.leave(task.key)
        ledger.fit_ended(outcome)
        ended = ledger.end(task.trial)
        assert ended is not None
        return ended

    def next_ended(self, *, stay_open: bool = False) -> TrialOutcome | None:
        number = self._order.next()
        if number is None:
            return None
        self._order.tell(number)
        if self._order.told == self._trials // 2:
            self.mark()
        if self._rate:
            wait = self._begun + self._order.told / self._rate - time.perf_counter()
            time.sleep(max(wait, 0.0))
        return self._untold.pop(number)

    def mark(self) -> None:
        self._marks.append(clocks())

    def parts(self) -> dict[str, list[float]]:
        """By thread, milliseconds a trial in the first half and in the second."""
        half = self._trials / 2
        spans = list(zip(self._marks, self._marks[1:], strict=False))
        names = [name for name in self._marks[-1] if self._marks[-1][name] > 0.01]
        return {
            name: [1e3 * (b.get(name, 0) - a.get(name, 0)) / half for a, b in spans]
            for name in names
        }

    def whole(self) -> float:
        first, last = self._marks[0], self._marks[-1]
        return 1e3 * (last["process"] - first["process"]) / self._trials


class Curve:
    """What a fit on digits gives: each epoch's metrics, bits of its rows, weights."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        rng = np.random.default_rng(seed)
        names = [name for name in metrics.METRICS if name in tasks.columns(ledger.spec)]
        measured = strategies.measured(ledger.spec)
        names += [metrics.MEASURES[name].training for name in measured]
        names = [name for name in metrics.METRICS if name in names]
        self._metrics = [
            dict(zip(names, rng.random(len(names)), strict=True)) for _ in range(EPOCHS)
        ]
        hits = np.arange(287) / 287 + rng.normal(0, 0.02, (EPOCHS, 287)) < 0.7 + 0.2 * rng.random()
        self._rows = RowScores.of((0, "execution", 0), hits)
        self._weights = [rng.random((64, 32)), rng.random(32), rng.random((32, 10)), rng.random(10)]

    def outcome(self, task: FitTask) -> FitOutcome:
        trial, kind, index = task.key
        now = time.time()
        epochs = [
            EpochRecord(trial, kind, index, number, dict(metrics), now + number * 1e-3)
            for number, metrics in enumerate(self._metrics, 1)
        ]
        score = task.objective.score([task.objective.value(each) for each in self._metrics])
        wanted = task.bar is None or not task.objective.is_better(task.bar, score)
        rows = replace(self._rows, trial=trial, kind=kind.value, index=index)
        weights = self._weights if wanted else None
        return FitOutcome(*task.key, score, 0.01, "xla", epochs, weights, row_scores=rows)


class Profiled:
    """Profiles this thread and those that begin meanwhile, and prints what took long."""

    def __init__(self) -> None:
        self._own = cProfile.Profile(time.thread_time)
        self._others: list[cProfile.Profile] = []
        self._run = threading.Thread.run

    def __enter__(self) -> None:
        run, others = self._run, self._others

        def profiled(thread: threading.Thread) -> None:
            profile = cProfile.Profile(time.thread_time)
            others.append(profile)
            profile.runcall(run, thread)

        threading.Thread.run = profiled  # type: ignore[method-assign]
        self._own.enable()

    def __exit__(self, *_: object) -> None:
        self._own.disable()
        threading.Thread.run = self._run  # type: ignore[method-assign]
        for profile in [self._own, *self._others]:
            for order in ("cumulative", "tottime"):
                pstats.Stats(profile).sort_stats(order).print_stats(45)


def clocks() -> dict[str, float]:
    """Processor seconds of this process and, by name, of each of its threads."""
    found = {"process": time.process_time()}
    clock: Callable[[int], int] = time.pthread_getcpuclockid
    for thread in threading.enumerate():
        if thread.ident is not None:
            name = thread.name.split("-")[0]
            found[name] = found.get(name, 0.0) + time.clock_gettime(clock(thread.ident))
    return found


if __name__ == "__main__":
    main()
