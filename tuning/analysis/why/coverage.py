"""Where earlier trials lie in each hyperparameter's range, for one that was drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from tuning.analysis.findings import position
from tuning.analysis.trials import title_of
from tuning.analysis.why._known import point, proposed_before, searched
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
    before: int
    """How many of the trials before lie in it."""


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
    names = searched(view)
    earlier = {point(t.values, names) for t in proposed_before(view, trial)}
    space = view.study.spec.space
    ranges = tuple(
        _covered(title_of(view.study, name), name, space[name], [p[k] for p in earlier], trial)
        for k, name in enumerate(names)
    )
    return Coverage(len(earlier), ranges) if ranges else None


def _covered(
    title: str, name: str, parameter: AnyParameter, values: list[Value], trial: TrialRecord
) -> Covered:
    value = trial.values.get(name)
    given = [v for v in values if v is not None]
    if _is_cut(parameter):
        assert isinstance(parameter, Int | Float)
        edges = _edges(parameter)
        counts = np.bincount([_part(parameter, v) for v in given], minlength=PARTS)
        labels = [f"{low} to {high}" for low, high in pairwise(edges)]
        own = None if value is None else _part(parameter, value)
    else:
        points = list(dict.fromkeys([*parameter.points(), *given]))
        if value is not None and value not in points:
            points.append(value)
        edges, labels = (), [show(v) for v in points]
        counts = np.array([sum(v == one for one in given) for v in points])
        own = None if value is None else points.index(value)
    parts = tuple(Part(label, int(n)) for label, n in zip(labels, counts, strict=True))
    return Covered(name, title, parts, edges, own, value)


def _is_cut(parameter: AnyParameter) -> bool:
    """Whether it has more values than can each have a part."""
    if not isinstance(parameter, Int | Float) or parameter.high == parameter.low:
        return False
    return not parameter.is_finite or len(parameter.points()) > PARTS


def _part(parameter: Int | Float, value: Value) -> int:
    """Which part a value lies in; one beside the range, which a person tried, in the nearest."""
    inside = min(max(float(value or 0), parameter.low), parameter.high)
    return min(int(position(parameter, inside) * PARTS), PARTS - 1)


def _edges(parameter: Int | Float) -> tuple[str, ...]:
    spread = np.geomspace if parameter.scale == "log" else np.linspace
    return tuple(number(v, 3) for v in spread(parameter.low, parameter.high, PARTS + 1).tolist())
