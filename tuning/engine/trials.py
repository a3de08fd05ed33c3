"""Runs trials for a strategy: hands their fits to the workers, several at once, and keeps score.

A strategy calls `start` with values and `next_ended` for what came of them; everything between
(seeds, folds, records, stopping, lost workers, the best weights so far) is here.
"""

from __future__ import annotations

import logging
import queue
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from distributed import Future

from tuning.engine import worker
from tuning.engine.cluster import Cluster
from tuning.engine.data import SplitKey
from tuning.engine.recorder import FitKey, Recorder
from tuning.engine.worker import FitOutcome, FitTask, Weights
from tuning.errors import StudyStopped, TuningError
from tuning.space import Values
from tuning.store import EpochRecord, FitRecord, TrialRecord
from tuning.study import FitKind, FitState, StudySpec, TrialState
from tuning.view import StudyView

MOST_ATTEMPTS = 3
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ended:
    """What came of one trial."""

    number: int
    values: Values
    state: TrialState
    score: float | None
    deviation: float | None
    native: str | None
    curves: list[list[dict[str, Any]]]
    """The epochs of each fit."""
    best_weights: Weights | None
    last_weights: dict[int, Weights]
    error: str | None = None


@dataclass
class Running:
    """A trial whose fits are under way."""

    record: TrialRecord
    tasks: dict[FitKey, FitTask]
    outcomes: dict[FitKey, FitOutcome] = field(default_factory=dict)
    keep_last: bool = False


@dataclass
class Best:
    """The best trial so far and the weights of its best fit."""

    number: int
    score: float
    values: Values
    fit: FitKey
    weights: Weights | None
    seed: int


