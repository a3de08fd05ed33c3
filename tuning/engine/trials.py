"""Runs trials for a strategy: queues their fits for the workers, several at once, and keeps score.

A strategy calls `start` with values and `next_ended` for what came of them; everything between
(seeds, folds, records, stopping, lost workers, the best weights so far) is here.
"""

from __future__ import annotations

import logging
import queue
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import Future

from tuning.counts import count
from tuning.engine import modes, worker
from tuning.engine.cluster import Cluster
from tuning.engine.ledger import Ended, Ledger, Running, epoch_record
from tuning.engine.recorder import Recorder
from tuning.engine.study_queue import StudyQueue
from tuning.engine.worker import FitOutcome, FitTask, Weights
from tuning.errors import StudyStopped, TuningError
from tuning.space import Values
from tuning.store import TrialRecord
from tuning.study import FitKind, FitState, StudySpec, TrialState
from tuning.view import StudyView

MOST_ATTEMPTS = 3
BY_HAND = "hand-"
log = logging.getLogger(__name__)


def is_by_hand(native: str | None) -> bool:
    """Whether a trial was proposed by a person, not by the strategy."""
    return native is not None and native.startswith(BY_HAND)


class Trials(Ledger):
    """The trials of one study while it runs."""

    is_to_finish = False
    """Whether a study that stays open was told to end once its trials have."""

    def __init__(
        self,
        study: int,
        spec: StudySpec,
        cluster: Cluster,
        recorder: Recorder,
        known: StudyView,
        classes: int,
        dataset: Any,
        dataset_key: str,
        folder: Path,
    ) -> None:
        super().__init__(study, spec, recorder, known, classes, dataset_key, folder)
        self.cluster, self.dataset = cluster, dataset
        self.capacity = cluster.workers
        alike = modes.alike(spec, count(spec).trials, self.capacity)
        self.source = replace(self.source, alike=alike)
        self._done: queue.Queue[tuple[FitTask, Future | Exception | None]] = queue.Queue()
        self._added: queue.SimpleQueue[tuple[Values, str | None]] = queue.SimpleQueue()
        for trial in self.recorded():  # those that an earlier run could not finish
            if is_by_hand(trial.native) and not self.is_over(trial.number):
                self._added.put((trial.values, trial.native))
        cluster.listen(study, self._on_report)
        self.queue = StudyQueue(cluster, known.study.turn, dataset, dataset_key, self.check)

    # -- for strategies --------------------------------------------------------------------

    @property
    def in_flight(self) -> int:
        return len(self._running)

    @property
    def ahead(self) -> int:
        """How many trials to have in flight where one need not know how the others end.

        More than there are workers: each can then keep to architectures that it has compiled.
        """
        return 2 * self.capacity

    def recorded(self) -> list[TrialRecord]:
        """The trials of an earlier run of this study, by number."""
        return [self._known.trials[number] for number in sorted(self._known.trials)]

    def start(
        self,
        values: Values,
        *,
        reason: dict[str, Any] | None = None,
        native: str | None = None,
        epochs: int | None = None,
        first_epoch: int = 0,
        weights: dict[int, Weights] | None = None,
        keep_last: bool = False,
    ) -> int:
        """Starts one trial; returns its number.

        A trial of an earlier run with the same `native` id goes on where it was: its number
        stays, and the fits that it had finished are not trained again.
        """
        self.check()
        before = self._recorded_as(native)
        number = before.number if before else self._take_number()
        values = self.spec.space.active({**self.spec.space.fixed, **values})
        tasks = [
            self._task(number, values, index, epochs, first_epoch, weights)
            for index in range(self.spec.evaluation.fits)
        ]
        running = self._begin(number, values, tasks, reason, native, keep_last)
        for task in tasks:
            if task.key not in running.outcomes:
                self._await_turn(task)
        if len(running.outcomes) == len(tasks):
            self._done.put((tasks[0], None))
        return number

    def next_ended(self) -> Ended:
        """Waits for the next trial to end. Raises StudyStopped."""
        while True:
            ended = self.poll()
            if ended is not None:
                return ended

    def poll(self) -> Ended | None:
        """The next trial to end, or None after a moment's wait. Raises StudyStopped."""
        self.check()
        self._start_added()
        try:
            task, future = self._done.get(timeout=0.1)
        except queue.Empty:
            return None
        running = self._running.get(task.trial)
        if running is None or (future is not None and not self._take(running, task, future)):
            return None
        return self._end(running) if len(running.outcomes) == len(running.tasks) else None

    def add(self, values: Values) -> None:
        """Queues a trial that a person proposed. For other threads."""
        self._added.put((values, None))

    def finish(self) -> None:
        """Says that no trial will be added any more. For other threads."""
        self.is_to_finish = True

    def _start_added(self) -> None:
        while not self._added.empty():
            values, native = self._added.get()
            native = native or f"{BY_HAND}{self._next}"
            self.start(values, reason={"text": "Proposed by hand.", "by_hand": True}, native=native)

    def stop(self) -> None:
        """Ends everything that trains, each fit at its next epoch. For other threads."""
        self._stop = True
        self.cluster.stop_study(self.study)
        if self.on_stop is not None:
            self.on_stop()

    # -- one fit ---------------------------------------------------------------------------

    def _task(
        self,
        number: int,
        values: Values,
        index: int,
        epochs: int | None,
        first_epoch: int,
        weights: dict[int, Weights] | None,
    ) -> FitTask:
        return replace(
            self.fit_task(number, values, index, epochs=epochs),
            first_epoch=first_epoch,
            weights=weights.get(index) if weights else None,
            bar=self.best.score if self.best else None,
        )

    def _await_turn(self, task: FitTask) -> None:
        self._record_fit(task, FitState.WAITING)
        keep_last = self._running[task.trial].keep_last

        def begin(address: str) -> Future:
            data = self.queue.data
            return self.queue.submit(address, worker.run_fit, task, data, None, keep_last)

        self.queue.add(task, begin, lambda future: self._done.put((task, future)))

    def _take(self, running: Running, task: FitTask, future: Future | Exception) -> bool:
        """Takes in an ended fit; False if it is tried again. Raises StudyStopped."""
        try:
            if isinstance(future, Exception):
                raise future
            outcome: FitOutcome = future.result()
        except StudyStopped:
            self._stop = True
            raise
        except Exception as error:  # a lost worker, lost data: Dask has many names for them
            self.check()
            self.queue.heard(task.key, 0, 0.0)
            if task.attempt < MOST_ATTEMPTS:
                log.warning("Fit %s of study %s is tried again: %r", task.key, self.study, error)
                again = replace(task, attempt=task.attempt + 1)
                running.tasks[task.key] = again
                self._recorder.event(
                    self.study,
                    "worker",
                    f"A worker was lost while it trained trial {task.trial}: the fit starts again.",
                )
                self._await_turn(again)
                return False
            outcome = FitOutcome(
                task.trial,
                task.kind,
                task.index,
                None,
                0.0,
                "",
                [],
                error=f"Its worker died {MOST_ATTEMPTS} times; last: {type(error).__name__}.",
            )
        else:
            self.queue.heard(task.key, len(outcome.epochs), outcome.seconds)
        running.outcomes[task.key] = outcome
        self._record_outcome(task, outcome)
        return True

    def _on_report(self, event: tuple[float, dict[str, Any]]) -> None:
        """A worker's report of a fit, on Dask's thread."""
        message = event[1]
        if self.on_report is not None:
            self.on_report(message)
            return
        number, kind, index = message["fit"]
        running = self._running.get(number)
        key = (number, FitKind(kind), index)
        if running is None or key not in running.tasks or key in running.outcomes or self._stop:
            return
        task = running.tasks[key]
        if message["event"] == "started":
            fields = {"worker": message.get("worker"), "started": message["time"]}
            self._record_fit(task, FitState.RUNNING, **fields)
        else:
            self._recorder.epoch(self.study, epoch_record(task, message))

    def winner(self) -> tuple[FitTask, Weights]:
        """The best model's fit and weights; weights that nobody kept are made again from the seed.

        Raises TuningError if no trial succeeded.
        """
        task = self.winner_task()
        if self.best is not None and self.best.weights is not None:
            return task, self.best.weights
        outcome: FitOutcome = self.queue.result(
            self.check, worker.run_fit, task, self.queue.data, worker.say_nothing, task=task
        )
        if outcome.weights is None:
            raise TuningError(f"The best model could not be made again: {outcome.error}")
        self.keep_best_model(task, outcome.weights)
        return task, outcome.weights

    def close(self, state: TrialState = TrialState.STOPPED) -> None:
        """Marks what still runs as stopped and stops listening."""
        self.queue.close()
        self.cluster.unlisten(self.study)
        super().close(state)
