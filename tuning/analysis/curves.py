"""The way to the best score, and learning curves."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from tuning.store import TrialRecord
from tuning.study import FitKind, TrialState
from tuning.view import StudyView

ENDED = (TrialState.COMPLETED, TrialState.FAILED)


def best_so_far(view: StudyView) -> pd.DataFrame:
    """One row a finished trial, in the order of finishing.

    `trials`, `epochs` and `seconds` say what had been spent when it finished; `best` is the best
    score until then (missing until there is one).
    """
    ended = [t for t in view.trials.values() if t.finished is not None and t.state in ENDED]
    order = np.lexsort(
        np.array([[t.number, t.finished] for t in ended], dtype=float).reshape(-1, 2).T
    )
    ended = [ended[place] for place in order]
    scores = pd.Series([t.score for t in ended], dtype=float)
    highest = view.study.spec.objective.direction == "max"
    best = scores.cummax() if highest else scores.cummin()
    at = np.array([t.finished for t in ended], dtype=float)
    return pd.DataFrame(
        {
            "number": [t.number for t in ended],
            "score": scores,
            "deviation": pd.Series([t.deviation for t in ended], dtype=float),
            "best": best.ffill(),
            "trials": np.arange(1, len(ended) + 1),
            "epochs": np.searchsorted(view.epoch_times(), at, side="right"),
            "seconds": _busy_seconds(ended, at),
        }
    )


def _busy_seconds(trials: Sequence[TrialRecord], at: np.ndarray) -> np.ndarray:
    """At each time, the seconds so far in which some trial ran: pauses do not count."""
    if not len(at):
        return np.zeros(0)
    starts = np.array([t.finished if t.started is None else t.started for t in trials], dtype=float)
    order = np.lexsort((at, starts))
    starts, until = starts[order], np.maximum.accumulate(at[order])
    # One after the other, the times in which something ran without a break.
    first = np.r_[True, starts[1:] > until[:-1]]
    last = np.r_[np.flatnonzero(first)[1:] - 1, len(starts) - 1]
    starts, ends = starts[first], until[last]
    before = np.r_[0.0, np.cumsum(ends - starts)]
    which = np.searchsorted(starts, at, side="right") - 1
    return before[which] + np.minimum(at, ends[which]) - starts[which]


CURVE_COLUMNS = ["loss", "accuracy", "val_loss", "val_accuracy"]


def curves(view: StudyView, numbers: Iterable[int], *, refit: bool = False) -> pd.DataFrame:
    """The epochs of some trials: one row a fit and epoch, fits one after the other."""
    rows = [
        (epoch.trial, fit.kind.value, fit.index, epoch.epoch, *epoch[4:8])
        for number in numbers
        for fit in view.fits_of(number)
        if (fit.kind is FitKind.REFIT) == refit
        for epoch in view.curves.get(fit.key, ())
    ]
    table = pd.DataFrame(rows, columns=["trial", "kind", "index", "epoch", *CURVE_COLUMNS])
    return table.astype(dict.fromkeys(CURVE_COLUMNS, float))


def mean_curves(fits: pd.DataFrame) -> pd.DataFrame:
    """Of `curves`: one row a trial and epoch, the mean over the fits that reached it."""
    return fits.groupby(["trial", "epoch"], as_index=False)[CURVE_COLUMNS].mean()


def watched(view: StudyView, most: int = 6) -> list[int]:
    """The trials worth watching: the best, those that run, then the latest."""
    running = [n for n, t in view.unfinished.items() if t.state is TrialState.RUNNING]
    others = (n for n in view.trials if n not in view.unfinished or n not in running)
    latest = heapq.nlargest(most + 1, others)
    best = view.study.best_number
    wanted = [*([best] if best in view.trials else []), *sorted(running), *latest]
    return sorted(dict.fromkeys(wanted[: most + 1]), key=wanted.index)[:most]