class Trials:
    """The trials of one study while it runs."""

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
        self.study, self.spec, self.folder = study, spec, folder
        self.capacity = cluster.workers
        self.best: Best | None = None
        self._cluster, self._recorder = cluster, recorder
        self._classes, self._dataset, self._dataset_key = classes, dataset, dataset_key
        self._known = known
        self._running: dict[int, Running] = {}
        self._fits: dict[FitKey, FitRecord] = dict(known.fits)
        self._done: queue.Queue[tuple[FitTask, Future]] = queue.Queue()
        self._scattered: Future | None = None
        self._stop = False
        self._epochs_done = known.study.epochs_done
        self._ended = sum(
            trial.state.is_finished() and trial.state is not TrialState.STOPPED
            for trial in known.trials.values()
        )
        self._next = max(known.trials, default=0) + 1
        self._restore_best()
        cluster.listen(study, self._on_report)

    # -- for strategies --------------------------------------------------------------------

    @property
    def in_flight(self) -> int:
        return len(self._running)

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
        self._check()
        before = self._recorded_as(native)
        number = before.number if before else self._take_number()
        values = self.spec.space.active({**self.spec.space.fixed, **values})
        record = TrialRecord(
            number,
            TrialState.RUNNING,
            values,
            reason=reason or {},
            native=native,
            started=time.time(),
        )
        tasks = [
            self._task(number, values, index, epochs, first_epoch, weights)
            for index in range(self.spec.evaluation.fits)
        ]
        running = Running(record, {_key(task): task for task in tasks}, keep_last=keep_last)
        self._running[number] = running
        self._recorder.trial(self.study, record)
        for task in tasks:
            finished = self._outcome_of_earlier(task) if not keep_last else None
            if finished:
                running.outcomes[_key(task)] = finished
            else:
                self._submit(task, keep_last)
        if len(running.outcomes) == len(tasks):
            self._done.put((tasks[0], None))
        return number

    def next_ended(self) -> Ended:
        """Waits for the next trial to end. Raises StudyStopped."""
        while True:
            self._check()
            try:
                task, future = self._done.get(timeout=0.1)
            except queue.Empty:
                continue
            running = self._running.get(task.trial)
            if running is None:
                continue
            if future is not None and not self._take(running, task, future):
                continue
            if len(running.outcomes) == len(running.tasks):
                return self._end(running)

    def stop(self) -> None:
        """Ends everything that trains, each fit at its next epoch. For other threads."""
        self._stop = True
        self._cluster.stop_study(self.study)

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
        spec, evaluation = self.spec, self.spec.evaluation
        fold = index % evaluation.folds if evaluation.kind is FitKind.FOLD else 0
        return FitTask(
            study=self.study,
            trial=number,
            kind=evaluation.kind,
            index=index,
            seed=fit_seed(spec.seed, number, index),
            family=spec.model,
            values=values,
            split=SplitKey(self._dataset_key, evaluation, spec.seed, fold),
            classes=self._classes,
            objective=spec.objective,
            epochs=int(epochs or values.get("epochs") or spec.fixed("epochs")),
            first_epoch=first_epoch,
            weights=weights.get(index) if weights else None,
            bar=self.best.score if self.best else None,
        )

    def _submit(self, task: FitTask, keep_last: bool) -> None:
        if self._scattered is None or self._scattered.status != "finished":
            self._scattered = self._cluster.share(self._dataset_key, self._dataset)
        self._record_fit(task, FitState.WAITING)
        future = self._cluster.client.submit(
            worker.run_fit,
            task,
            self._scattered,
            None,
            keep_last,
            key=f"fit-{self.study}-{task.trial}-{task.kind}-{task.index}-{task.attempt}-"
            f"{time.monotonic_ns()}",
            pure=False,
            priority=-task.trial,
        )
        future.add_done_callback(lambda done: self._done.put((task, done)))

    def _take(self, running: Running, task: FitTask, future: Future) -> bool:
        """Takes in an ended fit; False if it is tried again. Raises StudyStopped."""
        try:
            outcome: FitOutcome = future.result()
        except StudyStopped:
            self._stop = True
            raise
        except Exception as error:  # a lost worker, lost data: Dask has many names for them
            self._check()
            if task.attempt < MOST_ATTEMPTS:
                log.warning("Fit %s of study %s is tried again: %r", _key(task), self.study, error)
                again = replace(task, attempt=task.attempt + 1)
                running.tasks[_key(task)] = again
                self._recorder.event(
                    self.study,
                    "worker",
                    f"A worker was lost while it trained trial {task.trial}: the fit starts again.",
                )
                self._submit(again, running.keep_last)
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
        running.outcomes[_key(task)] = outcome
        self._record_outcome(task, outcome)
        return True

    def _record_fit(self, task: FitTask, state: FitState, **fields: Any) -> None:
        before = self._fits.get(_key(task))
        record = FitRecord(
            task.trial, task.kind, task.index, task.seed, state, attempt=task.attempt, **fields
        )
        if state is FitState.WAITING and before is not None:
            record = replace(record, attempt=before.attempt + 1)
            self._recorder.restart(self.study, _key(task))
        elif before is not None:
            record = replace(record, attempt=before.attempt)
        self._fits[_key(task)] = record
        self._recorder.fit(self.study, record)

    def _record_outcome(self, task: FitTask, outcome: FitOutcome) -> None:
        self._record_fit(
            task,
            FitState.FAILED if outcome.error else FitState.COMPLETED,
            score=outcome.score,
            seconds=outcome.seconds,
            program=outcome.program or None,
            error=outcome.error,
            worker=self._fits[_key(task)].worker,
            started=self._fits[_key(task)].started,
        )
        for row in outcome.epochs:  # those whose report came late; the same row again is harmless
            self._recorder.epoch(self.study, _epoch(task, row))
        self._epochs_done += len(outcome.epochs)
        self._recorder.study(self.study, epochs_done=self._epochs_done)

    def _on_report(self, event: tuple[float, dict[str, Any]]) -> None:
        """A worker's report of a fit, on Dask's thread."""
        message = event[1]
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
            self._recorder.epoch(self.study, _epoch(task, message))

    def _outcome_of_earlier(self, task: FitTask) -> FitOutcome | None:
        """What a finished fit of an earlier run gave."""
        fit = self._known.fits.get(_key(task))
        if fit is None or fit.state is not FitState.COMPLETED:
            return None
        curve = self._known.curves.get(fit.key, [])
        rows = [epoch._asdict() | epoch.more for epoch in curve]
        return FitOutcome(
            task.trial,
            task.kind,
            task.index,
            fit.score,
            fit.seconds or 0.0,
            fit.program or "",
            rows,
        )

    # -- one trial -------------------------------------------------------------------------

    def _recorded_as(self, native: str | None) -> TrialRecord | None:
        known = self._known.trials.values()
        return next((t for t in known if native is not None and t.native == native), None)

    def _take_number(self) -> int:
        self._next += 1
        return self._next - 1

    def _end(self, running: Running) -> Ended:
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
            finished=time.time(),
        )
        weights = self._judge(record, running, outcomes)
        del self._running[record.number]
        self._ended += 1
        self._recorder.trial(self.study, record)
        self._recorder.study(self.study, trials_finished=self._ended)
        return Ended(
            record.number,
            record.values,
            state,
            score,
            deviation,
            record.native,
            [outcome.epochs for outcome in outcomes],
            weights,
            {o.index: o.last_weights for o in outcomes if o.last_weights is not None},
            record.error,
        )

    def _judge(
        self, record: TrialRecord, running: Running, outcomes: Iterable[FitOutcome]
    ) -> Weights | None:
        """Keeps the weights of a trial that is better than all before; returns its best fit's."""
        objective = self.spec.objective
        scored = [outcome for outcome in outcomes if outcome.score is not None]
        if record.score is None or not scored:
            return None
        top = objective.best(o.score for o in scored if o.score is not None)
        fit = next(o for o in scored if o.score == top)
        if objective.is_better(record.score, self.best.score if self.best else None):
            key = (fit.trial, fit.kind, fit.index)
            seed = running.tasks[key].seed
            self.best = Best(record.number, record.score, record.values, key, fit.weights, seed)
            self._save_best()
            self._recorder.study(self.study, best_number=record.number, best_score=record.score)
        return fit.weights

    def _save_best(self) -> None:
        best = self.best
        if best is None or best.weights is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        arrays = {f"w{k:03d}": weight for k, weight in enumerate(best.weights)}
        path = self.folder / "best.npz"
        with (self.folder / "best.part").open("wb") as file:
            np.savez(file, trial=best.number, index=best.fit[2], **arrays)  # type: ignore[arg-type]
        (self.folder / "best.part").replace(path)

    def _restore_best(self) -> None:
        study = self._known.study
        trial = self._known.trials.get(study.best_number or 0)
        path = self.folder / "best.npz"
        if trial is None or trial.score is None or not path.is_file():
            return
        with np.load(path, allow_pickle=False) as file:
            if int(file["trial"]) != trial.number:
                return
            index = int(file["index"])
            weights = [file[name] for name in sorted(file.files) if name.startswith("w")]
        kind = self.spec.evaluation.kind
        self.best = Best(
            trial.number,
            trial.score,
            trial.values,
            (trial.number, kind, index),
            weights,
            fit_seed(self.spec.seed, trial.number, index),
        )

    # -- the end ---------------------------------------------------------------------------

    def winner_task(self) -> FitTask:
        """The fit whose weights are the best model's. Raises TuningError if no trial succeeded."""
        if self.best is None or self.best.weights is None:
            raise TuningError("No trial could be trained, so there is no best model.")
        return replace(
            self._task(self.best.number, self.best.values, self.best.fit[2], None, 0, None),
            seed=self.best.seed,
        )

    def close(self, state: TrialState = TrialState.STOPPED) -> None:
        """Marks what still runs as stopped and stops listening."""
        self._cluster.unlisten(self.study)
        for running in self._running.values():
            record = replace(running.record, state=state, finished=time.time())
            self._recorder.trial(self.study, record)
            for key in set(running.tasks) - set(running.outcomes):
                fit = self._fits.get(key)
                if fit is not None:
                    self._recorder.fit(self.study, replace(fit, state=FitState.STOPPED))
        self._running.clear()

    def _check(self) -> None:
        if self._stop:
            raise StudyStopped(f"Study {self.study} was stopped.")


def fit_seed(seed: int, trial: int, index: int) -> int:
    """The seed of one fit: the same for the same study, and unlike that of any other fit."""
    return int(np.random.SeedSequence([seed, trial, index]).generate_state(1)[0] % 2**31)


def _key(task: FitTask) -> FitKey:
    return (task.trial, task.kind, task.index)


def _epoch(task: FitTask, row: dict[str, Any]) -> EpochRecord:
    known = ("loss", "accuracy", "val_loss", "val_accuracy")
    outside = {*known, "epoch", "time", "event", "fit", "worker", "trial", "kind", "index", "more"}
    return EpochRecord(
        task.trial,
        task.kind,
        task.index,
        int(row["epoch"]),
        row.get("loss"),
        row.get("accuracy"),
        row.get("val_loss"),
        row.get("val_accuracy"),
        {name: value for name, value in row.items() if name not in outside},
        row["time"],
    )
