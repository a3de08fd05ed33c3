"""When each worker trained what: the fits of a study over the time that it ran."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tuning.analysis.fits import label_of
from tuning.store import FitRecord
from tuning.store.view import StudyView
from tuning.study import FitState

PAUSE = 60.0
"""Seconds without any fit from which on the study is taken to have paused."""
MOST_FITS = 400
"""Fits that a timeline shows, the latest."""


@dataclass(frozen=True)
class Timeline:
    """The fits of a study by worker.

    `fits` has a row each, in the order of starting: `worker` (its place in `workers`), `trial`,
    `what` (`Fold 2`), `kind`, `state`, `start` and `seconds` (both of running time), `score`.
    """

    workers: list[str]
    fits: pd.DataFrame
    left_out: int
    """Earlier fits that are not shown."""
    pauses: int
    """Times longer than a minute in which nothing trained: they are cut out."""
    idle: float
    """The part of all workers' time in which they trained nothing, 0 to 1; pauses left out."""

    @property
    def lasted(self) -> float:
        """Seconds of running time until the last fit ended, from the first one shown on."""
        return float((self.fits["start"] + self.fits["seconds"]).max()) if len(self.fits) else 0.0


def timeline(view: StudyView) -> Timeline:
    """Of the fits that have begun, at most the latest so many."""
    begun = [f for f in view.fits.values() if f.started is not None and f.kind.is_of_search]
    begun.sort(key=lambda fit: (fit.started, fit.key))
    shown, left_out = begun[-MOST_FITS:], max(len(begun) - MOST_FITS, 0)
    starts = np.array([fit.started for fit in shown], dtype=float)
    ends = np.array([_end(view, fit) for fit in shown], dtype=float)
    cuts = _pauses(starts, ends)
    # In a replay, those of the whole study: their rows stand still.
    workers = sorted(
        {f.worker or "" for f in view.whole.fits.values() if f.started and f.kind.is_of_search}
    )
    running = np.array([start - _cut(cuts, start) for start in starts])
    lasted = ends - starts
    table = pd.DataFrame(
        {
            "worker": [workers.index(fit.worker or "") for fit in shown],
            "trial": [fit.trial for fit in shown],
            "what": [label_of(view, fit) for fit in shown],
            "kind": [fit.kind.value for fit in shown],
            "state": [fit.state.value for fit in shown],
            "start": running - (running.min() if len(running) else 0.0),
            "seconds": lasted,
            "score": np.array([fit.score for fit in shown], dtype=float),
        }
    )
    return Timeline(workers, table, left_out, len(cuts), _idle(table, len(workers)))


def _end(view: StudyView, fit: FitRecord) -> float:
    """When a fit ended; of one that trains, or was interrupted, its latest epoch."""
    start = fit.started or 0.0
    if fit.seconds is not None and fit.state is not FitState.RUNNING:
        return start + fit.seconds
    epochs = view.curves.get(fit.key)
    return max(start, epochs[-1].time) if epochs else start


def _pauses(starts: np.ndarray, ends: np.ndarray) -> list[tuple[float, float]]:
    """When each pause began, and how long it took; `starts` are in order."""
    if len(starts) < 2:
        return []
    until = np.maximum.accumulate(ends)[:-1]
    gaps = starts[1:] - until
    return [(float(u), float(g)) for u, g in zip(until, gaps, strict=True) if g > PAUSE]


def _cut(pauses: list[tuple[float, float]], at: float) -> float:
    return sum(seconds for begun, seconds in pauses if begun < at)


def _idle(fits: pd.DataFrame, workers: int) -> float:
    """Fits that a worker trains at once count once each second."""
    if not len(fits):
        return 0.0
    whole = workers * float((fits["start"] + fits["seconds"]).max())
    busy = sum(_covered(own) for _, own in fits.groupby("worker"))
    return 1 - busy / whole if whole > 0 else 0.0


def _covered(fits: pd.DataFrame) -> float:
    """Seconds in which at least one of them trained."""
    covered, until = 0.0, 0.0
    for start, seconds in zip(fits["start"], fits["seconds"], strict=True):
        end = start + seconds
        covered += max(end - max(start, until), 0.0)
        until = max(until, end)
    return covered
