"""The fits of a study's trials: queued, trained on a worker, begun again if that is lost.

For one thread, the strategy's; only what the workers give comes from others.
"""

from __future__ import annotations

import logging
import queue
from dataclasses import replace
from typing import Protocol

from distributed import Future

from tuning.engine import worker
from tuning.engine.books.kept import KeptWeights
from tuning.engine.fits import FitOutcome, FitTask
from tuning.engine.retraining import MOST_ATTEMPTS
from tuning.engine.study_queue import StudyQueue
from tuning.errors import StudyStopped
from tuning.store import FitKey, FitRecord
from tuning.study import FitState

log = logging.getLogger(__name__)


class FitBooks(Protocol):
    """Where it is written down what becomes of fits: a ledger, a confirmation's books."""

    kept: KeptWeights

    def check(self) -> None: ...

    def stop(self) -> None: ...

    def note(self, kind: str, text: str) -> None: ...

    def is_running(self, number: int) -> bool: ...

    def fit(self, key: FitKey) -> FitRecord | None: ...

    def open_fit(self, task: FitTask) -> None: ...

    def leave(self, key: FitKey) -> None: ...

    def fit_ended(self, outcome: FitOutcome) -> None: ...


class QueuedFits:
    """Has fits trained and writes in the books what they gave."""

    def __init__(self, ledger: FitBooks, study_queue: StudyQueue) -> None:
        self._ledger, self._queue = ledger, study_queue
        self._keeps_last: set[int] = set()
        self._ended: queue.Queue[tuple[FitTask, Future | Exception | None]] = queue.Queue()

    def keep_last(self, number: int) -> None:
        """The last weights of this trial's fits are kept: others may train on from them."""
        self._keeps_last.add(number)

    def add(self, task: FitTask) -> None:
        """A fit that is ready to train."""
        self._ledger.open_fit(task)
        keep_last = task.trial in self._keeps_last

        def begin(address: str) -> Future:
            data = self._queue.data
            return self._queue.submit(address, worker.run_fit, task, data, None, keep_last)

        def ended(future: Future | Exception) -> None:
            self._ledger.leave(task.key)
            self._ended.put((task, future))

        self._queue.add(task, begin, ended)

    def add_settled(self, task: FitTask) -> None:
        """A fit that an earlier run settled: `next` gives its trial, none of whose fits is left."""
        self._ended.put((task, None))

    def next(self, seconds: float) -> int | None:
        """Waits for a fit to end; the trial that may have ended with it. Raises StudyStopped.

        None if none ended within so many seconds, or if its fit begins again.
        """
        try:
            task, future = self._ended.get(timeout=seconds)
        except queue.Empty:
            return None
        if not self._ledger.is_running(task.trial):
            return None
        if future is not None and not self._take(task, future):
            return None
        return task.trial

    def take_ended(self) -> set[int]:
        """Takes in the fits that have ended well until now, without waiting; their trials.

        For a search that is cut: whatever else has ended is left.
        """
        numbers = set()
        while not self._ended.empty():
            task, future = self._ended.get()
            is_well = isinstance(future, Future) and future.status == "finished"
            if is_well and self._ledger.is_running(task.trial) and self._take(task, future):
                numbers.add(task.trial)
        return numbers

    def _take(self, task: FitTask, future: Future | Exception) -> bool:
        """Takes in what a fit gave; False if it begins again. Raises StudyStopped."""
        try:
            if isinstance(future, Exception):
                raise future
            outcome: FitOutcome = future.result()
        except StudyStopped:
            self._ledger.stop()
            raise
        except Exception as error:  # a lost worker, lost data: Dask has many names for them
            self._ledger.check()
            self._queue.ended(task.key, 0, 0.0)
            log.warning("Fit %s of study %s is tried again: %r", task.key, task.study_id, error)
            lost = self._lost(task, error)
            if lost is None:
                return False
            outcome = lost
        else:
            self._queue.ended(task.key, len(outcome.epochs), outcome.seconds)
        if outcome.last_weights is not None:
            self._ledger.kept.save_last(task.trial, task.index, outcome.last_weights)
            outcome = replace(outcome, last_weights=None)
        self._ledger.fit_ended(outcome)
        return True

    def _lost(self, task: FitTask, error: Exception) -> FitOutcome | None:
        """Has a lost fit begin again and returns None; its outcome if it has begun too often."""
        fit = self._ledger.fit(task.key)
        assert fit is not None
        fate = self._queue.fate(fit.worker)
        if fate and fit.state is FitState.WAITING:  # it stood behind the one that ended it
            self.add(task)
            return None
        if task.attempt == MOST_ATTEMPTS:
            why = fate or type(error).__name__
            text = f"Its worker was lost {MOST_ATTEMPTS} times; the last time: {why}."
            return FitOutcome.failed(task, text)
        self._ledger.note(
            "worker",
            f"A worker was lost while it trained trial {task.trial}"
            f"{f' ({fate})' if fate else ''}: the fit starts again.",
        )
        self.add(replace(task, attempt=task.attempt + 1))
        return None
