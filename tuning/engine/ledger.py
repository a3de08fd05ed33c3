"""The book-keeping of one study's trials: records, scores, the best so far, what earlier runs left.

`Trials` schedules fits and keeps its books here. A technique whose library trains by itself writes
the books directly: `open_trial`, `fit_started`, `fit_epoch`, `fit_ended`, and in the end `choose`.
"""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tuning.engine.fits import FitKey, FitOutcome, FitTask, Source, Weights, epoch_record
from tuning.engine.kept import KeptWeights
from tuning.engine.recorder import Recorder
from tuning.errors import StudyStopped, TuningError
from tuning.space import Values
from tuning.store import EpochRecord, FitRecord, TrialRecord
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState, StudySpec, TrialState


@dataclass(frozen=True)
class TrialOutcome:
    """What came of one trial."""

    number: int
    values: Values
    state: TrialState
    score: float | None
    deviation: float | None
    native: str | None
    curves: list[list[dict[str, Any]]]
    """The epochs of each fit."""
    error: str | None = None


@dataclass
class Running:
    """A trial whose fits are under way."""

    record: TrialRecord
    tasks: dict[FitKey, FitTask]
    outcomes: dict[FitKey, FitOutcome] = field(default_factory=dict)
    keep_last: bool = False
    """Whether what its fits have learned in the end is kept, for trials that train on."""


@dataclass
class Best:
    """The best trial so far and the weights of its best fit."""

    number: int
    score: float
    values: Values
    fit: FitKey
    weights: Weights | None
    seed: int


