"""Runs one study from its start, or from where it was, to its best model."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

from tuning.engine import downloads
from tuning.engine.books.kept import keep_tested
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.budget import Budget, used_up
from tuning.engine.ends import End, end_of
from tuning.engine.honest.keeper import Keeper
from tuning.engine.replay import Added
from tuning.engine.strategies import strategy_class
from tuning.engine.trials import Trials
from tuning.engine.workers.cluster import Cluster
from tuning.errors import NotFound, StateConflict, StoreUnavailable, StudyStopped
from tuning.planning import plan
from tuning.planning.checks import check
from tuning.planning.speed import Speed
from tuning.settings import Settings
from tuning.store import ENDING, Store
from tuning.store.view import StudyView
from tuning.study import StudySpec, StudyState, TrialState, Turn
from tuning.text.words import score

CHECK_SECONDS = 0.2
STATES = {
    End.COMPLETED: StudyState.COMPLETED,
    End.STOPPED: StudyState.STOPPED,
    End.AWAY: StudyState.INTERRUPTED,
    End.FAILED: StudyState.FAILED,
}
LEAVE_SECONDS = 0.5
"""How long a study that is stopped waits for its fits to leave their workers: an epoch of short
ones."""


class StudyRunner:
    """One study's thread: state, strategy, winner."""

    def __init__(
        self,
        study_id: int,
        store: Store,
        settings: Settings,
        cluster: Cluster,
        recorder: Recorder,
        summaries: Summaries,
    ) -> None:
        self.study_id = study_id
        self._store, self._settings = store, settings
        self._cluster, self._recorder, self._summaries = cluster, recorder, summaries
        self._trials: Trials | None = None
        self._keeper: Keeper | None = None
        self._stopped = threading.Event()
        self._begun: float | None = None
        self._interrupted = False
        self._lock = threading.Lock()
        self._messages: list[Callable[[Trials], None]] = []
        self._folder = settings.models / str(study_id)
        self._thread = threading.Thread(target=self._run, name=f"study-{study_id}", daemon=True)

    def start(self, finish_only: bool = False) -> None:
        """Runs the search; `finish_only` goes straight to the test of the winner so far."""
        self.finish_only = finish_only
        self._thread.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def is_ending(self) -> bool:
        """Whether it was told to stop, or has finished all but its last records."""
        return self._stopped.is_set() or not self._thread.is_alive()

    def stop(self, interrupted: bool = False) -> None:
        """Ends the study at the next epoch of its fits; it can be resumed.

        `interrupted`: the engine ends, nobody asked for this study to stop.
        """
        self._interrupted = interrupted
        self._stopped.set()
        if not interrupted:
            # It was deleted, has not begun or has just ended: it stops all the same.
            with suppress(NotFound, StateConflict, StoreUnavailable):
                self._store.set_state(self.study_id, StudyState.STOPPING)
        trials = self._trials
        if trials is not None:
            trials.stop()

    def finish(self) -> None:
        """Ends a study that stays open for more trials, once those it has are through."""
        self._tell(Trials.finish)

    def change(self, turn: Turn) -> None:
        """Puts the study first, pauses it, or lets it take part like the others again."""
        self._tell(lambda trials: trials.queue.change(turn))
        self._recorder.event(self.study_id, "turn", turn.told)

    def _tell(self, message: Callable[[Trials], None]) -> None:
        """Tells the trials something, now or as soon as they are there."""
        with self._lock:
            if self._trials is None:
                self._messages.append(message)
            else:
                message(self._trials)

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def _run(self) -> None:
        end, error = end_of(self._search_and_test, f"Study {self.study_id}")
        state = STATES[end]
        if end is End.STOPPED:  # whatever goes wrong there, it is stopped
            end_of(self._take_ended, f"What had ended of study {self.study_id}")
        if end is End.STOPPED and self._interrupted:
            state = StudyState.INTERRUPTED
        if self._cluster.is_lost() and state in (StudyState.INTERRUPTED, StudyState.FAILED):
            state, error = StudyState.QUEUED, None  # until the scheduler is back
        self._end(state, error)

    def _search_and_test(self) -> None:
        record = self._store.study(self.study_id)
        spec = record.spec
        self._set_state(StudyState.RUNNING)
        self._begun = time.monotonic()
        self._check_stopped()
        self._cluster.allow_study(self.study_id)
        dataset = downloads.get(spec.data, self._settings, spec.seed)
        # Its data may have changed since. A tracker's client that is gone fails no study.
        check(spec.model_copy(update={"track": ()}), self._settings)
        self._summaries.open(self.study_id, spec)
        self._plan(spec)
        self._keeper = Keeper(self.study_id, spec, dataset, self._store, self._recorder)
        trials = self._open(spec, dataset)
        self._check_stopped()
        if not self.finish_only:
            self._search(spec, trials, dataset)
        self._test_winner(dataset)

    def _plan(self, spec: StudySpec) -> None:
        """Records about how much the study will be."""
        engine = self._store.engine()
        speed = Speed.from_json(engine.speed if engine else None)
        expected = plan.plan(spec, speed, self._settings)
        self._recorder.study(
            self.study_id, trials_planned=expected.trials, epochs_planned=expected.epochs
        )

    def _plan_no_more(self) -> None:
        """Records that the study is as large as it is now."""
        view = StudyView(self._store, self.study_id)
        self._recorder.study(
            self.study_id, trials_planned=len(view.trials), epochs_planned=view.totals.epochs
        )

    def _open(self, spec: StudySpec, dataset: downloads.Dataset) -> Trials:
        """The trials as the record has them now; what was said to the study meanwhile is told."""
        trials = Trials(
            self.study_id,
            spec,
            self._cluster,
            self._recorder,
            StudyView(self._store, self.study_id),
            dataset,
            downloads.key(spec.data, spec.seed),
            self._folder,
            self._waiting,
        )
        with self._lock:
            self._trials = trials
            messages, self._messages = self._messages, []
            for message in messages:
                message(trials)
        if self._keeper is not None:
            trials.ledger.on_ended = self._keeper.wake
            trials.baselines.hear = self._keeper.hear
        trials.baselines.begin(searches=not self.finish_only)
        return trials

    def _waiting(self) -> list[Added]:
        """The trials that people have added and that are not recorded yet."""
        found = self._recorder.patiently(lambda: self._store.added(self.study_id))
        return [
            Added(one.payload["values"], one.native, one.payload.get("by"), is_new=True)
            for one in found
        ]

    def _search(self, spec: StudySpec, trials: Trials, dataset: downloads.Dataset) -> None:
        """Has the strategy search to its end, or until its seconds of training are used up."""
        ledger = trials.ledger
        budget = Budget(spec.training_seconds, ledger.training, trials.cut)
        if budget.is_used_up:  # an earlier run was cut, and did not come to its test
            self._plan_no_more()
            return
        result = None
        try:
            with budget:
                strategy = strategy_class(spec.strategy.name)(spec, self._folder)
                result = strategy.search(trials)
        except StudyStopped:
            if not trials.is_cut:
                raise
        if result is not None:
            self._recorder.study(self.study_id, result=result)
        if trials.is_cut:
            self._cut(spec, trials)
            self._open(spec, dataset)
            self._check_stopped()
        elif budget.seconds is not None:
            self._recorder.event(self.study_id, "budget", budget.left_over())

    def _cut(self, spec: StudySpec, trials: Trials) -> None:
        """Ends a search whose seconds are used up in order: the fits under way end first."""
        trials.queue.close()
        self._check_stopped()
        while not trials.queue.wait_until_left(CHECK_SECONDS):
            self._check_stopped()
        trials.take_ended()
        ended, running = trials.ledger.over, trials.ledger.running
        why = used_up(spec, ended, running)
        with self._lock:
            self._trials = None
            trials.close()
        self._recorder.event(self.study_id, "budget", why)
        self._recorder.flush()
        self._plan_no_more()
        self._cluster.allow_study(self.study_id)

    def _take_ended(self) -> None:
        """Takes down what of the fits under way had ended as the study was stopped."""
        if self._trials is not None and not self._cluster.is_lost():
            self._trials.queue.close()
            self._trials.queue.wait_until_left(LEAVE_SECONDS)
            self._trials.take_ended()

    def _check_stopped(self) -> None:
        if self._stopped.is_set():
            raise StudyStopped(f"Study {self.study_id} was stopped.")

    def _test_winner(self, dataset: downloads.Dataset) -> None:
        """The one look at the test set; its result and the model's file are kept."""
        assert self._trials is not None
        self._trials.baselines.wait()
        task, tested = self._trials.tested()
        self._recorder.patiently(lambda: keep_tested(self._folder, tested, dataset.y_test))
        if self._keeper is not None:
            self._keeper.meet(tested, dataset.y_test)
        name, value = next(iter(tested.metrics.items()))
        text = f"Trial {task.trial} met the test set: {name} {score(value)}."
        with self._recorder.together():
            self._recorder.study(self.study_id, test=tested.metrics)
            self._recorder.event(self.study_id, "test", text)

    def _set_state(self, state: StudyState, error: str | None = None) -> None:
        """Moves the study on, once the store can be written."""
        ran = None if self._begun is None else time.monotonic() - self._begun
        self._recorder.patiently(lambda: self._store.set_state(self.study_id, state, error, ran))

    def _end(self, state: StudyState, error: str | None) -> None:
        if self._trials is not None:
            self._trials.close(TrialState.STOPPED)
        if self._keeper is not None:
            if state is StudyState.COMPLETED:
                self._recorder.event(self.study_id, ENDING, "the correction")
            self._keeper.close()
        waits = "The Dask scheduler went away: the study waits until it is back."
        said = waits if state is StudyState.QUEUED else f"The study is {state.lower()}."
        self._recorder.event(self.study_id, "state", error or said)
        self._recorder.flush()
        self._summaries.close(self.study_id)
        # Deleted, or moved by another runner; unwritten, the next engine finds it running.
        with suppress(NotFound, StateConflict, StoreUnavailable):
            self._set_state(state, error)
            self._recorder.patiently(lambda: self._store.pass_on(self.study_id))
