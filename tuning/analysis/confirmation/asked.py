"""Before a confirmation: which trials are trained again, to which epochs, and what it costs."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from tuning.errors import InvalidInput
from tuning.store import FitKey
from tuning.store.view import StudyView
from tuning.study import FitKind, FitState

REPEATS, MOST_REPEATS = 5, 100
TOP, MOST_TIED = 3, 8
"""Trials where no set is known that cannot be told from the winner; and the most of such a set."""


@dataclass(frozen=True)
class Asked:
    """What a confirmation trains. Fits that an earlier one trained are not trained again."""

    trials: Mapping[int, int]
    """By number, the epoch to which each trains and at which it is scored; the best first."""
    repeats: int
    fits: int
    """Those that are not there yet; this, the epochs and the seconds are of those alone."""
    epochs: int
    seconds: float
    """About how long it takes, by what the trials' own fits took."""


def suggested(view: StudyView) -> tuple[int, ...]:
    """The trials to confirm, the best first: those that cannot be told from the winner, at most
    eight of them; where these are not known, or there is none beside it, the best three."""
    ranked = [number for _, number in view.ranked]
    tied = set(view.honest.tied) if view.honest is not None else set()
    found = [number for number in ranked if number in tied]
    return tuple(found[:MOST_TIED] if len(found) > 1 else ranked[:TOP])


def why_not(view: StudyView) -> str:
    """Why a study cannot be confirmed now, as a sentence; empty where it can."""
    study = view.study
    if study.state.is_active():
        return (
            f"A study can be confirmed once its search is over, but study {study.id} is "
            f"{study.state}."
        )
    if not view.ranked:
        return f"Study {study.id} has no trial with a score, so that there is nothing to confirm."
    return ""


def asked(
    view: StudyView, top: int | None = None, repeats: int = REPEATS, workers: int = 1
) -> Asked:
    """A confirmation of the best `top` trials, or of the suggested ones. Raises InvalidInput."""
    if why := why_not(view):
        raise InvalidInput(why)
    if not 1 <= repeats <= MOST_REPEATS:
        raise InvalidInput(f"repeats must be from 1 to {MOST_REPEATS}, got {repeats}.", "repeats")
    most = len(view.ranked)
    if top is not None and not 1 <= top <= most:
        raise InvalidInput(
            f"top must be from 1 to {most:,}, the trials that have a score, got {top:,}.", "top"
        )
    numbers = suggested(view) if top is None else [number for _, number in view.ranked[:top]]
    trials = {number: kept_epoch(view, number) for number in numbers}
    missing = [key for key in fits(trials, repeats) if not is_there(view, key)]
    seconds = sum(_second_an_epoch(view, key[0]) * trials[key[0]] for key in missing)
    return Asked(
        trials,
        repeats,
        len(missing),
        sum(trials[number] for number, _, _ in missing),
        seconds / max(min(workers, len(missing)), 1),
    )


def fits(trials: Mapping[int, int], repeats: int) -> list[FitKey]:
    """The fits of a confirmation: of each repeat all trials, so that pairs are there early."""
    return [(number, FitKind.CONFIRMATION, k) for k in range(repeats) for number in trials]


def is_there(view: StudyView, key: FitKey) -> bool:
    """Whether a fit of a confirmation was trained to its end, or failed."""
    fit = view.confirmed.fits.get(key)
    return fit is not None and fit.state in (FitState.COMPLETED, FitState.FAILED)


def kept_epoch(view: StudyView, number: int) -> int:
    """The epoch that a trial keeps by its search, counted from 1: a later choice would flatter."""
    keys = [fit.key for fit in view.fits_of(number) if fit.kind.scores]
    curves = [curve for key in keys if (curve := view.curves.get(key))]
    if not curves:
        return int(view.trials[number].values.get("epochs") or view.study.spec.fixed("epochs"))
    places = view.study.spec.kept_epochs([[e.metrics for e in curve] for curve in curves])
    kept = [c[place].epoch for c, place in zip(curves, places, strict=True) if place is not None]
    return round(statistics.fmean(kept))


def _second_an_epoch(view: StudyView, number: int) -> float:
    """The seconds that an epoch of a trial's own fits took, in the mean."""
    known = [
        fit.seconds / len(curve)
        for fit in view.fits_of(number)
        if fit.kind.scores and fit.seconds and (curve := view.curves.get(fit.key))
    ]
    return math.fsum(known) / len(known) if known else 0.0
