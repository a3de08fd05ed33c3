"""What happened in a study, in order: when trials and fits began and ended, and every epoch.

Made of a view's records once. A moment of the study is then how many of these things had happened,
and whether something was known by then is a matter of comparing positions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from tuning.store.clock import running_seconds
from tuning.store.records import EpochRecord, FitKey, FitRecord, TrialRecord
from tuning.store.view import StudyView
from tuning.study import FitState

Unit = Literal["trials", "epochs", "seconds"]

NEVER = np.iinfo(np.int64).max
"""The position of what did not happen."""


class Timeline:
    """The order of what happened, as positions; of what happened at one time, in this order:

    trials begin, fits begin, epochs end, fits end, trials end, the study ends. Baselines and
    confirmations are no part of it.
    """

    def __init__(self, view: StudyView) -> None:
        self.change = view.change
        self.numbers = view.numbers[:]
        known = [key for key in view.fits if key[1].is_of_search]
        self.fits = sorted(known, key=lambda key: (key[0], not key[1].scores, key[2]))
        self.curves = [k for k, curve in view.curves.items() if curve and k[1].is_of_search]
        columns = _columns(view, self.numbers, self.fits, self.curves)
        at = np.concatenate(columns)
        kinds = np.repeat(np.arange(len(columns)), [len(column) for column in columns])
        happened = np.flatnonzero(np.isfinite(at))
        order = happened[np.lexsort((happened, kinds[happened], at[happened]))]
        positions = np.full(len(at), NEVER)
        positions[order] = np.arange(len(order))
        ends = np.cumsum([len(column) for column in columns])[:-1]
        self.begun, self.fit_begun, self.epochs, self.fit_ended, self.ended, _ = np.split(
            positions, ends
        )
        self.length = len(order)
        """How many things happened. The last is the study's end, or now."""
        self.wall = at[order]
        """When each happened, by the clock on the wall."""
        self.seconds = running_seconds(self.wall, view.study)
        """When each happened, by the study's own clock."""
        self.starts = np.cumsum([0, *(len(view.curves[key]) for key in self.curves)])
        """Where in `epochs` those of each of `curves` begin."""
        refits = np.array([not key[1].scores for key in self.curves], dtype=bool)
        self.is_refit = np.repeat(refits, np.diff(self.starts))
        """Of each of `epochs`."""
        self._epochs = np.sort(self.epochs[~self.is_refit])
        self._trials = np.sort(self.ended[self.ended < NEVER])
        changes = (self.begun, self.fit_begun, self.fit_ended, self.ended)
        self._changes = np.sort(np.concatenate(changes))

    def total(self, unit: Unit) -> float:
        """How much of it there is in all."""
        if unit == "seconds":
            return float(self.seconds[-1])
        return float(len(self._trials if unit == "trials" else self._epochs))

    def spent(self, unit: Unit, happened: int, seconds: float) -> float:
        """How much of it was spent at a place."""
        if unit == "seconds":
            return seconds
        return float(np.searchsorted(self._trials if unit == "trials" else self._epochs, happened))

    def place(self, unit: Unit, value: float) -> tuple[int, float]:
        """How many things had happened when so much was spent, and the study's seconds then.

        Between two trials or epochs, time passes evenly.
        """
        if value >= self.total(unit):
            return self.length, float(self.seconds[-1])
        if unit == "seconds":
            return int(np.searchsorted(self.seconds, value, side="right")), value
        whole = math.floor(value)
        least, next_one = self._place(unit, whole), self._place(unit, whole + 1)
        begin, end = self.seconds[[max(least - 1, 0), next_one - 1]]
        seconds = float(begin + (value - whole) * (end - begin))
        if value == whole:
            return least, seconds
        happened = int(np.searchsorted(self.seconds, seconds, side="right"))
        return min(max(happened, least), next_one - 1), seconds

    def _place(self, unit: Unit, count: int) -> int:
        """How many things had happened when so many trials had ended, or epochs.

        With an epoch counts what happened before the next; with none, what came first of all.
        """
        if not count:
            first = int(np.searchsorted(self.wall, self.wall[0], side="right"))
            return min([first, *self._epochs[:1], *self._trials[:1]])
        if unit == "trials":
            return int(self._trials[count - 1]) + 1
        later = self._epochs[count:]
        return int(later[0]) if len(later) else self.length

    def wall_at(self, happened: int, seconds: float) -> float:
        """The time on the wall at a place."""
        last = max(happened - 1, 0)
        return float(self.wall[last] + max(seconds - self.seconds[last], 0.0))

    def last_change(self, happened: int) -> int:
        """After how many things a trial had changed last, one of its fits included."""
        found = int(np.searchsorted(self._changes, happened))
        return int(self._changes[found - 1]) + 1 if found else 0


