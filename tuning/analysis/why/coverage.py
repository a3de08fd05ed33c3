"""Where earlier trials lie in each hyperparameter's range, for one that was drawn at random."""

from __future__ import annotations

import threading
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tuning.analysis.trials import title_of
from tuning.analysis.why._known import Point, point, searched
from tuning.space import AnyParameter, Float, Int, Value, Values, show
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
    values: tuple[Value, ...]
    """Of the parts, where each is one value."""


@dataclass
class _Placed:
    columns: tuple[_Column, ...]
    is_new: np.ndarray
    """(trials,): whether a trial is the first with its values."""
    values: list[Values]
    firsts: dict[Point, int]
    """The place of the first trial with its values."""


MOST_KNOWN = 100
_lock = threading.Lock()
_latest: dict[tuple[str, int], _Placed] = {}
"""By study: each of its trials asks for it, and all but the latest trials were placed before."""


def _placed(view: StudyView) -> _Placed:
    study, values = (view.store_path, view.study.id), [view.trials[n].values for n in view.numbers]
    with _lock:
        before = _latest.pop(study, None) or _Placed((), np.empty(0, bool), [], {})
        found = _latest[study] = _place(view, values, before)
        if len(_latest) > MOST_KNOWN:
            del _latest[next(iter(_latest))]
        return found


def _place(view: StudyView, values: list[Values], before: _Placed) -> _Placed:
    """Goes on from those trials that are the same as before; takes over what they know."""
    pairs = enumerate(zip(before.values, values, strict=False))
    stay = next(
        (k for k, (old, new) in pairs if old is not new), min(len(before.values), len(values))
    )
    names, firsts = searched(view), before.firsts
    for k, old in enumerate(before.values[stay:], stay):
        if firsts.get(place := point(old, names)) == k:
            del firsts[place]
    new = [point(each, names) for each in values[stay:]]
    is_new = [firsts.setdefault(place, k) == k for k, place in enumerate(new, stay)]
    columns = before.columns
    if new:
        known = columns or [None] * len(names)
        columns = tuple(
            _column(name, view.study.spec.space[name], each, column, stay)
            for name, each, column in zip(names, zip(*new, strict=True), known, strict=True)
        )
    return _Placed(columns, np.append(before.is_new[:stay], is_new).astype(bool), values, firsts)


def _column(
    name: str, parameter: AnyParameter, values: tuple[Value, ...], before: _Column | None, stay: int
) -> _Column:
    """One whose first `stay` trials are placed as before."""
    earlier = before.parts[:stay] if before is not None else np.empty(0, int)
    if _is_cut(parameter):
        assert isinstance(parameter, Int | Float)
        edges = _edges(parameter)
        labels = tuple(f"{low} to {high}" for low, high in pairwise(edges))
        parts = np.append(earlier, _parts(parameter, values))
        return _Column(name, labels, PARTS, edges, parts, ())
    points = list(dict.fromkeys(parameter.points()))
    known = before.values if before is not None else points
    every = list(dict.fromkeys([*known, *(v for v in values if v is not None)]))
    places = {value: k for k, value in enumerate(every)}
    parts = np.append(earlier, np.array([places.get(value, -1) for value in values], dtype=int))
    return _Column(name, tuple(map(show, every)), len(points), (), parts, tuple(every))


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
