"""How far a study is: counts, rate, time gone and time left."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from tuning import counts
from tuning.catalog import SCIKIT
from tuning.errors import TuningError
from tuning.store import StudyRecord
from tuning.study import TrialState
from tuning.view import StudyView

RATE_SECONDS = 20.0
"""Epochs a second are counted over this long."""


@dataclass(frozen=True)
class Progress:
    """How far a study is. A stopped trial is not counted: it begins again when a study resumes."""

    trials: int
    trials_planned: int | None
    failed: int
    running: int
    fits: int
    fits_planned: int | None
    epochs: int
    epochs_planned: int | None
    epochs_a_second: float | None
    elapsed: float
    left: float | None
    """Seconds until the last trial ends, about; None while nothing was measured."""

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        if not self.trials_planned:
            return 0.0
        by_epochs = self.epochs / self.epochs_planned if self.epochs_planned else 0.0
        return min(max(self.trials / self.trials_planned, by_epochs), 1.0)


def progress(view: StudyView, now: float | None = None) -> Progress:
    """How far a study is, at `now` (the clock's time if not given)."""
    study, now = view.study, time.time() if now is None else now
    totals = view.totals
    active = study.state.is_active()
    running = [n for n, t in view.unfinished.items() if active and t.state is TrialState.RUNNING]
    rate = epochs_a_second(view, now)
    begun = sum(map(view.epochs_of, running))
    finished = totals.completed + totals.failed
    planned, planned_epochs = _planned(view)
    # The plan of scikit-learn's searches has the refit's epochs in it.
    refits = totals.refit_epochs if study.strategy in SCIKIT else 0
    return Progress(
        trials=finished,
        trials_planned=planned,
        failed=totals.failed,
        running=len(running),
        fits=totals.fits,
        fits_planned=planned * study.spec.evaluation.fits if planned else None,
        epochs=totals.epochs + refits,
        epochs_planned=planned_epochs,
        epochs_a_second=rate,
        elapsed=elapsed(study, now),
        left=_left(active, (planned, planned_epochs), finished, begun, rate),
    )


def _planned(view: StudyView) -> tuple[int | None, int | None]:
    """Trials and epochs to come to: the engine's figures, before it has begun the plan's own.

    Trials added by hand come on top; None where there is no telling.
    """
    study = view.study
    trials, epochs = study.trials_planned, study.epochs_planned
    if study.strategy == "by_hand" and study.spec.strategy.options["stay_open"]:
        return None, None
    if trials is None:
        try:
            counted = counts.count(study.spec)
        except TuningError:  # data of one's own that are gone
            return None, None
        trials, epochs = counted.trials, counted.epochs
    added = view.totals.by_hand
    if not (added and trials):
        return trials, epochs
    return trials + added, (epochs and round(epochs * (1 + added / trials)))


def elapsed(study: StudyRecord, now: float) -> float:
    """Seconds that a study has run, pauses left out."""
    runs = study.state.is_active() and study.started is not None
    return study.seconds + (max(now - (study.started or now), 0.0) if runs else 0.0)


def epochs_a_second(view: StudyView, now: float) -> float | None:
    """The rate of the last seconds while a study runs, of the whole study after."""
    if not view.study.state.is_active():
        total, seconds = view.totals.epochs, view.study.seconds
        return total / seconds if total and seconds else None
    since = max(now - RATE_SECONDS, view.study.started or 0.0, view.totals.first_fit or 0.0)
    times = view.epoch_times()
    late = len(times) - int(np.searchsorted(times, since, side="right"))
    return late / (now - since) if late and now > since else None


def _left(
    active: bool,
    planned: tuple[int | None, int | None],
    finished: int,
    begun: int,
    rate: float | None,
) -> float | None:
    trials, epochs = planned
    if not (active and rate and trials and epochs):
        return None
    return max(epochs * (1 - finished / trials) - begun, 0.0) / rate
