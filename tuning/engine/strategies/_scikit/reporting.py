"""What a fit on a worker reports to the engine, from its start to its end."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import tensorflow as tf
from distributed import get_worker

from tuning.engine.fits import FitTask, Report
from tuning.engine.strategies._scikit.places import Place
from tuning.engine.worker import EpochReporter
from tuning.errors import TrialFailed


class FitReporter:
    """Reports one fit: that it starts, its epochs, and how it ends."""

    def __init__(self, task: FitTask, place: Place, report: Report) -> None:
        self.task, self.place, self._report = task, place, report
        self.epochs = EpochReporter(task, report)
        self.program = ""
        self.error: str | None = None
        """Why the fit failed, in one sentence."""
        self._started = time.perf_counter()
        where = asdict(place) | {"kind": place.kind.value}
        self._say("started", values=task.values, place=where, worker=get_worker().address)

    def end(self, score: float | None) -> None:
        """Reports how it ended; a fit with an error has no score."""
        self._say(
            "ended",
            score=score if self.error is None else None,
            seconds=time.perf_counter() - self._started,
            program=self.program,
            epochs=self.epochs.epochs,
            error=self.error,
        )

    def _say(self, event: str, **more: Any) -> None:
        task = self.task
        key = (task.trial, task.kind.value, task.index)
        self._report({"event": event, "fit": key, "time": time.time(), **more})

    @contextlib.contextmanager
    def failures(self) -> Iterator[None]:
        """Within it, a training that fails gives the fit its error; everything else passes."""
        try:
            yield
        except TrialFailed as failure:
            self.error = str(failure)
        except (tf.errors.OpError, ValueError, MemoryError) as failure:
            first = str(failure).splitlines() or [type(failure).__name__]
            self.error = f"Training failed: {first[0]}"
