"""How KerasTuner's oracles count."""

from __future__ import annotations

import math

from tuning.strategies._counts import Counts, distinct, whole
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


def rung_sizes(planned: list[int], first: int, factor: int) -> list[int]:
    """The rungs of a bracket whose first one has only `first` trials of those that were planned.

    Each rung keeps one in `factor` of them, and at least one.
    """
    return [
        min(size, max(1, math.ceil(first / factor**rung))) if first else 0
        for rung, size in enumerate(planned)
    ]


def hyperband_brackets(spec: StudySpec) -> list[list[tuple[int, int]]]:
    """The brackets of all iterations, as `hyperband_rungs` has them.

    No configuration is tried twice: brackets begin with what those before them left of a space.
    """
    options, left = spec.strategy.options, distinct(spec)
    brackets = []
    for rungs in hyperband_rungs(options["max_epochs"], options["factor"]) * int(
        options["hyperband_iterations"]
    ):
        planned = [size for size, _ in rungs]
        first = planned[0] if left is None else min(planned[0], left)
        left = None if left is None else left - first
        sizes = rung_sizes(planned, first, options["factor"])
        brackets.append([(size, until) for size, (_, until) in zip(sizes, rungs, strict=True)])
    return brackets


def hyperband(spec: StudySpec) -> Counts:
    brackets, there = hyperband_brackets(spec), distinct(spec)
    parts = []
    for rungs in brackets:
        before = 0
        for size, until in rungs:
            parts.append((size, until - before))
            before = until
    trials, fits = sum(size for size, _ in parts), spec.evaluation.fits
    epochs = fits * sum(size * more for size, more in parts)
    notes = _small_brackets(spec, there)
    return Counts(trials, trials * fits, epochs, notes=notes, rungs=tuple(parts))


def _small_brackets(spec: StudySpec, there: int | None) -> tuple[str, ...]:
    """What to say of a space that has fewer configurations than the brackets begin with."""
    options = spec.strategy.options
    rungs = hyperband_rungs(options["max_epochs"], options["factor"])
    wanted = int(options["hyperband_iterations"]) * sum(sizes[0][0] for sizes in rungs)
    if there is None or there >= wanted:
        return ()
    return (
        f"The space has only {there} configurations where Hyperband would begin with {wanted}: "
        f"each is tried once, and the best of them train on to epoch {options['max_epochs']}.",
    )


def bayesian(spec: StudySpec) -> Counts:
    # It may propose a configuration again, so a small space does not end it.
    wanted, there = int(spec.strategy.options["max_trials"]), distinct(spec)
    notes: tuple[str, ...] = ()
    if there is not None and there < wanted:
        notes = (f"The space has only {there} configurations: the best are looked at again.",)
    return whole(spec, wanted, notes=notes)


def full_grid(spec: StudySpec) -> Counts:
    return whole(spec, spec.space.grid_size(int(spec.strategy.options["points"])))
