"""Where earlier trials lie in each hyperparameter's range, for one that was drawn at random."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tuning.analysis.trials import title_of
from tuning.analysis.why._known import of_all_trials, point, searched
from tuning.space import AnyParameter, Float, Int, Value, show
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.text.words import listed, number

PARTS = 10
"""Equal parts, on its own scale, that a range of more values is divided into."""
MOST_NAMED = 3


@dataclass(frozen=True)
class Part:
    """A value of a hyperparameter, or a part of its range."""

    label: str
    """The value, or `0.001 to 0.002`."""
    trials: tuple[int, ...]
    """Those of the distinct configurations before that lie in it."""

    @property
    def before(self) -> int:
        return len(self.trials)


@dataclass(frozen=True)
class Covered:
    """One hyperparameter: where the trials before lie, and where this one does."""

    name: str
    title: str
    parts: tuple[Part, ...]
    edges: tuple[str, ...]
    """The ends of the parts, one more than there are; empty where each part is one value."""
    own: int | None
    """The place of the part that this trial lies in; None where it does not use it."""
    value: Value

    @property
    def is_new(self) -> bool:
        """Whether no trial before lies in its part."""
        return self.own is not None and self.parts[self.own].before == 0

    @property
    def visited(self) -> int:
        return sum(part.before > 0 for part in self.parts)


@dataclass(frozen=True)
class Coverage:
    """What the trials before had covered of each range."""

    before: int
    """Distinct configurations tried before."""
    ranges: tuple[Covered, ...]

    @property
    def sentence(self) -> str:
        """Where the trial falls among those before it."""
        if not self.before:
            return "No score had a say: it is the first."
        new = [covered.title for covered in self.ranges if covered.is_new]
        where = listed(new)
        if len(new) > MOST_NAMED:
            where = f"{len(new)} of {len(self.ranges)} ranges"
        if not new:
            return (
                "No score had a say: earlier trials had been in the same part of each range, "
                "in other combinations."
            )
        return f"No score had a say: of {self.before + 1}, it is the first in its part of {where}."


def coverage(view: StudyView, trial: TrialRecord) -> Coverage | None:
    """None for a study that searches nothing."""
    placed = _placed(view)
    if not placed.columns:
        return None
    at = bisect_left(view.numbers, trial.number)
    earlier = placed.is_new[:at]
    ranges = tuple(_covered(view, column, earlier, at, trial) for column in placed.columns)
    return Coverage(int(earlier.sum()), ranges)


def _covered(
    view: StudyView, column: _Column, earlier: np.ndarray, at: int, trial: TrialRecord
) -> Covered:
    found, numbers = column.parts[:at][earlier], np.array(view.numbers[:at], dtype=int)[earlier]
    trials = [tuple(numbers[found == k].tolist()) for k in range(len(column.labels))]
    own = int(column.parts[at])
    # Values beside the list, which a person tried, have a part once they were.
    shown = [k for k, there in enumerate(trials) if k < column.listed or there or k == own]
    parts = tuple(Part(column.labels[k], trials[k]) for k in shown)
    place = shown.index(own) if own >= 0 else None
    title = title_of(view.study, column.name)
    return Covered(column.name, title, parts, column.edges, place, trial.values.get(column.name))


# -- all trials, placed once ---------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """One hyperparameter of all trials, by number."""

    name: str
    labels: tuple[str, ...]
    listed: int
    """How many of the parts are the hyperparameter's own."""
    edges: tuple[str, ...]
    parts: np.ndarray
    """(trials,): the part that each lies in; -1 where it does not use it."""


@dataclass(frozen=True)
class _Placed:
    columns: tuple[_Column, ...]
    is_new: np.ndarray
    """(trials,): whether a trial is the first with its values."""


@of_all_trials
def _placed(view: StudyView) -> _Placed:
    names, space = searched(view), view.study.spec.space
    points = [point(view.trials[number].values, names) for number in view.numbers]
    firsts = {values: k for k, values in reversed(list(enumerate(points)))}
    is_new = np.array([firsts[values] == k for k, values in enumerate(points)], dtype=bool)
    columns = zip(names, zip(*points, strict=True), strict=True) if points else ()
    return _Placed(tuple(_column(n, space[n], values) for n, values in columns), is_new)


def _column(name: str, parameter: AnyParameter, values: tuple[Value, ...]) -> _Column:
    if _is_cut(parameter):
        assert isinstance(parameter, Int | Float)
        edges = _edges(parameter)
        labels = tuple(f"{low} to {high}" for low, high in pairwise(edges))
        return _Column(name, labels, PARTS, edges, _parts(parameter, values))
    points = list(dict.fromkeys(parameter.points()))
    every = list(dict.fromkeys([*points, *(v for v in values if v is not None)]))
    places = {value: k for k, value in enumerate(every)}
    parts = np.array([places.get(value, -1) for value in values], dtype=int)
    return _Column(name, tuple(map(show, every)), len(points), (), parts)


def _is_cut(parameter: AnyParameter) -> bool:
    """Whether it has more values than can each have a part."""
    if not isinstance(parameter, Int | Float) or parameter.high == parameter.low:
        return False
    return not parameter.is_finite or len(parameter.points()) > PARTS


def _parts(parameter: Int | Float, values: tuple[Value, ...]) -> np.ndarray:
    """One beside the range, which a person tried, lies in the nearest part."""
    scaled = np.log if parameter.scale == "log" else np.asarray
    low, high = scaled(float(parameter.low)), scaled(float(parameter.high))
    known = np.array([np.nan if v is None else v for v in values], dtype=float)
    share = (scaled(np.clip(known, parameter.low, parameter.high)) - low) / (high - low)
    parts = np.minimum(np.nan_to_num(share) * PARTS, PARTS - 1)
    return np.where(np.isnan(share), -1, parts).astype(int)


def _edges(parameter: Int | Float) -> tuple[str, ...]:
    spread = np.geomspace if parameter.scale == "log" else np.linspace
    return tuple(number(v, 3) for v in spread(parameter.low, parameter.high, PARTS + 1).tolist())
