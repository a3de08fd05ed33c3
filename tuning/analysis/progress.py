"""How far a study is: counts, rate, time gone and time left."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np

from tuning import strategies
from tuning.errors import TuningError
from tuning.store import StudyRecord, TrialRecord
from tuning.store.early_stopping import saved
from tuning.store.view import StudyView
from tuning.study import FitState, StudyState, TrialState

RATE_SECONDS = 20.0
"""Epochs a second are counted over this long."""
QUICK_SECONDS, QUICK_EPOCHS = 5.0, 100
"""Where so many epochs came within so few seconds, over these: a quick study is over in 20, and
compiles in the first of them."""
EARLY = 0.2
"""Until this part of a study is done, compiling may weigh as much as training."""
LATEST = 8
"""Fits from which the pace of epochs is measured."""


@dataclass(frozen=True)
class Progress:
    """How far a study is. A stopped trial is not counted: it begins again when a study resumes."""

    trials: int
    trials_planned: int | None
    failed: int
    running: int
    waiting: int
    """Trials none of whose fits trains."""
    fits: int
    fits_planned: int | None
    epochs: int
    epochs_planned: int | None
    epochs_a_second: float | None
    elapsed: float
    share: float
    """The share of the epochs that is done, 0 to 1; 0 where the number of epochs is open."""
    left: tuple[float, float] | None
    """Seconds until the last trial ends, between the two; None while nothing was measured."""


def progress(view: StudyView, now: float | None = None) -> Progress:
    """How far a study is, at `now` (the view's own time if not given)."""
    study, now = view.study, view.now if now is None else now
    totals = view.totals
    active = study.state.is_active()
    under_way = list(view.unfinished.values()) if active else []
    running = sum(trial.state is TrialState.RUNNING for trial in under_way)
    rate = epochs_a_second(view, now)
    finished = totals.completed + totals.failed
    planned, planned_epochs = _planned(view)
    # The plan of a library that owns the loop has the refit's epochs in it.
    refits = totals.refit_epochs if strategies.strategy_of(study.spec).loop_owner else 0
    epochs = totals.epochs + refits
    if study.state is StudyState.COMPLETED and planned:
        # A strategy may end before its plan does, and trials may be shorter.
        planned, planned_epochs = finished, epochs
    early = saved(view)
    spared, trained = (early.epochs, early.planned - early.epochs) if early else (0, 1)
    # Of the epochs to come as many are trained as of those that were.
    usual = trained / (trained + spared) if trained else 1.0
    share, left = 0.0, None
    if planned_epochs:
        share = _share(view, planned, planned_epochs, epochs + spared, under_way)
        left = _left(view, (1 - share) * planned_epochs * usual, share, now)
    return Progress(
        trials=finished,
        trials_planned=planned,
        failed=totals.failed,
        running=running,
        waiting=len(under_way) - running,
        fits=totals.fits,
        fits_planned=planned * study.spec.evaluation.fits if planned else None,
        epochs=epochs,
        epochs_planned=planned_epochs,
        epochs_a_second=rate,
        elapsed=elapsed(study, now),
        share=share,
        left=left,
    )


def _share(
    view: StudyView,
    trials: int | None,
    epochs: int,
    done: int,
    under_way: Sequence[TrialRecord],
) -> float:
    """The part of the planned epochs that is `done`; 0 where the number of trials is open."""
    if not trials:
        return 0.0
    totals = view.totals
    if "epochs" in view.study.spec.space.searched or totals.failed:
        # Trials differ in length, or have failed: their epochs do not add up to the plan's.
        begun = sum(view.epochs_of(trial.number) for trial in under_way)
        return min((totals.completed + totals.failed) / trials + begun / epochs, 1.0)
    return min(done / epochs, 1.0)


def _planned(view: StudyView) -> tuple[int | None, int | None]:
    """Trials and epochs in all: as the engine says, or as the plan counts before it has begun.

    Trials added by hand are added; None where the number is open.
    """
    study = view.study
    trials, epochs = study.trials_planned, study.epochs_planned
    if strategies.strategy_of(study.spec).is_open(study.spec.strategy.options):
        return None, None
    if trials is None:
        try:
            counted = strategies.count(study.spec)
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
    begun = max(view.study.started or 0.0, view.totals.first_fit or 0.0)
    quick = max(now - QUICK_SECONDS, begun)
    if (late := _epochs_since(view, quick)) >= QUICK_EPOCHS and now > quick:
        return late / (now - quick)
    since = max(now - RATE_SECONDS, begun)
    late = _epochs_since(view, since)
    return late / (now - since) if late and now > since else None


def _epochs_since(view: StudyView, since: float) -> int:
    """How many epochs ended after a time."""
    times = view.epoch_times()
    return len(times) - int(np.searchsorted(times, since, side="right"))


def _left(view: StudyView, epochs: float, share: float, now: float) -> tuple[float, float] | None:
    """Seconds left at the quickest and at the slowest of several rates.

    The rate of the whole run includes compiling, which comes early; the rate within fits does not.
    With time, all rates come together.
    """
    if not view.study.state.is_active():
        return None
    if epochs < 0.5:
        return 0.0, 0.0
    rates = [epochs_a_second(view, now), _rate_of_run(view, now)]
    if share < EARLY:
        rates.append(_rate_in_fits(view))
    known = [rate for rate in rates if rate]
    return (epochs / max(known), epochs / min(known)) if known else None


def _rate_of_run(view: StudyView, now: float) -> float | None:
    """Epochs a second since the study began, or was resumed."""
    since = view.study.started or now - view.study.seconds
    if not view.study.seconds:
        since = max(since, view.totals.first_fit or 0.0)
    done = _epochs_since(view, since)
    return done / (now - since) if done and now > since else None


def _rate_in_fits(view: StudyView) -> float | None:
    """Epochs a second if the running fits trained without pauses, from the latest fits."""
    fits = (fit for number in view.unfinished for fit in view.fits_of(number))
    running = sum(fit.state is FitState.RUNNING for fit in fits)
    gaps = [
        later.time - earlier.time
        for curve in islice(reversed(view.curves.values()), LATEST)
        for earlier, later in pairwise(curve)
    ]
    gap = statistics.median(gaps) if gaps else 0.0
    return running / gap if gap > 0 and running else None
