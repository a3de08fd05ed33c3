"""An engine that is gone right after it has recorded something."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.engine.conftest import Bench
from tests.waiting import wait_for
from tuning.engine.books.recorder import Recorder, _Pending
from tuning.engine.runner import StudyRunner
from tuning.store import Batch, FitRecord, Store
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState, StudyState, TrialState

BEGUN = (FitState.WAITING, FitState.RUNNING)
EVENTS: dict[str, Callable[[Batch], bool]] = {
    "a trial is proposed": lambda b: any(t.state is TrialState.RUNNING for t in b.trials),
    "a fit is to begin": lambda b: any(f.state in BEGUN for f in b.fits),
    "a fit begins": lambda b: any(f.state is FitState.RUNNING for f in b.fits),
    "an epoch": lambda b: bool(b.epochs),
    "a fit is through": lambda b: any(f.state is FitState.COMPLETED for f in b.fits),
    "a best trial": lambda b: "best_number" in b.study,
    "a trial is through": lambda b: any(t.state is TrialState.COMPLETED for t in b.trials),
    "the result": lambda b: "result" in b.study,
    "the test": lambda b: "test" in b.study,
}
"""All that an engine records of a study, by what stands in a transaction."""
REFIT: dict[str, Callable[[Batch], bool]] = {
    "an epoch of the refit": lambda b: any(e.kind == FitKind.REFIT for e in b.epochs),
    "the refit": lambda b: any(_is_of_refit(fit) for fit in b.fits),
}
"""What it records besides, where the best is trained on all rows."""
WITH_EPOCHS = ("a fit is through", "the refit")
"""What comes in one transaction with a fit's epochs, where their reports come late."""


def _is_of_refit(fit: FitRecord) -> bool:
    return fit.kind is FitKind.REFIT and fit.state is FitState.COMPLETED


class StepRecorder(Recorder):
    """Writes each thing as it is handed over, in a transaction of its own."""

    _depth = 0

    @contextmanager
    def together(self) -> Iterator[None]:
        with super().together():
            self._depth += 1
            yield
            self._depth -= 1
            if not self._depth:
                taken, self._pending = self._pending, {}
                for study, pending in taken.items():
                    self._write(study, pending)

    @contextmanager
    def _adding(self, study_id: int) -> Iterator[_Pending]:
        with self.together():
            yield self._pending.setdefault(study_id, _Pending())


class CutStore(Store):
    """A store that keeps what is written up to one event: for it, the engine is gone then."""

    def __init__(self, path: Path, event: str) -> None:
        super().__init__(path)
        self._event = (EVENTS | REFIT)[event]
        self.last: Batch | None = None
        self.is_cut = threading.Event()

    def write(self, study_id: int, batch: Batch) -> int:
        if self.is_cut.is_set():
            return 0
        change = super().write(study_id, batch)
        if self._event(batch):
            self.last = batch
            self.is_cut.set()
        return change

    def set_state(self, *told: Any) -> None:
        if not self.is_cut.is_set():
            super().set_state(*told)


def run_until(bench: Bench, study_id: int, event: str) -> set[str]:
    """Runs a study until an event is recorded, of which it dies; the events that came with it.

    The event itself is among them, if it came.
    """
    store = CutStore(bench.settings.store_path, event)
    recorder = StepRecorder(store, bench.summaries)
    runner = StudyRunner(study_id, store, bench.settings, bench.cluster, recorder, bench.summaries)
    runner.start()
    wait_for(lambda: store.is_cut.is_set() or not runner.is_alive(), seconds=120)
    last = store.last
    store.is_cut.set()
    runner.stop(interrupted=True)
    runner.join(60)
    recorder.close()
    store.close()
    return {name for name, is_it in (EVENTS | REFIT).items() if last is not None and is_it(last)}


def forget_after(bench: Bench, study_id: int, number: int) -> None:
    """Takes from a study all trials after one, as if it had been interrupted before them."""
    view = StudyView(bench.store, study_id)
    kept = [t for t in view.trials.values() if t.number <= number and t.score is not None]
    objective = view.study.spec.objective
    top = objective.best(t.score for t in kept if t.score is not None)
    best = min(t.number for t in kept if t.score == top)
    with sqlite3.connect(bench.settings.store_path) as connection:
        connection.execute(
            "DELETE FROM trials WHERE study_id = ? AND number > ?", (study_id, number)
        )
        for table in ("fits", "epochs"):
            connection.execute(
                f"DELETE FROM {table} WHERE study_id = ? AND trial > ?", (study_id, number)
            )
    state = {"state": StudyState.INTERRUPTED, "best_number": best, "best_score": top}
    bench.store.write(study_id, Batch(study=state))
