"""What a fit on a worker reports to the engine, from its start to its end."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from tuning.engine.fits import FitOutcome, FitTask
from tuning.engine.reports import FitEnded, FitStarted, Send
from tuning.engine.strategies._scikit.places import Place
from tuning.engine.worker import FAILURES, EpochReporter, why_failed


class FitReporter:
    """Reports one fit: that it starts, its epochs, and how it ends."""

    def __init__(self, task: FitTask, place: Place, send: Send) -> None:
        self.task, self.place, self._send = task, place, send
        self.epochs = EpochReporter(task, send)
        self.program = ""
        self.error: str | None = None
        """Why the fit failed, in one sentence."""
        self._started = time.perf_counter()
        send(FitStarted(task.key, time.time(), task.values, place.in_search))

    def end(self, score: float | None) -> None:
        """Reports how it ended; a fit with an error has no score."""
        now = time.perf_counter()
        outcome = FitOutcome(
            *self.task.key,
            score if self.error is None else None,
            now - self._started,
            self.program,
            self.epochs.epochs,
            error=self.error,
            row_scores=self.epochs.row_scores if self.error is None else None,
            preparing=(self.epochs.began or now) - self._started,
        )
        self._send(FitEnded(outcome))

    @contextlib.contextmanager
    def failures(self) -> Iterator[None]:
        """Within it, a training that fails gives the fit its error; everything else passes."""
        try:
            yield
        except FAILURES as failure:
            self.error = why_failed(failure)
