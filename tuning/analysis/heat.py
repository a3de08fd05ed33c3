"""Any two hyperparameters against each other: the trials and scores in each cell of a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from tuning.analysis.parallel import ParallelAxis, axis_of, numbers_of
from tuning.space import show
from tuning.store import TrialRecord
from tuning.store.view import StudyView

MOST_BINS = 6
"""Parts into which a range of numbers is divided."""
MOST_VALUES = 8
"""A hyperparameter with no more values than this is shown value by value."""


@dataclass(frozen=True)
class Bins:
    """The values of one hyperparameter as the rows or columns of a heat map."""

    name: str
    title: str
    labels: list[str]
    """In order; `0.001 to 0.01` for a part of a range, whose lower end belongs to it."""


@dataclass(frozen=True)
class HeatMap:
    """Scores in a grid; `cells` has a row a cell that holds trials.

    Its columns: `x` and `y`, the places of its bins; `numbers`, its trials, the best first;
    `mean` and `best` of their scores; `count`.
    """

    x: Bins
    y: Bins
    cells: pd.DataFrame
    inactive: int
    """Scored trials in which one of the two has no value."""


def heat_map(view: StudyView, x: str, y: str) -> HeatMap:
    """The scored trials by the values of two hyperparameters of `varying`."""
    scored = _scored(view)
    across, columns = _binned(view, x, scored)
    up, rows = _binned(view, y, scored)
    table = pd.DataFrame(
        {
            "x": columns,
            "y": rows,
            "number": [trial.number for trial in scored],
            "score": np.array([trial.score for trial in scored], dtype=float),
        }
    )
    known = table[(table["x"] >= 0) & (table["y"] >= 0)]
    # Trials come the best first, and groups keep the order of their rows.
    cells = known.groupby(["x", "y"], as_index=False).agg(
        numbers=("number", list),
        mean=("score", "mean"),
        best=("score", "first"),
        count=("score", "size"),
    )
    return HeatMap(across, up, cells, len(table) - len(known))


def _scored(view: StudyView) -> list[TrialRecord]:
    """The trials with a score, the best first."""
    return [view.trials[number] for _, number in view.ranked]


def _binned(view: StudyView, name: str, trials: Sequence[TrialRecord]) -> tuple[Bins, np.ndarray]:
    """The bins of a hyperparameter, and each trial's place in them: -1 without a value."""
    ever = _scored(view.whole)  # in a replay, the bins of the whole study: they stand still
    axis = axis_of(view, name, ever)
    values, all_values = numbers_of(axis, trials), numbers_of(axis, ever)
    known = np.unique(all_values[np.isfinite(all_values)])
    if axis.scale == "category":
        labels = [text for _, text in axis.ticks]
        places = np.where(np.isfinite(values), values, -1).astype(int)
    elif len(known) <= MOST_VALUES:
        labels = [show(_plain(axis, value)) for value in known]
        places = np.where(np.isfinite(values), np.searchsorted(known, values), -1)
    else:
        edges = _edges(axis)
        ends = [show(_plain(axis, float(f"{edge:.3g}"))) for edge in edges]
        labels = [f"{low} to {high}" for low, high in pairwise(ends)]
        inside = np.searchsorted(edges[1:-1], values, side="right")
        places = np.where(np.isfinite(values), inside, -1)
    return Bins(name, axis.label, labels), places.astype(int)


def _edges(axis: ParallelAxis) -> np.ndarray:
    """The ends of equal parts of a range, on its own scale."""
    low, high = axis.low, axis.high
    if axis.scale == "log":
        return np.geomspace(low, high, MOST_BINS + 1)
    return np.linspace(low, high, MOST_BINS + 1)


def _plain(axis: ParallelAxis, value: float) -> int | float:
    return round(value) if axis.integer else float(value)