class Ledger:
    """The books of one study while it runs; its methods may be called from any thread."""

    def __init__(
        self,
        study: int,
        spec: StudySpec,
        recorder: Recorder,
        known: StudyView,
        classes: int,
        dataset_key: str,
        folder: Path,
    ) -> None:
        self.study, self.spec, self.folder = study, spec, folder
        self.best: Best | None = None
        self.on_report: Callable[[dict[str, Any]], None] | None = None
        """Hears the workers' reports instead, where a library starts the fits by itself."""
        self.on_stop: Callable[[], None] | None = None
        """Called once the study is to stop, from another thread."""
        self._recorder = recorder
        self.source = Source(study, spec, dataset_key, classes)
        self.kept = KeptWeights(folder)
        self._known = known
        self._known_as = {t.native: t for t in known.trials.values() if t.native is not None}
        self._changed = threading.Condition(threading.RLock())
        self._running: dict[int, Running] = {}
        self._open: dict[FitKey, FitTask] = {}
        self._fits: dict[FitKey, FitRecord] = dict(known.fits)
        self._over = {
            number: trial
            for number, trial in known.trials.items()
            if trial.state in (TrialState.COMPLETED, TrialState.FAILED)
        }
        self._stop = False
        self._trained = {
            key: len(known.curves.get(key, ()))
            for key, fit in self._fits.items()
            if _is_settled(fit)
        }
        self._epochs_done = sum(self._trained.values())
        self._ranks = {
            key: spec.objective.rank_fit(fit.score, _rows(known.curves.get(key, [])))
            for key, fit in self._fits.items()
            if _is_settled(fit) and fit.score is not None
        }
        self._next = max(known.trials, default=0) + 1
        self._restore_best()

    # -- for techniques whose library trains by itself ---------------------------------------

    def reserve(self, count: int) -> None:
        """Keeps the numbers 1 to `count` for the technique's own trials."""
        self._next = max(self._next, count + 1)

    def scored(self) -> dict[FitKey, FitRecord]:
        """The fits that are settled, here or by an earlier run: trained through, or failed."""
        with self._changed:
            return {key: fit for key, fit in self._fits.items() if _is_settled(fit)}

    def is_over(self, number: int) -> bool:
        return number in self._over

    def open_trial(
        self,
        number: int,
        values: Values,
        reason: dict[str, Any] | None = None,
        native: str | None = None,
    ) -> None:
        """Begins a trial whose fits start by themselves; one that runs or is over stays as it is.

        Fits that an earlier run settled count as ended.
        """
        with self._changed:
            if self._stop or number in self._running or number in self._over:
                return
            tasks = [
                self.fit_task(number, values, index) for index in range(self.spec.evaluation.fits)
            ]
            self._begin(number, values, tasks, reason, native)

    def _begin(
        self,
        number: int,
        values: Values,
        tasks: list[FitTask],
        reason: dict[str, Any] | None,
        native: str | None,
        **more: Any,
    ) -> Running:
        """A trial's record and what an earlier run knows of its fits.

        `more` of its record. Why it was proposed, an earlier run has said.
        """
        before = self._known.trials.get(number)
        record = TrialRecord(
            number,
            TrialState.RUNNING,
            values,
            reason=(before.reason if before else None) or reason or {},
            native=(before.native if before else None) or native,
            started=time.time(),
            **more,
        )
        running = Running(record, {task.key: task for task in tasks})
        running.outcomes = {
            task.key: outcome for task in tasks if (outcome := self._outcome_of_earlier(task))
        }
        self._running[number] = running
        self._recorder.trial(self.study, record)
        return running

    def fit_started(self, task: FitTask, worker: str | None = None) -> None:
        """A fit begins, or begins again: then what it had reported is dropped."""
        with self._changed:
            if self._stop:
                return
            self._open[task.key] = task
            self._record_fit(task, FitState.WAITING)
            self._record_fit(task, FitState.RUNNING, worker=worker, started=time.time())

    def fit_epoch(self, key: FitKey, row: dict[str, Any]) -> None:
        with self._changed:
            if key in self._open and not self._stop:
                self._recorder.epoch(self.study, epoch_record(self._open[key], row))

    def fit_ended(self, outcome: FitOutcome) -> None:
        """A fit ended; with the last fit of a trial, the trial does."""
        with self._changed:
            key = (outcome.trial, outcome.kind, outcome.index)
            task = self._open.pop(key, None)
            running = self._running.get(outcome.trial)
            if self._stop or (task is None and (running is None or key not in running.tasks)):
                return
            self._record_outcome(task or running.tasks[key], outcome)  # type: ignore[union-attr]
            if running is not None and key in running.tasks:
                running.outcomes[key] = outcome
                self.settle(outcome.trial)
            self._changed.notify_all()

    def settle(self, number: int) -> None:
        """Ends a trial all of whose fits have ended; any other stays as it is."""
        with self._changed:
            running = self._running.get(number)
            if running is not None and len(running.outcomes) == len(running.tasks):
                self._end(running)
                self._changed.notify_all()

    def wait_for(self, numbers: Iterable[int], seconds: float) -> bool:
        """Waits until these trials are over and no fit is open; whether they came to be."""
        wanted = set(numbers)
        with self._changed:
            return self._changed.wait_for(
                lambda: wanted <= set(self._over) and not self._open, seconds
            )

    def has_ended(self, number: int, index: int) -> bool:
        """Whether a fit that scores a trial is through, here or in an earlier run."""
        with self._changed:
            fit = self._fits.get((number, self.spec.evaluation.kind, index))
            return fit is not None and _is_settled(fit)

    def choose(self, number: int) -> None:
        """Makes a trial that is over the best one, where the technique's own rule says so."""
        with self._changed:
            trial = self._over[number]
            if self.best is None or self.best.number != number:
                assert trial.score is not None
                task = self.fit_task(number, trial.values, self._best_fit(number))
                self.best = Best(number, trial.score, trial.values, task.key, None, task.seed)
            self._recorder.study(self.study, best_number=number, best_score=trial.score)

    def has_best_model(self, kind: FitKind, number: int | None = None) -> bool:
        """Whether the best model is there, from such a fit (of this trial)."""
        best = self.best
        return (
            best is not None
            and best.weights is not None
            and best.fit[1] is kind
            and number in (None, best.number)
        )

    def keep_best_model(self, task: FitTask, weights: Weights) -> None:
        """Takes what one more fit of the best trial learned as the best model."""
        with self._changed:
            assert self.best is not None
            self.best = replace(self.best, fit=task.key, weights=weights, seed=task.seed)
            self._save_best()

    def note(self, kind: str, text: str) -> None:
        """Leaves a sentence among the study's events."""
        self._recorder.event(self.study, kind, text)

    # -- one fit ---------------------------------------------------------------------------

    def fit_task(
        self,
        number: int,
        values: Values,
        index: int,
        kind: FitKind | None = None,
        epochs: int | None = None,
    ) -> FitTask:
        """The task of one fit of a trial."""
        return self.source.task(number, values, index, kind, epochs)

    def _record_fit(self, task: FitTask, state: FitState, **fields: Any) -> None:
        before = self._fits.get(task.key)
        record = FitRecord(
            task.trial, task.kind, task.index, task.seed, state, attempt=task.attempt, **fields
        )
        if state is FitState.WAITING and before is not None:
            record = replace(record, attempt=before.attempt + 1)
            self._recorder.restart(self.study, task.key)
        elif before is not None:
            record = replace(record, attempt=before.attempt)
        self._fits[task.key] = record
        self._recorder.fit(self.study, record)

    def _record_outcome(self, task: FitTask, outcome: FitOutcome) -> None:
        with self._recorder.together():
            self._record_fit(
                task,
                FitState.FAILED if outcome.error else FitState.COMPLETED,
                score=outcome.score,
                seconds=outcome.seconds,
                program=outcome.program or None,
                error=outcome.error,
                worker=self._fits[task.key].worker,
                started=self._fits[task.key].started,
            )
            # Those whose report came late; the same row again is harmless.
            for row in outcome.epochs:
                self._recorder.epoch(self.study, epoch_record(task, row))
            # A fit whose result was lost with its worker may end twice, and counts once.
            self._epochs_done += len(outcome.epochs) - self._trained.get(task.key, 0)
            self._trained[task.key] = len(outcome.epochs)
            if outcome.score is not None:
                rank = self.spec.objective.rank_fit(outcome.score, outcome.epochs)
                self._ranks[task.key] = rank
            self._recorder.study(self.study, epochs_done=self._epochs_done)

    def _outcome_of_earlier(self, task: FitTask) -> FitOutcome | None:
        """What a finished fit of an earlier run gave."""
        fit = self._known.fits.get(task.key)
        if fit is None or not _is_settled(fit):
            return None
        rows = _rows(self._known.curves.get(fit.key, []))
        return FitOutcome(
            task.trial,
            task.kind,
            task.index,
            fit.score,
            fit.seconds or 0.0,
            fit.program or "",
            rows,
            error=fit.error,
        )

    # -- one trial -------------------------------------------------------------------------

    def recorded_as(self, native: str | None) -> TrialRecord | None:
        """The trial of an earlier run that the technique knows by this name."""
        return None if native is None else self._known_as.get(native)

    def _take_number(self) -> int:
        self._next += 1
        return self._next - 1

    def _end(self, running: Running) -> TrialOutcome:
        record = running.record
        outcomes = [running.outcomes[key] for key in sorted(running.outcomes)]
        errors = [outcome.error for outcome in outcomes if outcome.error]
        scores = [outcome.score for outcome in outcomes if outcome.score is not None]
        score = statistics.fmean(scores) if scores and not errors else None
        deviation = statistics.stdev(scores) if score is not None and len(scores) > 1 else None
        state = TrialState.FAILED if errors else TrialState.COMPLETED
        record = replace(
            record,
            state=state,
            score=score,
            deviation=deviation,
            error=errors[0] if errors else None,
            finished=max(time.time(), record.started or 0.0),  # the clock may have been set back
        )
        is_best = self._judge(record, running, outcomes)
        del self._running[record.number]
        self._over[record.number] = record
        with self._recorder.together():
            self._recorder.trial(self.study, record)
            self._recorder.study(self.study, trials_finished=len(self._over))
            if is_best:
                self._recorder.study(self.study, best_number=record.number, best_score=score)
        return _ended(record, [outcome.epochs for outcome in outcomes])

    def _ended_earlier(self, number: int) -> TrialOutcome:
        """What came of a trial that an earlier run ended."""
        kind, fits = self.spec.evaluation.kind, range(self.spec.evaluation.fits)
        curves = (self._known.curves.get((number, kind, index), []) for index in fits)
        return _ended(self._over[number], [_rows(curve) for curve in curves])

    def _judge(self, record: TrialRecord, running: Running, outcomes: Iterable[FitOutcome]) -> bool:
        """Whether a trial is better than all before; then it keeps the weights of its best fit."""
        objective = self.spec.objective
        scored = [outcome for outcome in outcomes if outcome.score is not None]
        if record.score is None or not scored or not self._is_best(record.number, record.score):
            return False
        fit = min(scored, key=lambda o: objective.rank_fit(o.score or 0.0, o.epochs))
        key = (fit.trial, fit.kind, fit.index)
        seed = running.tasks[key].seed
        self.best = Best(record.number, record.score, record.values, key, fit.weights, seed)
        self._save_best()
        return True

    def _is_best(self, number: int, score: float) -> bool:
        """Of equal scores the trial that was proposed first has the best one, whichever ends first.

        So do KerasTuner and scikit-learn.
        """
        best = self.best
        if best is not None and score == best.score:
            return number < best.number
        return self.spec.objective.is_better(score, best.score if best else None)

    def _save_best(self) -> None:
        if self.best is not None and self.best.weights is not None:
            self.kept.save_best(self.best.fit, self.best.weights)

    def _restore_best(self) -> None:
        study = self._known.study
        trial = self._known.trials.get(study.best_number or 0)
        if trial is None or trial.score is None:
            return
        index, kind, weights = self._best_fit(trial.number), self.spec.evaluation.kind, None
        kept = self.kept.best()
        if kept is not None and kept[0][0] == trial.number:
            (_, kind, index), weights = kept
        task = self.fit_task(trial.number, trial.values, index, kind)
        self.best = Best(trial.number, trial.score, trial.values, task.key, weights, task.seed)

    def _best_fit(self, number: int) -> int:
        """The fit of a trial that scored best."""
        kind, fits = self.spec.evaluation.kind, range(self.spec.evaluation.fits)
        worst = (math.inf, math.inf)
        return min(fits, key=lambda index: self._ranks.get((number, kind, index), worst))

    # -- the end ---------------------------------------------------------------------------

    def winner_task(self) -> FitTask:
        """The fit whose weights are the best model's. Raises TuningError if no trial succeeded."""
        if self.best is None:
            raise TuningError("No trial could be trained to the end, so there is no best model.")
        best = self.best
        task = self.fit_task(best.number, best.values, best.fit[2], best.fit[1])
        return replace(task, seed=best.seed)

    def close(self, state: TrialState = TrialState.STOPPED) -> None:
        """Marks what still runs as stopped; nothing is written after it."""
        with self._changed:
            self._stop = True
            left = dict(self._open)
            for running in self._running.values():
                record = replace(running.record, state=state, finished=time.time())
                self._recorder.trial(self.study, record)
                left |= {k: t for k, t in running.tasks.items() if k not in running.outcomes}
            for key in left:
                fit = self._fits.get(key)
                if fit is not None and not fit.state.is_finished():
                    self._recorder.fit(self.study, replace(fit, state=FitState.STOPPED))
            self._running.clear()
            self._open.clear()

    def check(self) -> None:
        if self._stop:
            raise StudyStopped(f"Study {self.study} was stopped.")


def _is_settled(fit: FitRecord) -> bool:
    return fit.state in (FitState.COMPLETED, FitState.FAILED)


def _ended(record: TrialRecord, curves: list[list[dict[str, Any]]]) -> TrialOutcome:
    return TrialOutcome(
        record.number,
        record.values,
        record.state,
        record.score,
        record.deviation,
        record.native,
        curves,
        record.error,
    )


def _rows(curve: Iterable[EpochRecord]) -> list[dict[str, Any]]:
    return [{"epoch": e.epoch, "time": e.time, **e.metrics} for e in curve]
