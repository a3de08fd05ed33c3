"""The winner at the end of a range: better values may lie beyond it."""

from __future__ import annotations

import math
from typing import NamedTuple

from tuning import catalog
from tuning.analysis.cards import changes
from tuning.analysis.cards._base import Action, Card, Known
from tuning.analysis.trials import title_of
from tuning.space import Float, Int, Value, show
from tuning.text.words import listed

CHANCE = 0.05
"""How often the best quarter lies so near an end by chance, in studies of noise, all
hyperparameters together."""
NEAR_END = 0.25
"""The part of a range that counts as near its end."""
AT_END = {True: 0.02, False: 0.05}
"""The part of a range that counts as its end, of one in steps and of one without."""
BEST = 4
"""The best of so many trials are looked at, three at least."""


class _End(NamedTuple):
    name: str
    title: str
    value: Value
    at_low: bool
    near: int
    """How many of the best trials lie near that end."""
    of: int


def edge(known: Known) -> Card | None:
    """Points at an end where the best trial stands at it and the best quarter of the trials crowds
    near it, more than `CHANCE` allows if scores had nothing to do with values.

    How likely that is, is exact: the trials near the end are drawn without replacement
    (hypergeometric), counted among the trials that there are, so that a strategy which likes ends
    proves nothing by it. The chance is divided by the number of ranges (Bonferroni). Of studies of
    noise over five ranges, 12 to 200 trials, at most 0.8 % point at anything (`python -m
    benchmarks.cards`).
    """
    ends = [end for name in known.spec.space.searched if (end := _end(known, name)) is not None]
    if not ends or known.best is None:
        return None
    told = listed([_told(end) for end in ends])
    beyond = "Better ones may lie beyond." if len(ends) == 1 else "Better ones may lie beyond them."
    return Card(
        "look",
        "edge",
        f"The best trial's {told}. {beyond}",
        tuple((end.title, show(end.value)) for end in ends),
        "slices",
        _widen(known, ends),
        50 + 9 * max(end.near / end.of for end in ends),
    )


def _told(end: _End) -> str:
    which = "lower" if end.at_low else "upper"
    title = end.title[:1].lower() + end.title[1:] if end.title[1:2].islower() else end.title
    return (
        f"{title} ({show(end.value)}) stands at the {which} end of its range, and {end.near} of "
        f"the {end.of} best trials near it"
    )


def _end(known: Known, name: str) -> _End | None:
    parameter, best = known.spec.space[name], known.best
    value = best.values.get(name) if best is not None else None
    if not isinstance(parameter, Int | Float) or value is None or len(parameter.points(5)) < 4:
        return None
    place, margin = parameter.position(float(value)), AT_END[parameter.is_finite]
    if margin < place < 1 - margin:
        return None
    at_low = place <= margin
    family = catalog.family(known.spec.model)
    if changes.widened(parameter, family[name], at_low) is None:
        return None  # there is nothing beyond
    near, of, chance = _crowd(known, name, parameter, at_low)
    ranges = sum(isinstance(known.spec.space[n], Int | Float) for n in known.spec.space.searched)
    if chance * ranges > CHANCE:
        return None
    return _End(name, title_of(known.view.study, name), value, at_low, near, of)


def _crowd(known: Known, name: str, parameter: Int | Float, at_low: bool) -> tuple[int, int, float]:
    """How many of the best trials lie near that end, how many these are, and how likely so many
    are by chance. Trials that score as the last of the best are among them, too."""
    objective = known.spec.objective
    rows = sorted(
        (objective.cost(trial.score), parameter.position(float(value)))
        for trial in known.scored
        if trial.score is not None and (value := trial.values.get(name)) is not None
    )
    if not rows:
        return 0, 0, 1.0
    last = rows[min(max(len(rows) // BEST, 3), len(rows)) - 1][0]
    near = [place <= NEAR_END if at_low else place >= 1 - NEAR_END for _, place in rows]
    best = [is_near for (cost, _), is_near in zip(rows, near, strict=True) if cost <= last]
    return sum(best), len(best), chance(len(rows), sum(near), len(best), sum(best))


def chance(every: int, marked: int, drawn: int, found: int) -> float:
    """How likely `found` marked ones or more are among those that are drawn of all."""

    def ways(of: int, some: int) -> float:
        return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)

    whole = ways(every, drawn)
    return math.fsum(
        math.exp(ways(marked, k) + ways(every - marked, drawn - k) - whole)
        for k in range(found, min(marked, drawn) + 1)
        if drawn - k <= every - marked
    )


def _widen(known: Known, ends: list[_End]) -> Action:
    family = catalog.family(known.spec.model)
    wider = {}
    for end in ends:
        parameter = known.spec.space[end.name]
        assert isinstance(parameter, Int | Float)
        new = changes.widened(parameter, family[end.name], end.at_low)
        assert new is not None
        wider[end.name] = new
    label = "Widen the range" if len(ends) == 1 else "Widen the ranges"
    return Action(label, "study", changes.in_space(known.spec, wider))
