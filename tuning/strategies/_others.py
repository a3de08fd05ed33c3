"""How the techniques count that no library owns."""

from __future__ import annotations

from tuning.space import Choice, Float, Int, Space
from tuning.strategies._counts import Counts, whole
from tuning.study import StudySpec


def interval_points(spec: StudySpec) -> Space:
    """The space of the HParams technique: ranges as their two ends and the points inside."""
    inside = int(spec.strategy.options["inside"])
    return Space(
        parameters={
            name: Choice(values=values, when=parameter.when)  # type: ignore[arg-type]
            if isinstance(parameter, Int | Float) and (values := parameter.points(inside + 2))
            else parameter
            for name, parameter in spec.space.parameters.items()
        }
    )


def hparams(spec: StudySpec) -> Counts:
    return whole(spec, interval_points(spec).grid_size())


def one_at_a_time(spec: StudySpec) -> Counts:
    points, passes = int(spec.strategy.options["points"]), int(spec.strategy.options["passes"])
    sizes = [len(parameter.points(points)) for parameter in spec.space.searched.values()]
    # The value a parameter already has was scored with the parameter before.
    trials = 1 + passes * sum(size - 1 for size in sizes)
    conditional = any(parameter.when for parameter in spec.space.searched.values())
    return whole(spec, trials, exact=passes == 1 and not conditional)


def by_hand(spec: StudySpec) -> Counts:
    options = spec.strategy.options
    return whole(spec, len(options["trials"]), exact=not options["stay_open"])
