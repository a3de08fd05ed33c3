"""Runs the trials of a study for its strategy: queues their fits, several at once.

A strategy calls `start` with values and `next_ended` for what came of them; everything between
(seeds, folds, lost workers, trials that a person adds, the order in which results are told) is
here. The books are the ledger's.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from tuning.datasets import Dataset
from tuning.engine.baselines.study import Baselines
from tuning.engine.books.earlier import Earlier
from tuning.engine.books.ledger import Ledger
from tuning.engine.books.recorder import Recorder
from tuning.engine.fits import FitTask, Source, TestedModel
from tuning.engine.library import LibraryBooks
from tuning.engine.order import Order, cost
from tuning.engine.proposals import Proposal, Reason, TrialOutcome
from tuning.engine.queued_fits import QueuedFits
from tuning.engine.replay import Added, Replay
from tuning.engine.reports import FitStarted, Report
from tuning.engine.retraining import Retraining
from tuning.engine.study_queue import StudyQueue
from tuning.engine.workers.cluster import Cluster
from tuning.planning import programs
from tuning.space import Values, show
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.strategies import count
from tuning.study import StudySpec, TrialState

LOOK_SECONDS = 0.1


class Trials:
    """The trials of one study while it runs."""

    def __init__(
        self,
        study_id: int,
        spec: StudySpec,
        cluster: Cluster,
        recorder: Recorder,
        view: StudyView,
        dataset: Dataset,
        dataset_key: str,
        folder: Path,
        waiting: Callable[[], Sequence[Added]] = tuple,
    ) -> None:
        """`view`: the record as earlier runs left it. `folder` keeps weights. `waiting`: the trials
        that people have added and that are not begun."""
        earlier = Earlier(view)
        self.study_id, self.spec = study_id, spec
        self.cluster, self.dataset = cluster, dataset
        self.capacity = cluster.workers
        self.workers = earlier.study.workers or self.capacity
        """How many there were when the study began: what it tries must not depend on later ones."""
        recorder.study(study_id, workers=self.workers)
        self._recorder = recorder
        widest = programs.widest(spec, dataset.x_train.shape)
        alike = programs.alike(spec, count(spec).trials, widest)
        source = Source(study_id, spec, dataset_key, dataset.classes, alike, widest)
        self.ledger = Ledger(source, recorder, earlier, folder)
        self.check = self.ledger.check
        is_cut, turn = spec.training_seconds is not None, earlier.study.turn
        self.queue = StudyQueue(cluster, turn, dataset, dataset_key, self.check, is_cut)
        self.on_stop: Callable[[], None] | None = None
        """Called from another thread once the study is to stop."""
        self._earlier = earlier
        self._retraining = Retraining(self.ledger, self.queue, len(dataset.y_train))
        self.baselines = Baselines(self.ledger, self.queue, self._retraining, recorder)
        self._waiting, self._looked = waiting, 0.0
        self._replay = Replay(earlier.trials.values(), self._look)
        self._order: Order | None = None
        """In which order results are told, where a strategy needs one."""
        self._told = 0
        """How many were told where it needs none."""
        self._fits = QueuedFits(self.ledger, self.queue)
        self._ended_earlier: deque[int] = deque()
        """Trials that were started again and that an earlier run had ended."""
        self._untold: dict[int, TrialOutcome] = {}
        self._is_to_finish = False
        self.is_cut = False
        """Whether the search was ended since its seconds of training were used up."""
        self._hear: Callable[[Report], None] = self.ledger.hear
        cluster.listen(study_id, lambda report: self._hear(report))

    # -- for strategies --------------------------------------------------------------------

    @property
    def has_room(self) -> bool:
        """Whether another trial can be started before one that is under way has ended.

        Twice as many as there are workers are under way, so that each worker can keep to
        architectures that it has compiled, and more where they are short, so that they form packs;
        or as many as `tell_in_order` has said.
        """
        if self._order is not None:
            return self._order.has_room
        most = max(2 * self.capacity, self.queue.room.fits // self.spec.evaluation.fits)
        return self._under_way < most

    @property
    def is_catching_up(self) -> bool:
        """Whether trials that earlier runs recorded are still to be started again."""
        return not self._replay.is_through

    def recorded_as(self, native: str) -> TrialRecord | None:
        """The trial of an earlier run that the strategy's library knows by this id."""
        return self._earlier.called(native)

    def tell_in_order(self, most: int, formerly: int) -> None:
        """From now on results are told in an order that the record fixes, whichever ends first.

        `most`: how many trials are started beyond those whose results have been told; a study that
        was begun before that was recorded goes on with what it was then, `formerly`.
        """
        known = self._earlier.study.ahead
        most = known or (formerly if self._earlier.trials else most)
        self._recorder.study(self.study_id, ahead=most)
        self._order = Order(most)

    def start(
        self,
        values: Values,
        *,
        reason: Reason,
        native: str | None = None,
        keep_last: bool = False,
    ) -> int:
        """Starts one trial; returns its number. Raises StudyStopped.

        A trial of an earlier run with the same `native` id goes on where it was: its number
        stays, and the fits that it had finished are not trained again. `keep_last`: others may
        train on from it.
        """
        self.check()
        before = self._earlier.called(native)
        number = before.number if before else self.ledger.take_number()
        self._replay.begin(number)
        if before is not None and self.ledger.is_over(number):
            self._place(number, [], before)
            self._ended_earlier.append(number)
            return number
        if keep_last:
            self._fits.keep_last(number)
        values = self.spec.space.active({**self.spec.space.fixed, **values})
        self._begin(number, values, reason, native, before)
        return number

    def next_ended(self, *, stay_open: bool = False) -> TrialOutcome | None:
        """Waits for the next trial's outcome; None once none is under way. Raises StudyStopped.

        `stay_open`: with none under way it waits for a person to add one, or to finish.
        """
        if self._order is not None:
            return self._next_in_order(self._order)
        while True:
            # What was added before that was said is begun, and so under way, by now.
            stays = stay_open and not self._is_to_finish
            self._start_added()
            if not (self._under_way or stays):
                return None
            if not self._under_way:
                self.queue.rest()
            ended = self._poll()
            if ended is not None:
                self._told += 1
                return ended

    def forget_weights(self, but: Collection[int]) -> None:
        """Removes the last weights of all trials but these: none trains on from them."""
        self.ledger.kept.forget_last(but)

    def open_books(self, count: int, reason: Callable[[FitStarted], Reason]) -> LibraryBooks:
        """The books for a library that trains by itself: from now on its fits' reports write them.

        `count`: how many trials it will try. `reason` says why it tries one.
        """
        books = LibraryBooks(self.ledger, self.queue, count, reason)
        self._hear = books.hear
        return books

    # -- for the engine --------------------------------------------------------------------

    def finish(self) -> None:
        """Says that no trial will be added any more. For other threads."""
        self._is_to_finish = True

    def stop(self) -> None:
        """Ends everything that trains, each fit at its next epoch. For other threads."""
        self.ledger.stop()
        self.cluster.stop_study(self.study_id)
        if self.on_stop is not None:
            self.on_stop()

    def cut(self) -> None:
        """Ends the search for good, as `stop` does: its seconds of training are used up."""
        self.is_cut = True
        self.stop()

    def close(self, state: TrialState = TrialState.STOPPED) -> None:
        """Marks what still runs as stopped and stops listening."""
        self.queue.close()
        self.cluster.unlisten(self.study_id)
        self.ledger.close(state, self.is_cut)

    def take_ended(self) -> None:
        """Takes down what had ended as the study was cut or stopped: its strategy was not told."""
        for number in self._fits.take_ended():
            self.ledger.end(number)

    def tested(self) -> tuple[FitTask, TestedModel]:
        """The best model's fit, trained on all rows where there are folds, and its one test.

        Raises TuningError if no trial succeeded.
        """
        return self._retraining.tested()

    # -- one trial -------------------------------------------------------------------------

    @property
    def _under_way(self) -> int:
        return self.ledger.running + len(self._ended_earlier)

    def _begin(
        self,
        number: int,
        values: Values,
        reason: Reason,
        native: str | None,
        before: TrialRecord | None,
    ) -> None:
        """Queues those fits of a trial that no earlier run has settled."""
        tasks = [
            self._retraining.spanned(self.ledger.source.task(number, values, index), reason)
            for index in range(self.spec.evaluation.fits)
        ]
        place = self._place(number, tasks, before)
        left = self.ledger.begin(Proposal(number, values, reason, native, **place), tasks)
        for task in left:
            self._fits.add(self._retraining.ready(task, reason))
        if not left:
            self._fits.add_settled(tasks[0])

    def _next_in_order(self, order: Order) -> TrialOutcome | None:
        while True:
            self._start_added()
            number = order.next()
            if number is None:
                return None
            if number in self._untold:
                order.tell(number)
                return self._untold.pop(number)
            ended = self._poll()
            if ended is not None:
                self._untold[ended.number] = ended

    def _poll(self) -> TrialOutcome | None:
        """The next trial to end, or None after a moment's wait. Raises StudyStopped."""
        self.check()
        if self._ended_earlier:
            return self.ledger.ended_earlier(self._ended_earlier.popleft())
        number = self._fits.next(seconds=0.1)
        return None if number is None else self.ledger.end(number)

    def _look(self) -> Sequence[Added]:
        """What people have added; while something is under way it is not asked all the time."""
        now = time.monotonic()
        if self._under_way and now < self._looked + LOOK_SECONDS:
            return ()
        self._looked = now
        return self._waiting()

    def _start_added(self) -> None:
        told = self._order.told if self._order else self._told
        while (added := self._replay.next_added(told)) is not None:
            reason = Reason("Proposed by hand.", by_hand=True, by=added.by)
            self.start(added.values, reason=reason, native=added.native)
            if added.is_new:
                text = ", ".join(f"{name} = {show(value)}" for name, value in added.values.items())
                self.ledger.note("edit", f"A trial was added by hand: {text}.")

    def _place(
        self, number: int, tasks: Sequence[FitTask], before: TrialRecord | None
    ) -> dict[str, Any]:
        """A trial's place in the order of telling, as an earlier run recorded it or new."""
        if self._order is None:
            return {}
        told, expected = self._order.told, cost(tasks, self.dataset.x_train.shape)
        return {
            "told": told,
            "due": self._order.begin(number, expected, before.due if before else None),
        }
