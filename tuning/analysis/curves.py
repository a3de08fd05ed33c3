"""The way to the best score, and learning curves."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd

from tuning import tasks
from tuning.objective import Objective
from tuning.store import EpochRecord, FitRecord
from tuning.store.view import StudyView
from tuning.study import TrialState

MOST_WATCHED = 6
"""Trials whose curves are drawn where none is selected."""
MOST_COLORED = 8
"""Selected trials whose curves have a colour each; there are no more colours to be told apart."""
MOST_SELECTED = 60
"""Selected trials whose curves are drawn at all."""


def best_so_far(view: StudyView) -> pd.DataFrame:
    """One row a finished trial, in the order of finishing.

    `trials`, `epochs` and `seconds` say what had been spent when it finished; `best` is the best
    score until then (missing until there is one).
    """
    columns = {name: np.array(column) for name, column in vars(view.ended).items()}
    scores, at = columns["score"], columns["finished"]
    highest = view.study.spec.objective.direction == "max"
    return pd.DataFrame(
        {
            "number": columns["number"].astype(int),
            "score": scores,
            "deviation": columns["deviation"],
            # fmax and fmin skip scores that are missing.
            "best": np.fmax.accumulate(scores) if highest else np.fmin.accumulate(scores),
            "trials": np.arange(1, len(at) + 1),
            "epochs": np.searchsorted(view.epoch_times(), at, side="right"),
            "seconds": _busy_seconds(columns["started"], at),
        }
    )


def _busy_seconds(starts: np.ndarray, at: np.ndarray) -> np.ndarray:
    """At each time, the seconds so far in which some trial ran: pauses do not count."""
    if not len(at):
        return np.zeros(0)
    order = np.lexsort((at, starts))
    starts, until = starts[order], np.maximum.accumulate(at[order])
    # Merged into intervals without a break.
    first = np.r_[True, starts[1:] > until[:-1]]
    last = np.r_[np.flatnonzero(first)[1:] - 1, len(starts) - 1]
    starts, ends = starts[first], until[last]
    before = np.r_[0.0, np.cumsum(ends - starts)]
    which = np.searchsorted(starts, at, side="right") - 1
    return before[which] + np.minimum(at, ends[which]) - starts[which]


class Curve(NamedTuple):
    """The epochs of one fit, or of a trial's mean over its fits; a number that is missing is None.

    Not a table: a page draws some twenty short ones with every report.
    """

    trial: int
    epoch: list[int]
    metrics: Mapping[str, list[float | None]]
    """By name, those that the study shows; a value an epoch."""


def curves(view: StudyView, numbers: Iterable[int], *, refit: bool = False) -> list[Curve]:
    """The curves of some trials' fits, those of a trial one after the other.

    That of a promoted trial begins with the last epoch of the fit that it goes on from.
    """
    names = tasks.columns(view.study.spec)
    return [
        _curve(number, [*_joint(view, fit, epochs), *epochs], names)
        for number in numbers
        for fit in view.fits_of(number)
        if fit.kind.scores != refit and (epochs := view.curves.get(fit.key))
    ]


def kept_epochs(view: StudyView, numbers: Iterable[int]) -> dict[int, int]:
    """By trial that has ended, the epoch at which all of its fits are scored, if that is one.

    Executions of one split keep an epoch each.
    """
    found = {}
    for number in numbers:
        if number not in view.trials or view.trials[number].score is None:
            continue
        fits = [fit for fit in view.fits_of(number) if fit.kind.scores]
        known = [view.curves.get(fit.key, []) for fit in fits]
        places = view.study.spec.kept_epochs([[e.metrics for e in curve] for curve in known])
        pairs = zip(known, places, strict=True)
        epochs = {curve[place].epoch for curve, place in pairs if place is not None}
        if len(epochs) == 1:
            found[number] = epochs.pop()
    return found


def continued(view: StudyView, number: int) -> int | None:
    """The trial that this one was promoted from and trains on; None for all others."""
    parent = view.trials[number].reason.get("continues") if number in view.trials else None
    return parent if parent in view.trials else None


def lineage(view: StudyView, number: int) -> list[int]:
    """The trials that a promoted one goes on from, the latest first."""
    found: list[int] = []
    parent = continued(view, number)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = continued(view, parent)
    return found


def _joint(view: StudyView, fit: FitRecord, epochs: Sequence[EpochRecord]) -> list[EpochRecord]:
    parent = continued(view, fit.trial) if fit.kind.scores else None
    before = view.curves.get((parent, fit.kind, fit.index), []) if parent is not None else []
    return [epoch for epoch in before if epoch.epoch == epochs[0].epoch - 1]


def _curve(number: int, epochs: Sequence[EpochRecord], names: Iterable[str]) -> Curve:
    values = {name: [epoch.metrics.get(name) for epoch in epochs] for name in names}
    return Curve(number, [epoch.epoch for epoch in epochs], values)


def scores_so_far(view: StudyView) -> dict[int, float]:
    """By trial under way, its score so far: the mean over those of its fits that have an epoch."""
    objective, found = view.study.spec.objective, {}
    for number in view.unfinished:
        fits = [fit for fit in view.fits_of(number) if fit.kind.scores]
        scores = [score for fit in fits if (score := _score_of(view, fit, objective)) is not None]
        if scores:
            found[number] = math.fsum(scores) / len(scores)
    return found


def _score_of(view: StudyView, fit: FitRecord, objective: Objective) -> float | None:
    if fit.score is not None:
        return fit.score
    values = [epoch.metrics.get(objective.metric) for epoch in view.curves.get(fit.key, [])]
    known = [value for value in values if value is not None]
    return objective.score(known) if known else None


def mean_curves(fits: Iterable[Curve]) -> list[Curve]:
    """One a trial: at each epoch the mean over the fits that reached it."""
    by_trial: dict[int, list[Curve]] = {}
    for fit in fits:
        by_trial.setdefault(fit.trial, []).append(fit)
    return [own[0] if len(own) == 1 else _mean(own) for own in by_trial.values()]


def _mean(fits: Sequence[Curve]) -> Curve:
    reached = sorted({epoch for fit in fits for epoch in fit.epoch})
    means = {name: _means(reached, fits, name) for name in fits[0].metrics}
    return Curve(fits[0].trial, reached, means)


def _means(reached: Sequence[int], fits: Sequence[Curve], name: str) -> list[float | None]:
    at: dict[int, list[float | None]] = {epoch: [] for epoch in reached}
    for fit in fits:
        for epoch, value in zip(fit.epoch, fit.metrics[name], strict=True):
            at[epoch].append(value)
    return [_average(values) for values in at.values()]


def _average(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


@dataclass(frozen=True)
class ShownCurves:
    """The trials whose curves a page draws."""

    numbers: tuple[int, ...]
    """In colours of their own."""
    thin: tuple[int, ...] = ()
    """Further selected ones, in one colour."""
    left_out: int = 0
    """Selected trials that are not drawn, the worst ones."""


def shown_curves(
    view: StudyView, selected: Collection[int] | None, picked: Sequence[int]
) -> ShownCurves:
    """Of the selected trials, in the order in which a few were `picked`, else the best first; where
    nothing is selected, those worth watching."""
    if not selected:
        return ShownCurves(tuple(watched(view)))
    if 0 < len(picked) <= MOST_COLORED:
        return ShownCurves(tuple(picked))
    ranked = [number for _, number in view.ranked if number in selected]
    order = [*ranked, *sorted(set(selected).difference(ranked))]
    colored, thin = order[:MOST_COLORED], order[MOST_COLORED:MOST_SELECTED]
    return ShownCurves(
        tuple(sorted(colored)), tuple(sorted(thin)), max(len(order) - MOST_SELECTED, 0)
    )


def watched(view: StudyView, most: int = MOST_WATCHED) -> list[int]:
    """The trials worth watching: the best, those that run, then the latest with an epoch."""
    running = {n for n, t in view.unfinished.items() if t.state is TrialState.RUNNING}
    others = (n for n in reversed(view.numbers) if n not in view.unfinished and view.epochs_of(n))
    best = view.study.best_number
    wanted = [*([best] if best in view.trials else []), *sorted(running)]
    return list(dict.fromkeys([*wanted, *islice(others, most + 1)]))[:most]
