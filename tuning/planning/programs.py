"""Which trials of a study share a compiled program: those that differ in rates alone, and in small
networks those of all widths that are searched.

The engine computes by it (`engine.modes`), and the plan counts by it. Imports nothing that trains.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from tuning import catalog
from tuning.catalog import IN_VARIABLES
from tuning.space import Value, Values
from tuning.study import StudySpec

Architecture = tuple[tuple[str, Value], ...]
MOST_SHARED = 64
"""Units up to which a hidden layer is computed as wide as the widest that is searched: in networks
so small a step's operations cost more than their arithmetic, and one program serves all widths."""
MOST_NUMBERS = 2**20
"""In a data set whose networks share programs so: its epochs are short."""
MOST_INPUTS = 512
"""Fewer each row has: from so many on narrow layers are computed in a way of their own, which has
programs by width (`engine.compiled.dense`)."""


def widest(spec: StudySpec, inputs: tuple[int, ...]) -> dict[str, int]:
    """The hyperparameters whose widths share a program, each with the widest of the search.

    It depends on the study alone, as the scores do. inputs: (rows, …), those that train.
    """
    if math.prod(inputs) > MOST_NUMBERS or math.prod(inputs[1:]) >= MOST_INPUTS:
        return {}
    found = {}
    for name in catalog.family(spec.model).widths:
        parameter = spec.space.searched.get(name)
        points = parameter.points() if parameter is not None and parameter.is_finite else []
        widths = [int(point) for point in points if point is not None]
        if len(widths) > 1 and max(widths) <= MOST_SHARED:
            found[name] = max(widths)
    return found


def architecture(values: Values, widest: Mapping[str, int]) -> Architecture:
    """What of a configuration decides its program: the same for fits that share one."""

    def is_shared(name: str, value: Value) -> bool:
        return name in IN_VARIABLES or (name in widest and int(value or 0) <= widest[name])

    return tuple(sorted((n, v) for n, v in values.items() if not is_shared(n, v)))


def alike(spec: StudySpec, trials: int, widest: Mapping[str, int]) -> float:
    """About how many fits of one architecture there are in a study of so many trials.

    However many workers share them, so that scores are the same with any number: a worker reads
    what XLA compiled in another.
    """
    shared = IN_VARIABLES | widest.keys()
    searched = {n: p for n, p in spec.space.searched.items() if n not in shared}
    architectures = math.prod(len(p.points()) for p in searched.values() if p.is_finite)
    architectures = max(1, min(architectures, trials))
    return max(1.0, trials / architectures * spec.evaluation.fits)


def architectures(spec: StudySpec, trials: int, inputs: tuple[int, ...]) -> int:
    """How many programs a study of so many trials compiles at most. inputs: as of `widest`."""
    shared = IN_VARIABLES | widest(spec, inputs).keys()
    different = [p for n, p in spec.space.searched.items() if n not in shared]
    if any(not parameter.is_finite for parameter in different):
        return trials
    return min(trials, math.prod(len(parameter.points()) for parameter in different))
