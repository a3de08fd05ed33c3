"""What runs on a worker for a pack: its fits one after another, their reports a few at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from distributed import get_worker

from tuning.datasets import Dataset
from tuning.engine import worker
from tuning.engine.fits import FitOutcome, FitTask
from tuning.engine.reports import FitLeft, FitStarted, Report, encode
from tuning.store import FitKey

REPORT_SECONDS = 0.25
"""A report waits so long at most for others to travel with it; a pack of short fits has ended then,
and what they gave is there."""


class Reports:
    """The reports of a pack on their way to the engine.

    The first goes at once: it says that the pack is trained. Those of fits that have ended need not
    be sent, if they still wait when the pack ends: what the fits gave holds the same.
    """

    def __init__(self, send: Callable[[Sequence[Report]], None]) -> None:
        self._send = send
        self._waiting: list[Report] = []
        self._changed = threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_first = True
        self.started: dict[FitKey, float] = {}

    def add(self, report: Report) -> None:
        """Takes a report, to be sent with others in a moment."""
        if isinstance(report, FitStarted):
            self.started[report.fit] = report.time
        with self._changed:
            self._waiting.append(report)
            if self._timer is None and not self._is_first:
                self._timer = threading.Timer(REPORT_SECONDS, self.flush)
                self._timer.daemon = True
                self._timer.start()
        if self._is_first:
            self._is_first = False
            self.flush()

    def close(self) -> None:
        """The pack has ended: what waits is not sent."""
        with self._changed:
            if self._timer is not None:
                self._timer.cancel()
            self._waiting = []

    def flush(self) -> None:
        """Sends what waits."""
        with self._changed:
            self._timer = None
            if self._waiting:
                self._send(self._waiting)
                self._waiting = []


def run_fits(
    tasks: Sequence[FitTask], dataset: Dataset, keep_last: Collection[int] = ()
) -> list[FitOutcome]:
    """Trains fits of one study; what each gave, in their order.

    It ends early where the study is stopped, or a fit ends by a fault of ours: what had ended until
    then comes back. Raises what the first one raises, StudyStopped among it. `keep_last`: the
    trials whose fits' last weights are to come back.
    """
    here, topic = get_worker(), worker.topic(tasks[0].study_id)
    reports = Reports(lambda waiting: here.log_event(topic, encode(waiting)))
    outcomes: list[FitOutcome] = []
    best: FitOutcome | None = None
    try:
        for task in tasks:
            asked = replace(task, bar=_bar(task, best))
            outcome = worker.run_fit(asked, dataset, reports.add, task.trial in keep_last)
            reports.add(FitLeft(task.key, outcome.training))
            began = reports.started[task.key]
            outcome = replace(outcome, worker=here.address, started=began)
            outcomes.append(outcome)
            best = _better(task, best, outcome)
    except Exception:
        if not outcomes:
            raise
    finally:
        reports.close()
    return [each if best in (each, None) else replace(each, weights=None) for each in outcomes]


def _bar(task: FitTask, best: FitOutcome | None) -> float | None:
    """The score from which a fit's weights are wanted: it rises with what its pack has found."""
    known = [task.bar, best.score if best else None]
    scores = [score for score in known if score is not None]
    return task.objective.best(scores) if scores else None


def _better(task: FitTask, best: FitOutcome | None, outcome: FitOutcome) -> FitOutcome | None:
    """The fit whose weights alone are to travel; of equal ones, that of the first trial.

    None where several fits make a trial: whose weights are wanted depends on their mean.
    """
    if task.split.evaluation.fits > 1 or outcome.weights is None or outcome.score is None:
        return best
    if best is not None and outcome.score == best.score:
        return min(best, outcome, key=lambda each: each.trial)
    return outcome  # weights come back of one that is as good as the bar
