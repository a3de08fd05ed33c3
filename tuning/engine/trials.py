"""Runs trials for a strategy: queues their fits for the workers, several at once, and keeps score.

A strategy calls `start` with values and `next_ended` for what came of them, or `next_in_order` if
it learns from the results; everything between (seeds, folds, records, stopping, lost workers, the
best weights so far) is here.
"""

from __future__ import annotations

import logging
import queue
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from distributed import Future

from tuning.engine import modes, worker
from tuning.engine.fits import FitOutcome, FitTask, Weights, epoch_record
from tuning.engine.ledger import Ledger, Running, TrialOutcome
from tuning.engine.order import Order, cost
from tuning.engine.queue.study_queue import StudyQueue
from tuning.engine.recorder import Recorder
from tuning.engine.replay import BY_HAND, Added, Replay
from tuning.engine.workers.cluster import Cluster
from tuning.errors import StudyStopped, TuningError
from tuning.space import Values
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.strategies import count
from tuning.study import FitKind, FitState, StudySpec, TrialState

MOST_ATTEMPTS = 3
log = logging.getLogger(__name__)


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
        self.workers = known.study.workers or self.capacity
        """How many there were when the study began: what it tries must not depend on later ones."""
        recorder.study(study, workers=self.workers)
        alike = modes.alike(spec, count(spec).trials, self.workers)
        self.source = replace(self.source, alike=alike)
        self._done: queue.Queue[tuple[FitTask, Future | Exception | None]] = queue.Queue()
        self.order: Order | None = None
        """In which order results are told, where a strategy needs one."""
        self.replay = Replay(self.recorded())
        self._earlier: deque[int] = deque()
        """Trials that were started again, and that an earlier run had ended."""
        self._untold: dict[int, TrialOutcome] = {}
        cluster.listen(study, self._on_report)
        self.queue = StudyQueue(cluster, known.study.turn, dataset, dataset_key, self.check)

    # -- for strategies --------------------------------------------------------------------

    @property
    def in_flight(self) -> int:
        return len(self._running) + len(self._earlier)

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
        keep_last: bool = False,
    ) -> int:
        """Starts one trial; returns its number.

        A trial of an earlier run with the same `native` id goes on where it was: its number
        stays, and the fits that it had finished are not trained again. The reason may say `until`
        which epoch it trains, and that it `continues` the fits of another trial, which ended.
        `keep_last`: others may train on from it.
        """
        self.check()
        before = self.recorded_as(native)
        number = before.number if before else self._take_number()
        self.replay.begin(number)
        if before is not None and self.is_over(number):
            self._place(number, 0.0, before)
            self._earlier.append(number)
            return number
        values = self.spec.space.active({**self.spec.space.fixed, **values})
        tasks = [
            self._stretch(self.fit_task(number, values, index), reason or {})
            for index in range(self.spec.evaluation.fits)
        ]
        place = self._place(number, cost(tasks, self.dataset.x_train.shape), before)
        running = self._begin(number, values, tasks, reason, native, **place)
        running.keep_last = keep_last
        for task in tasks:
            if task.key not in running.outcomes:
                self._await_turn(self._ready(task, reason or {}))
        if len(running.outcomes) == len(tasks):
            self._done.put((tasks[0], None))
        return number

    def next_in_order(self) -> TrialOutcome | None:
        """The next result to be told, in the order that the record fixes; None if none is to come.

        Waits for it. Raises StudyStopped.
        """
        assert self.order is not None
        while True:
            self._start_added()
            number = self.order.next()
            if number is None:
                return None
            if number in self._untold:
                self.order.tell(number)
                return self._untold.pop(number)
            ended = self.poll()
            if ended is not None:
                self._untold[ended.number] = ended

    def next_ended(self) -> TrialOutcome:
        """Waits for the next trial to end. Raises StudyStopped."""
        while True:
            ended = self.poll()
            if ended is not None:
                return ended

    def poll(self) -> TrialOutcome | None:
        """The next trial to end, or None after a moment's wait. Raises StudyStopped."""
        self.check()
        self._start_added()
        if self._earlier:
            return self._ended_earlier(self._earlier.popleft())
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
        self.replay.add(Added(values, f"{BY_HAND}{time.time_ns()}"))

    def finish(self) -> None:
        """Says that no trial will be added any more. For other threads."""
        self.is_to_finish = True

    def _start_added(self) -> None:
        reason = {"text": "Proposed by hand.", "by_hand": True}
        told = self.order.told if self.order else 0
        while (added := self.replay.next_added(told)) is not None:
            self.start(added.values, reason=reason, native=added.native)

    def _place(
        self, number: int, expected: float, before: TrialRecord | None
    ) -> dict[str, int | float]:
        """A trial's place in the order of telling, as an earlier run recorded it or new."""
        if self.order is None:
            return {}
        told = self.order.told
        due = self.order.begin(number, expected, before.due if before else None)
        return {"told": told, "due": due}

    def stop(self) -> None:
        """Ends everything that trains, each fit at its next epoch. For other threads."""
        self._stop = True
        self.cluster.stop_study(self.study)
        if self.on_stop is not None:
            self.on_stop()

    # -- one fit ---------------------------------------------------------------------------

    def _stretch(self, task: FitTask, reason: dict[str, Any]) -> FitTask:
        """A fit with the epochs that its trial is to train."""
        if "until" not in reason or task.kind is FitKind.REFIT:
            return task
        first = self._over[reason["continues"]].reason["until"] if "continues" in reason else 0
        return replace(task, epochs=reason["until"], first_epoch=first)

    def _ready(self, task: FitTask, reason: dict[str, Any]) -> FitTask:
        """A fit with the weights that it begins with, and what is worth sending its own back."""
        weights = None
        if task.first_epoch:
            weights = self._last_weights(reason["continues"], task.index)
        return replace(task, weights=weights, bar=self.best.score if self.best else None)

    def _last_weights(self, number: int, index: int) -> Weights:
        """What a fit had learned in the end; trained again, from the same seed, if it is lost."""
        weights = self.kept.last(number, index)
        if weights is None:
            trial = self._over[number]
            task = self.fit_task(number, trial.values, index)
            weights = self._train_again(task, trial.reason, keep_last=True).last_weights
            assert weights is not None
            self.kept.save_last(number, index, weights)
        return weights

    def _train_again(
        self, task: FitTask, reason: dict[str, Any], keep_last: bool = False
    ) -> FitOutcome:
        """Trains a fit once more for its weights, besides the record. Raises TuningError."""
        task = replace(self._ready(self._stretch(task, reason), reason), bar=None)
        outcome: FitOutcome = self.on_a_worker(worker.run_fit, task, worker.say_nothing, keep_last)
        if outcome.weights is None:
            raise TuningError(f"Trial {task.trial} could not be trained again: {outcome.error}")
        return outcome

    def on_a_worker(self, function: Callable[..., Any], task: FitTask, *more: Any) -> Any:
        """What `function(task, dataset, *more)` gives on a worker; tried again if that is lost."""
        for attempt in range(1, MOST_ATTEMPTS + 1):
            self.check()
            try:
                trained = task if function is worker.run_fit else None
                data = self.queue.data
                return self.queue.result(self.check, function, task, data, *more, task=trained)
            except (StudyStopped, TuningError):
                raise
            except Exception as error:  # as in `_take`
                if attempt == MOST_ATTEMPTS:
                    raise
                log.warning("%s of study %s is tried again: %r", function, self.study, error)
        raise AssertionError("unreachable")

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
            log.warning("Fit %s of study %s is tried again: %r", task.key, self.study, error)
            fit = self._fits[task.key]
            fate = self.cluster.fate(fit.worker)
            if fate and fit.state is FitState.WAITING:  # it stood behind the one that ended it
                self._await_turn(task)
                return False
            if task.attempt < MOST_ATTEMPTS:
                again = replace(task, attempt=task.attempt + 1)
                running.tasks[task.key] = again
                self._recorder.event(
                    self.study,
                    "worker",
                    f"A worker was lost while it trained trial {task.trial}"
                    f"{f' ({fate})' if fate else ''}: the fit starts again.",
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
                error=f"Its worker was lost {MOST_ATTEMPTS} times; the last time: "
                f"{fate or type(error).__name__}.",
            )
        else:
            self.queue.heard(task.key, len(outcome.epochs), outcome.seconds)
        if outcome.last_weights is not None:
            self.kept.save_last(task.trial, task.index, outcome.last_weights)
            outcome = replace(outcome, last_weights=None)
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
        weights = self._train_again(task, self._over[task.trial].reason).weights
        assert weights is not None
        self.keep_best_model(task, weights)
        return task, weights

    def close(self, state: TrialState = TrialState.STOPPED) -> None:
        """Marks what still runs as stopped and stops listening."""
        self.queue.close()
        self.cluster.unlisten(self.study)
        super().close(state)
