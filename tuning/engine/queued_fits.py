"""The fits of a study's trials: queued, trained on a worker, begun again if that is lost.

For one thread, the strategy's; only what the workers give comes from others.
"""

from __future__ import annotations

import logging
import queue
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from distributed import Future

from tuning.engine import pack
from tuning.engine.attempts import MOST_ATTEMPTS
from tuning.engine.books.kept import KeptWeights
from tuning.engine.fits import FitOutcome, FitTask
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


@dataclass(frozen=True)
class _Lost:
    """A fit that came back without an outcome."""

    error: Exception
    has_trained: bool
    """Whether it was the one that trained when its pack was lost."""


class QueuedFits:
    """Has fits trained and writes in the books what they gave."""

    def __init__(self, ledger: FitBooks, study_queue: StudyQueue) -> None:
        self._ledger, self._queue = ledger, study_queue
        self._keeps_last: set[int] = set()
        self._unheard: Counter[FitKey] = Counter()
        """How often a fit was lost that had said no word."""
        self._packs: queue.Queue[tuple[Sequence[FitTask], Future | Exception | None, bool]] = (
            queue.Queue()
        )
        """Those that have left their workers, as the queue's thread tells them, and whether they
        were trained through: what they gave may be lost even then."""
        self._ended: deque[tuple[FitTask, FitOutcome | _Lost | None]] = deque()
        """Their fits, which are taken in one by one."""

    def keep_last(self, number: int) -> None:
        """The last weights of this trial's fits are kept: others may train on from them."""
        self._keeps_last.add(number)

    def add(self, task: FitTask, *, is_alone: bool = False) -> None:
        """A fit that is ready to train; `is_alone`: in no pack."""
        self._ledger.open_fit(task)
        self._queue.add(task, self._begin, self._left, is_alone=is_alone)

    def add_settled(self, task: FitTask) -> None:
        """A fit that an earlier run settled: `next` gives its trial, none of whose fits is left."""
        self._packs.put(([task], None, True))

    def next(self, seconds: float) -> int | None:
        """Waits for a fit to end; the trial that may have ended with it. Raises StudyStopped.

        None if none ended within so many seconds, or if its fit begins again.
        """
        try:
            if not self._ended:
                if self._packs.empty():
                    self._queue.filled()
                self._unpack(*self._packs.get(timeout=seconds))
        except queue.Empty:
            return None
        task, found = self._ended.popleft()
        if not self._ledger.is_running(task.trial):
            return None
        if found is not None and not self._take(task, found):
            return None
        return task.trial

    def take_ended(self) -> set[int]:
        """Takes in the fits that have ended well until now, without waiting; their trials.

        For a search that is cut or stopped: whatever else has ended is left.
        """
        while not self._packs.empty():
            tasks, future, is_through = self._packs.get()
            if is_through:
                with suppress(StudyStopped):
                    self._unpack(tasks, future, is_through)
        numbers = set()
        while self._ended:
            task, found = self._ended.popleft()
            if isinstance(found, FitOutcome) and self._ledger.is_running(task.trial):
                self._take(task, found)
                numbers.add(task.trial)
        return numbers

    def _begin(self, address: str, tasks: Sequence[FitTask]) -> Future:
        keep_last = self._keeps_last & {task.trial for task in tasks}
        return self._queue.submit(address, pack.run_fits, tasks, self._queue.data, keep_last)

    def _left(self, future: Future | Exception, tasks: Sequence[FitTask]) -> None:
        for task in tasks:
            self._ledger.leave(task.key)
        is_through = isinstance(future, Future) and future.status == "finished"
        self._packs.put((tasks, future, is_through))

    def _unpack(
        self, tasks: Sequence[FitTask], future: Future | Exception | None, is_through: bool
    ) -> None:
        """What each fit of a pack gave. Raises StudyStopped."""
        if future is None:
            self._ended += [(task, None) for task in tasks]
            return
        outcomes: list[FitOutcome] = []
        error: Exception = RuntimeError("Its pack ended before it.")
        try:
            if isinstance(future, Exception):
                raise future
            outcomes = future.result()
        except StudyStopped:
            self._ledger.stop()
            raise
        except Exception as lost:  # a lost worker, lost data: Dask has many names for them
            error = lost
        self._ended += zip(tasks, outcomes, strict=False)
        left = tasks[len(outcomes) :]
        trained = left[:1] if outcomes else [] if is_through else self._trained(left)
        self._ended += [(task, _Lost(error, task in trained)) for task in left]

    def _trained(self, tasks: Sequence[FitTask]) -> Sequence[FitTask]:
        """Of a pack that is lost, the fit that trained: the last that had begun.

        None of a pack that stood behind another.
        """
        fits = [self._ledger.fit(task.key) for task in tasks]
        begun = [
            task
            for task, fit in zip(tasks, fits, strict=True)
            if fit is not None and fit.state is FitState.RUNNING
        ]
        return begun[-1:]

    def _take(self, task: FitTask, found: FitOutcome | _Lost) -> bool:
        """Takes in what a fit gave; False if it begins again. Raises StudyStopped."""
        if isinstance(found, _Lost):
            self._ledger.check()
            self._queue.ended(task.key, 0, 0.0)
            log.warning(
                "Fit %s of study %s is tried again: %r", task.key, task.study_id, found.error
            )
            outcome = self._lost(task, found)
            if outcome is None:
                return False
        else:
            outcome = found
            self._queue.ended(task.key, len(outcome.epochs), outcome.seconds)
        if outcome.last_weights is not None:
            self._ledger.kept.save_last(task.trial, task.index, outcome.last_weights)
            outcome = replace(outcome, last_weights=None)
        self._ledger.fit_ended(outcome)
        return True

    def _lost(self, task: FitTask, lost: _Lost) -> FitOutcome | None:
        """Has a lost fit begin again and returns None; its outcome if it has begun too often.

        By itself, so that it is known which fit it is that loses its worker.
        """
        fit = self._ledger.fit(task.key)
        assert fit is not None
        fate = self._queue.fate(fit.worker)
        if not lost.has_trained and self._is_spared(task.key):
            self.add(task, is_alone=True)
            return None
        if task.attempt == MOST_ATTEMPTS:
            why = fate or type(lost.error).__name__
            text = f"Its worker was lost {MOST_ATTEMPTS} times; the last time: {why}."
            return FitOutcome.failed(task, text)
        self._ledger.note(
            "worker",
            f"A worker was lost while it trained trial {task.trial}"
            f"{f' ({fate})' if fate else ''}: the fit starts again.",
        )
        self.add(replace(task, attempt=task.attempt + 1), is_alone=True)
        return None

    def _is_spared(self, key: FitKey) -> bool:
        """Whether a fit that was lost and had said no word is taken to have stood behind another.

        Not for ever: else one whose worker is lost before it says a word would begin again and
        again.
        """
        self._unheard[key] += 1
        return self._unheard[key] < MOST_ATTEMPTS
