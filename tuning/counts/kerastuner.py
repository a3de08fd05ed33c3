"""How KerasTuner's oracles count."""

from __future__ import annotations

import math

from tuning.counts._base import Counts, distinct, whole
from tuning.study import StudySpec


def drawn(spec: StudySpec) -> Counts:
    """`max_trials` configurations, or all there are."""
    wanted, there = int(spec.strategy.options["max_trials"]), distinct(spec)
    if there is not None and there < wanted:
        return whole(spec, there, notes=(f"The space has only {there} configurations.",))
    return whole(spec, wanted)


def hyperband_rungs(max_epochs: int, factor: int) -> list[list[tuple[int, int]]]:
    """The brackets of one Hyperband iteration: for each rung its trials and their epochs so far.

    As KerasTuner's HyperbandOracle counts them, after Li et al., "Hyperband", JMLR 18 (2018).
    """
    brackets, epochs = 0, float(max_epochs)
    while epochs >= 1:
        epochs /= factor
        brackets += 1
    last = math.ceil(1 + math.log(max_epochs, factor))
    return [
        [
            (
                math.ceil(last / (bracket + 1) * factor ** (bracket - rung)),
                math.ceil(max_epochs / factor ** (bracket - rung)),
            )
            for rung in range(bracket + 1)
        ]
        for bracket in reversed(range(brackets))
    ]


def hyperband(spec: StudySpec) -> Counts:
    options = spec.strategy.options
    trials = epochs = first_rungs = 0
    for rungs in hyperband_rungs(options["max_epochs"], options["factor"]):
        before = 0
        first_rungs += rungs[0][0]
        for size, until in rungs:
            trials += size
            epochs += size * (until - before)
            before = until
    rounds, fits = options["hyperband_iterations"], spec.evaluation.fits
    there = distinct(spec)
    exact = there is None or there >= 3 * first_rungs * rounds
    notes = () if exact else ("The space is small: Hyperband ends when it finds nothing new.",)
    return Counts(rounds * trials, rounds * trials * fits, rounds * epochs * fits, exact, notes)


def bayesian(spec: StudySpec) -> Counts:
    # It may propose a configuration again, so a small space does not end it.
    return whole(spec, int(spec.strategy.options["max_trials"]))


def full_grid(spec: StudySpec) -> Counts:
    return whole(spec, spec.space.grid_size(int(spec.strategy.options["points"])))
