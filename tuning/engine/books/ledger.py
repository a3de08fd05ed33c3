"""The books of one study while it runs: its trials and fits, what they gave, the best so far.

Whoever trains writes here: `Trials` for the fits that it queues, `LibraryBooks` for those of a
library that trains by itself. One lock guards the books, and the workers' reports take it too.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tuning.engine.books.best import Best, BestModel
from tuning.engine.books.earlier import Earlier
from tuning.engine.books.fit_records import FitRecords
from tuning.engine.books.kept import KeptWeights
from tuning.engine.books.recorder import Recorder
from tuning.engine.fits import FitOutcome, FitTask, Source, Weights
from tuning.engine.proposals import Proposal, TrialOutcome, at_kept_epochs, scored
from tuning.engine.reports import FitEnded, Report
from tuning.errors import StudyStopped
from tuning.store import FitKey, FitRecord, TrialRecord
from tuning.study import FitKind, TrialState


@dataclass
class _Running:
    """A trial whose fits are under way."""

    record: TrialRecord
    tasks: dict[FitKey, FitTask]
    outcomes: dict[FitKey, FitOutcome] = field(default_factory=dict)


class Ledger:
    """The books of one study; its methods may be called from any thread."""

    def __init__(self, source: Source, recorder: Recorder, earlier: Earlier, folder: Path) -> None:
        """`folder` keeps the weights of the best model and of fits that others train on."""
        self.study_id, self.spec, self.source = source.study_id, source.spec, source
        self.earlier, self.kept = earlier, KeptWeights(folder)
        self._recorder = recorder
        self._best = BestModel(source, self.kept, earlier)
        self._changed = threading.Condition(threading.RLock())
        self._is_stopped = False
        self._running: dict[int, _Running] = {}
        self._over = earlier.ended()
        self._open: dict[FitKey, FitTask] = {}
        """The fits that wait or train."""
        self._fits = FitRecords(self.study_id, recorder, earlier)
        self._next = earlier.next_number
        self.on_ended: Callable[[], None] = lambda: None
        """Called whenever a trial has ended."""

    # -- the study -------------------------------------------------------------------------

    def check(self) -> None:
        """Raises StudyStopped once the study is to stop."""
        if self._is_stopped:
            raise StudyStopped(f"Study {self.study_id} was stopped.")

    @property
    def is_stopped(self) -> bool:
        """Whether the study is to stop, or has ended."""
        return self._is_stopped

    def stop(self) -> None:
        """From now on `check` raises, and reports are not heard."""
        self._is_stopped = True

    def note(self, kind: str, text: str) -> None:
        """Leaves a sentence among the study's events."""
        self._recorder.event(self.study_id, kind, text)

    def close(self, state: TrialState = TrialState.STOPPED, is_cut: bool = False) -> None:
        """Marks what still runs as stopped; nothing is written after it.

        `is_cut`: it will not go on; the seconds that its fits trained are recorded.
        """
        with self._changed:
            self._is_stopped = True
            left = set(self._open)
            for running in self._running.values():
                record = replace(running.record, state=state, finished=time.time())
                self._recorder.trial(self.study_id, record)
                left |= running.tasks.keys() - running.outcomes.keys()
            self._fits.stop(left, is_cut)
            self._running.clear()
            self._open.clear()

    # -- trials ----------------------------------------------------------------------------

    @property
    def running(self) -> int:
        """How many trials are under way."""
        return len(self._running)

    @property
    def over(self) -> int:
        """How many trials have ended."""
        return len(self._over)

    def is_running(self, number: int) -> bool:
        return number in self._running

    def is_over(self, number: int) -> bool:
        return number in self._over

    def ended(self, number: int) -> TrialRecord:
        """The record of a trial that is over."""
        return self._over[number]

    def reserve(self, count: int) -> None:
        """Keeps the numbers 1 to `count` for trials that a library numbers by itself."""
        with self._changed:
            self._next = max(self._next, count + 1)

    def take_number(self) -> int:
        """The number of a new trial."""
        with self._changed:
            self._next += 1
            return self._next - 1

    def begin(self, proposal: Proposal, tasks: Iterable[FitTask]) -> list[FitTask]:
        """Begins a trial; returns those of its fits that no earlier run has settled.

        One that is running or over stays as it is.
        """
        number = proposal.number
        with self._changed:
            if self._is_stopped or number in self._running or number in self._over:
                return []
            before = self.earlier.trials.get(number)
            record = proposal.record(before)
            running = _Running(record, {task.key: task for task in tasks})
            found = {key: self.earlier.outcome(key) for key in running.tasks}
            running.outcomes = {key: outcome for key, outcome in found.items() if outcome}
            self._running[number] = running
            with self._recorder.together():
                self._recorder.trial(self.study_id, record)
                if known := proposal.knowledge(before):
                    self._recorder.knowledge(self.study_id, number, known)
        return [task for key, task in running.tasks.items() if not found[key]]

    def end(self, number: int) -> TrialOutcome | None:
        """Ends a trial all of whose fits have ended; None for any other."""
        with self._changed:
            running = self._running.get(number)
            if running is None or len(running.outcomes) < len(running.tasks):
                return None
            outcomes = [running.outcomes[key] for key in sorted(running.outcomes)]
            outcomes = at_kept_epochs(self.spec, outcomes)
            record = scored(running.record, outcomes)
            is_best = self._best.judge(record, outcomes)
            del self._running[number]
            self._over[number] = record
            with self._recorder.together():
                self._fits.rescore(outcomes)
                self._recorder.trial(self.study_id, record)
                self._recorder.study(self.study_id, trials_finished=len(self._over))
                if is_best:
                    self._recorder.study(self.study_id, best_number=number, best_score=record.score)
            self._changed.notify_all()
        self.on_ended()
        return TrialOutcome.of(record, [outcome.epochs for outcome in outcomes])

    def ended_earlier(self, number: int) -> TrialOutcome:
        """What came of a trial that an earlier run ended."""
        kind, fits = self.spec.evaluation.kind, range(self.spec.evaluation.fits)
        curves = [self.earlier.curves.get((number, kind, index), []) for index in fits]
        return TrialOutcome.of(self._over[number], curves)

    def wait_for(self, numbers: Iterable[int], seconds: float) -> bool:
        """Waits until these trials are over and no fit of the search is open; False on timeout."""
        wanted = set(numbers)

        def are_over() -> bool:
            return wanted <= self._over.keys() and not any(k.is_of_search for _, k, _ in self._open)

        with self._changed:
            return self._changed.wait_for(are_over, seconds)

    # -- fits ------------------------------------------------------------------------------

    def settled(self) -> dict[FitKey, FitRecord]:
        """The fits that need no training any more, of this run and earlier ones."""
        with self._changed:
            return self._fits.settled()

    def fit(self, key: FitKey) -> FitRecord | None:
        """A fit as it is recorded; None if it never began."""
        return self._fits.get(key)

    @property
    def epochs(self) -> int:
        """Epochs that the search's fits have trained so far, of those that have ended."""
        return self._fits.epochs

    def training(self) -> float:
        """Seconds that the study's fits have trained so far, all together; without a refit."""
        with self._changed:
            return self._fits.training()

    def leave(self, key: FitKey) -> None:
        """A fit has left its worker, with or without a result; that may be taken down later."""
        with self._changed:
            self._fits.leave(key)

    def open_fit(self, task: FitTask) -> None:
        """A fit is to be trained, for the first time or again: what it had reported is dropped."""
        with self._changed:
            if self._is_stopped:
                return
            running = self._running.get(task.trial)
            if running is not None and task.key in running.tasks:
                running.tasks[task.key] = task
            self._open[task.key] = task
            self._fits.wait(task)

    def hear(self, report: Report) -> None:
        """Takes down a worker's report; one of a fit that is not open changes nothing."""
        with self._changed:
            task = self._open.get(report.fit)
            if task is None or self._is_stopped:
                return
            if isinstance(report, FitEnded):
                self.fit_ended(report.outcome)
                self.end(task.trial)
            else:
                self._fits.hear(task, report)

    def fit_ended(self, outcome: FitOutcome) -> None:
        """Takes down what a fit gave that is open, or of a running trial; any other is ignored."""
        with self._changed:
            running = self._running.get(outcome.trial)
            task = self._open.pop(outcome.key, None)
            if running is not None and outcome.key in running.tasks:
                task = running.tasks[outcome.key]
                running.outcomes[outcome.key] = outcome
            if task is None:
                return
            self._fits.end(task, outcome)
            self._changed.notify_all()

    # -- the best model --------------------------------------------------------------------

    @property
    def best(self) -> Best | None:
        """The best trial so far."""
        return self._best.best

    def best_task(self) -> FitTask:
        """The fit whose weights are the best model's. Raises TuningError if no trial succeeded."""
        return self._best.task()

    def best_of_folds(self) -> FitTask:
        """Of the fits that scored the best trial, the best one. Raises TuningError without any."""
        return self._best.of_folds()

    def has_best_weights(self, kind: FitKind, number: int) -> bool:
        """Whether the best model is this trial's, and its weights those of such a fit."""
        return self._best.has_weights(kind, number)

    def refit_epochs(self, number: int) -> int | None:
        """How long a trial's refit trains, by its fits; None: as its values say."""
        with self._changed:
            return self._best.refit_epochs(number)

    def keep_best_weights(self, task: FitTask, weights: Weights) -> None:
        """Takes what one more fit of the best trial learned as the best model."""
        with self._changed:
            self._best.keep(task, weights)

    def choose(self, number: int) -> None:
        """Makes a trial that is over the best one, where a library's own rule says so."""
        with self._changed:
            trial = self._over[number]
            self._best.choose(trial)
            self._recorder.study(self.study_id, best_number=number, best_score=trial.score)