# -- when each thing happened ----------------------------------------------------------------------


def _columns(
    view: StudyView, numbers: Sequence[int], fits: Sequence[FitKey], curves: Sequence[FitKey]
) -> list[np.ndarray]:
    """Times by kind; NaN or infinite for what did not happen.

    Nothing of a trial comes after its end but its refit, whatever the workers' clocks say.
    """
    start = view.study.started or view.study.created
    last = {number: _ended(view, view.trials[number], start) for number in numbers}
    spans = {}
    for key in fits:
        limit = last.get(key[0], math.inf) if key[1].scores else math.inf
        spans[key] = _span(view.fits[key], view.curves.get(key, ()), limit)
    for number, key in _last_fits(spans).items():
        # Its trial ended as soon as it had.
        spans[key] = (spans[key][0], last.get(number, math.inf))
    epochs = [_epochs(view.curves[k], k, last) for k in curves]
    begun = {n: _begun(view.trials[n], start, last[n]) for n in numbers}
    for (number, kind, _), (at, _) in spans.items():
        if kind.scores and number in begun:
            begun[number] = min(begun[number], at)
    columns = [
        np.array(list(begun.values()), dtype=float),
        np.array([at for at, _ in spans.values()], dtype=float),
        np.concatenate([np.zeros(0), *epochs]),
        np.array([at for _, at in spans.values()], dtype=float),
        np.array(list(last.values()), dtype=float),
    ]
    known = np.concatenate([*columns, [view.study.finished or start]])
    return [*columns, np.array([known[np.isfinite(known)].max()])]


def _begun(trial: TrialRecord, start: float, ended: float) -> float:
    return min(start if trial.started is None else trial.started, ended)


def _ended(view: StudyView, trial: TrialRecord, start: float) -> float:
    """When a trial ended; infinite if it did not."""
    if not trial.state.is_finished():
        return math.inf
    if trial.finished is not None:
        return trial.finished
    keys = [fit.key for fit in view.fits_of(trial.number) if fit.kind.scores]
    times = [curve[-1].time for key in keys if (curve := view.curves.get(key))]
    return max(times, default=trial.started or start)


def _span(fit: FitRecord, curve: Sequence[EpochRecord], limit: float) -> tuple[float, float]:
    """When a fit began and ended; infinite where it did not. It is over by the limit."""
    first = [curve[0].time] if curve else []
    begun = min(first if fit.started is None else [fit.started, *first], default=math.inf)
    if not fit.state.is_finished():
        return min(begun, limit), math.inf
    if fit.state is FitState.STOPPED:
        ended = limit
    elif curve:
        ended = curve[-1].time
    else:
        ended = begun + (fit.seconds or 0.0)
    return min(begun, limit), min(ended, limit)


def _last_fits(spans: dict[FitKey, tuple[float, float]]) -> dict[int, FitKey]:
    """By trial, the fit that ended last."""
    found: dict[int, FitKey] = {}
    for key, (_, ended) in spans.items():
        before = found.get(key[0])
        if key[1].scores and (before is None or ended >= spans[before][1]):
            found[key[0]] = key
    return found


def _epochs(curve: Sequence[EpochRecord], key: FitKey, last: dict[int, float]) -> np.ndarray:
    times = np.maximum.accumulate(np.array([epoch.time for epoch in curve]))
    return np.minimum(times, last.get(key[0], math.inf)) if key[1].scores else times
