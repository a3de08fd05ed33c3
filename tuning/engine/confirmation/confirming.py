"""Runs one confirmation: its fits take their turn in the queue, beside the studies that run."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

from tuning.engine import downloads
from tuning.engine.books.recorder import Recorder
from tuning.engine.confirmation import fresh
from tuning.engine.confirmation.books import Books
from tuning.engine.ends import End, end_of
from tuning.engine.fits import FitTask, Source
from tuning.engine.queued_fits import QueuedFits
from tuning.engine.study_queue import StudyQueue
from tuning.engine.workers.cluster import Cluster
from tuning.errors import NotFound, StoreUnavailable, StudyStopped
from tuning.planning import programs
from tuning.planning.checks import check
from tuning.settings import Settings
from tuning.store import ConfirmationRecord, ConfirmationState, Store
from tuning.store.view import StudyView
from tuning.study import Turn
from tuning.text.words import listed

LOOK_SECONDS = 1.0
"""How often to look whether the study is still there."""
ENDS = {
    ConfirmationState.COMPLETED: "The confirmation is completed.",
    ConfirmationState.STOPPED: "The confirmation was stopped; what it trained stays.",
    ConfirmationState.QUEUED: "The confirmation was interrupted and goes on with the next engine.",
}
STATES = {
    End.COMPLETED: ConfirmationState.COMPLETED,
    End.STOPPED: ConfirmationState.STOPPED,
    End.AWAY: ConfirmationState.QUEUED,
    End.FAILED: ConfirmationState.FAILED,
}


class Confirming:
    """One confirmation's thread."""

    def __init__(
        self,
        record: ConfirmationRecord,
        store: Store,
        settings: Settings,
        cluster: Cluster,
        recorder: Recorder,
    ) -> None:
        self.record, self.study_id = record, record.study_id
        self._store, self._settings = store, settings
        self._cluster, self._recorder = cluster, recorder
        self._books: Books | None = None
        self._queue: StudyQueue | None = None
        self._stopped = threading.Event()
        self._interrupted = False
        self._looked = time.monotonic()
        name = f"confirmation-{record.id}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def stop(self, interrupted: bool = False) -> None:
        """Ends it at the next epoch of its fits; it can be asked for again, and goes on then.

        `interrupted`: the engine ends, nobody asked for this to stop.
        """
        self._interrupted = interrupted
        self._stopped.set()
        if self._books is not None:
            self._books.stop()
            self._cluster.stop_study(self.study_id)

    def _run(self) -> None:
        name = f"Confirmation {self.record.id} of study {self.study_id}"
        end, error = end_of(self._train, name)
        state = STATES[end]
        if end is End.STOPPED and self._interrupted:
            state = ConfirmationState.QUEUED
        if self._cluster.is_lost() and state is ConfirmationState.FAILED:
            state, error = ConfirmationState.QUEUED, None  # until the scheduler is back
        self._end(state, error)

    def _train(self) -> None:
        """Trains what is missing. Raises StudyStopped, and TuningError where it cannot."""
        self._set_state(ConfirmationState.RUNNING)
        spec = self._store.study(self.study_id).spec
        dataset = downloads.get(spec.data, self._settings, spec.seed)
        # Its data may have changed since. A tracker's client that is gone is no matter here.
        check(spec.model_copy(update={"track": ()}), self._settings)
        key = downloads.key(spec.data, spec.seed)
        widest = programs.widest(spec, dataset.x_train.shape)
        source = Source(self.study_id, spec, key, dataset.classes, self.record.repeats, widest)
        view = StudyView(self._store, self.study_id)
        tasks = self._tasks(source, view)
        first = tasks[0].split
        dataset.splits(first.evaluation, first.seed)  # raises where rows cannot be divided so
        books = self._books = Books(view, self._recorder, tasks, self._settings.models)
        self._cluster.allow_study(self.study_id)
        self._cluster.listen(self.study_id, books.hear)
        self._queue = StudyQueue(self._cluster, Turn.FAIR, dataset, key, books.check)
        books.note("confirm", self._begins())
        fits = QueuedFits(books, self._queue)
        for task in books.left:
            fits.add(task)
        while books.left:
            self._check()
            fits.next(seconds=0.1)

    def _begins(self) -> str:
        numbers = [str(number) for number in self.record.trials]
        trials = f"Trial {numbers[0]} is" if len(numbers) == 1 else f"Trials {listed(numbers)} are"
        times = "once" if self.record.repeats == 1 else f"{self.record.repeats} times"
        return f"{trials} trained again on fresh seeds and splits, {times} each."

    def _tasks(self, source: Source, view: StudyView) -> list[FitTask]:
        """All fits: of each repeat those of all trials, so that pairs are there early."""
        repeats = range(self.record.repeats)
        trials = [
            (view.trials[n], epochs) for n, epochs in self.record.trials.items() if n in view.trials
        ]
        return [fresh.task(source, trial, epochs, k) for k in repeats for trial, epochs in trials]

    def _check(self) -> None:
        """Raises StudyStopped once it is to stop, or its study was deleted."""
        if time.monotonic() > self._looked + LOOK_SECONDS:
            self._looked = time.monotonic()
            with suppress(StoreUnavailable):
                if self.record.id not in [one.id for one in self._store.active_confirmations()]:
                    self.stop()
        if self._stopped.is_set():
            raise StudyStopped(f"The confirmation of study {self.study_id} was stopped.")

    def _set_state(self, state: ConfirmationState, error: str | None = None) -> None:
        """Moves it on, once the store can be written."""
        number = self.record.id
        self._recorder.patiently(lambda: self._store.set_confirmation(number, state, error))

    def _end(self, state: ConfirmationState, error: str | None) -> None:
        if self._queue is not None:
            self._queue.close()
            self._cluster.unlisten(self.study_id)
        if self._books is not None:
            self._books.close()
        self._recorder.event(self.study_id, "confirm", error or ENDS.get(state, ""))
        self._recorder.flush()
        # Deleted meanwhile; unwritten, the next engine finds it running.
        with suppress(NotFound, StoreUnavailable):
            self._set_state(state, error)
