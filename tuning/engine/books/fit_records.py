"""The records of one study's fits, written as they wait, train and end."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from tuning.engine.books.earlier import Earlier, is_settled
from tuning.engine.books.recorder import Recorder
from tuning.engine.fits import FitOutcome, FitTask
from tuning.engine.reports import EpochEnded, FitLeft, FitStarted
from tuning.store import FitKey, FitRecord
from tuning.study import FitState


class FitRecords:
    """It has no lock of its own: the ledger holds one around each call."""

    def __init__(self, study_id: int, recorder: Recorder, earlier: Earlier) -> None:
        self._study_id, self._recorder = study_id, recorder
        self._fits = dict(earlier.fits)
        self._trained = {key: n for key, n in earlier.trained().items() if key[1].is_of_search}
        """Epochs by fit of the search, of those that have ended."""
        self._epochs_done = sum(self._trained.values())
        self._seconds = {
            key: fit.training
            for key, fit in earlier.fits.items()
            if fit.training is not None and fit.kind.scores
        }
        """Seconds of training by fit, of those that have left their worker and score a trial."""
        self._since: dict[FitKey, float] = {}
        """When a fit of which an epoch was heard began to train, on the monotonic clock: whatever
        passed before prepared it."""
        self._heard: dict[FitKey, set[int]] = {}
        """The epochs that a fit which is open has reported."""

    def get(self, key: FitKey) -> FitRecord | None:
        """A fit's record; None if it never began."""
        return self._fits.get(key)

    def settled(self) -> dict[FitKey, FitRecord]:
        """The fits that need no training any more, of this run and earlier ones."""
        return {key: fit for key, fit in self._fits.items() if is_settled(fit)}

    @property
    def epochs(self) -> int:
        """Epochs of those that have ended."""
        return self._epochs_done

    def training(self) -> float:
        """Seconds that all fits have trained so far, those that train now included."""
        now = time.monotonic()
        return sum(self._seconds.values()) + sum(now - since for since in self._since.values())

    def wait(self, task: FitTask) -> None:
        """A fit is to be trained; what it reported in an earlier attempt is dropped."""
        for known in (self._seconds, self._since, self._heard):
            known.pop(task.key, None)
        before = self._fits.get(task.key)
        if before is None:
            self._write(task, FitState.WAITING)
        else:
            self._recorder.restart(self._study_id, task.key)
            has_begun = before.started is not None
            self._write(task, FitState.WAITING, attempt=before.attempt + has_begun)

    def hear(self, task: FitTask, report: FitStarted | EpochEnded | FitLeft) -> None:
        """Takes down what a fit that is open reports before its end."""
        match report:
            case FitStarted():
                self.run(task, report.worker or None, report.time)
            case EpochEnded():
                self._heard.setdefault(task.key, set()).add(report.epoch.epoch)
                if task.kind.scores and task.key not in self._seconds:  # else it came late
                    self._since.setdefault(task.key, time.monotonic() - report.trained)
                self._recorder.epochs(self._study_id, [report.epoch])
            case FitLeft():
                self.leave(task.key, report.seconds)

    def run(self, task: FitTask, worker: str | None, started: float) -> None:
        """A fit trains on a worker."""
        self._write(task, FitState.RUNNING, worker=worker, started=started)

    def leave(self, key: FitKey, seconds: float | None = None) -> None:
        """A fit has ended on its worker: its clock stands, although what it gave is not heard yet.

        `seconds`: that it trained, where it says so.
        """
        since = self._since.pop(key, None)
        if since is not None:
            self._seconds[key] = time.monotonic() - since if seconds is None else seconds

    def end(self, task: FitTask, outcome: FitOutcome) -> None:
        """A fit has ended; one that ends twice, since its worker was lost, counts once."""
        self.leave(task.key)
        if task.kind.scores:
            self._seconds[task.key] = outcome.training
        before = self._fits.get(task.key)
        if task.kind.is_of_search:
            self._epochs_done += len(outcome.epochs) - self._trained.get(task.key, 0)
            self._trained[task.key] = len(outcome.epochs)
        with self._recorder.together():
            self._write(
                task,
                FitState.FAILED if outcome.error else FitState.COMPLETED,
                score=outcome.score,
                seconds=outcome.seconds,
                preparing=outcome.preparing,
                program=outcome.program or None,
                error=outcome.error,
                worker=outcome.worker or (before.worker if before else None),
                started=outcome.started or (before.started if before else None),
            )
            if outcome.row_scores is not None:
                self._recorder.row_scores(self._study_id, outcome.row_scores)
            heard = self._heard.pop(task.key, ())
            late = [epoch for epoch in outcome.epochs if epoch.epoch not in heard]
            if late:  # their reports are still on the way
                self._recorder.epochs(self._study_id, late)
            self._recorder.study(self._study_id, epochs_done=self._epochs_done)

    def rescore(self, outcomes: Iterable[FitOutcome]) -> None:
        """The fits of a trial that has ended, where the trial's end has changed their scores."""
        for outcome in outcomes:
            fit = self._fits.get(outcome.key)
            if fit is not None and fit.score != outcome.score:
                self._fits[outcome.key] = replace(fit, score=outcome.score)
                self._recorder.fit(self._study_id, self._fits[outcome.key])

    def stop(self, keys: Iterable[FitKey], is_cut: bool = False) -> None:
        """These fits will not be trained to their end now; those that have ended stay so.

        `is_cut`: nor ever, so that the seconds that they trained count.
        """
        for key in keys:
            self.leave(key)
            self._heard.pop(key, None)
            fit = self._fits.get(key)
            if fit is not None and not fit.state.is_finished():
                seconds = self._seconds.get(key) if is_cut else None
                stopped = replace(fit, state=FitState.STOPPED, seconds=seconds)
                self._recorder.fit(self._study_id, stopped)

    def _write(self, task: FitTask, state: FitState, **fields: Any) -> None:
        before = self._fits.get(task.key)
        attempt = {"attempt": before.attempt if before else task.attempt}
        record = FitRecord(*task.key, task.seed, state, **attempt | fields)
        self._fits[task.key] = record
        self._recorder.fit(self._study_id, record)
