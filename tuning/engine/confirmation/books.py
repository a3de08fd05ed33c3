"""What is written down of a confirmation: its fits as they wait, train and end."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tuning.engine.books.earlier import Earlier
from tuning.engine.books.fit_records import FitRecords
from tuning.engine.books.kept import KeptWeights
from tuning.engine.books.recorder import Recorder
from tuning.engine.fits import FitOutcome, FitTask
from tuning.engine.reports import FitEnded, Report
from tuning.errors import StudyStopped
from tuning.store import FitKey, FitRecord
from tuning.store.view import StudyView


class Books:
    """The books of one confirmation; its methods may be called from any thread."""

    def __init__(
        self, view: StudyView, recorder: Recorder, tasks: Sequence[FitTask], folder: Path
    ) -> None:
        """`view`: the study as earlier runs left it, whose fits are not trained again."""
        self.kept, self._study_id, self._recorder = KeptWeights(folder), view.study.id, recorder
        earlier = Earlier(view)
        earlier.fits |= view.confirmed.fits
        self._fits = FitRecords(self._study_id, recorder, earlier)
        self._lock = threading.RLock()
        self._is_stopped = False
        settled = self._fits.settled()
        self._left = {task.key: task for task in tasks if task.key not in settled}

    @property
    def left(self) -> list[FitTask]:
        """The fits that have not ended."""
        with self._lock:
            return list(self._left.values())

    def check(self) -> None:
        """Raises StudyStopped once the confirmation is to stop."""
        if self._is_stopped:
            raise StudyStopped(f"The confirmation of study {self._study_id} was stopped.")

    def stop(self) -> None:
        """From now on `check` raises, and reports are not heard."""
        self._is_stopped = True

    def close(self) -> None:
        """Marks what has not ended as stopped; nothing is written after it."""
        with self._lock:
            self._is_stopped = True
            self._fits.stop(self._left)
            self._left.clear()

    def note(self, kind: str, text: str) -> None:
        """Leaves a sentence among the study's events."""
        self._recorder.event(self._study_id, kind, text)

    def is_running(self, number: int) -> bool:
        """Whether a trial has fits left."""
        return any(trial == number for trial, _, _ in self._left)

    def fit(self, key: FitKey) -> FitRecord | None:
        """A fit as it is recorded; None if it never began."""
        return self._fits.get(key)

    def open_fit(self, task: FitTask) -> None:
        """A fit is to be trained, for the first time or again."""
        with self._lock:
            if not self._is_stopped:
                self._left[task.key] = task
                self._fits.wait(task)

    def leave(self, key: FitKey) -> None:
        """A fit has left its worker."""
        with self._lock:
            self._fits.leave(key)

    def hear(self, report: Report) -> None:
        """Takes down a worker's report; one of a fit that is not open changes nothing."""
        with self._lock:
            task = self._left.get(report.fit)
            if task is None or self._is_stopped:
                return
            if isinstance(report, FitEnded):
                self.fit_ended(report.outcome)
            else:
                self._fits.hear(task, report)

    def fit_ended(self, outcome: FitOutcome) -> None:
        """Takes down what a fit gave; not row by row: the search's choice is not among its rows."""
        with self._lock:
            task = self._left.pop(outcome.key, None)
            if task is not None and not self._is_stopped:
                self._fits.end(task, replace(outcome, row_scores=None))
