"""KerasTuner's Hyperband: brackets of many short trials, of which the best train on."""

from __future__ import annotations

import math

from tuning.strategies._base import Brackets, Options, Strategy
from tuning.strategies._counts import Counts, distinct
from tuning.strategies._filling import needed
from tuning.strategies._option import Option
from tuning.study import StudySpec

MOST_ITERATIONS = 100


def rungs(max_epochs: int, factor: int) -> Brackets:
    """The brackets of one iteration: for each rung its trials and their epochs so far.

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


def brackets(spec: StudySpec) -> Brackets:
    """The brackets of all iterations, as `rungs` has them.

    No configuration is tried twice: brackets begin with what those before them left of a space.
    """
    options, left = spec.strategy.options, distinct(spec)
    found = []
    for planned in rungs(options["max_epochs"], options["factor"]) * int(
        options["hyperband_iterations"]
    ):
        sizes = [size for size, _ in planned]
        first = sizes[0] if left is None else min(sizes[0], left)
        left = None if left is None else left - first
        sizes = rung_sizes(sizes, first, options["factor"])
        found.append([(size, until) for size, (_, until) in zip(sizes, planned, strict=True)])
    return found


def count(spec: StudySpec) -> Counts:
    """Every rung's trials, each of which trains from the rung before on."""
    parts = []
    for planned in brackets(spec):
        before = 0
        for size, until in planned:
            parts.append((size, until - before))
            before = until
    trials, fits = sum(size for size, _ in parts), spec.evaluation.fits
    epochs = fits * sum(size * more for size, more in parts)
    return Counts(trials, trials * fits, epochs, notes=_small_space(spec), rungs=tuple(parts))


def _small_space(spec: StudySpec) -> tuple[str, ...]:
    """What to say of a space that has fewer configurations than the brackets begin with."""
    options, there = spec.strategy.options, distinct(spec)
    planned = rungs(options["max_epochs"], options["factor"])
    wanted = int(options["hyperband_iterations"]) * sum(sizes[0][0] for sizes in planned)
    if there is None or there >= wanted:
        return ()
    return (
        f"The space has only {there} configurations where Hyperband would begin with {wanted}: "
        f"each is tried once, and the best of them train on to epoch {options['max_epochs']}.",
    )


def most_epochs(spec: StudySpec) -> int:
    """The epochs of the last rung."""
    return int(spec.strategy.options["max_epochs"])


def fill(spec: StudySpec, budget: int) -> Options | None:
    """Survivors train as long as the others' trials or up to twice as long, whatever fills best.

    If not even one iteration of that fits, the longest that does.
    """
    usual = max(int(spec.fixed("epochs")), 2)
    iterations = {
        longest: min(budget // cost, MOST_ITERATIONS)
        for longest in range(2, 2 * usual + 1)
        if (cost := needed(spec, max_epochs=longest, hyperband_iterations=1)) <= budget
    }
    if not iterations:
        return None
    wanted = [longest for longest in iterations if longest >= usual] or [max(iterations)]
    used = {k: needed(spec, max_epochs=k, hyperband_iterations=iterations[k]) for k in wanted}
    longest = max(wanted, key=lambda k: (used[k], -k))
    return {"max_epochs": longest, "hyperband_iterations": iterations[longest]}


def extend(spec: StudySpec, budget: int) -> Options:
    """More iterations."""
    once = needed(spec, hyperband_iterations=1)
    return {"hyperband_iterations": max(min(budget // max(once, 1), MOST_ITERATIONS), 1)}


STRATEGY = Strategy(
    name="hyperband",
    title="Hyperband",
    library="KerasTuner Hyperband",
    help="Starts many configurations and lets only the best train on: bad ones cost a few epochs. "
    "Brackets differ in how early they choose.",
    color="#d37a5d",
    group="Adaptive",
    place=60,
    options=(
        Option(
            "max_epochs",
            "Most epochs",
            "How long the survivors of the last rung have been trained.",
            "int",
            8,
            low=2,
            high=10_000,
        ),
        Option(
            "factor",
            "Reduction factor",
            "One in so many configurations is promoted to the next rung, for so many "
            "times the epochs.",
            "int",
            3,
            low=2,
            high=100,
        ),
        Option(
            "hyperband_iterations",
            "Iterations",
            "How often the whole set of brackets is run.",
            "int",
            1,
            low=1,
            high=MOST_ITERATIONS,
        ),
    ),
    report="rungs",
    evidence=("rungs", "coverage"),
    count=count,
    brackets=brackets,
    sets_epochs=True,
    most_epochs=most_epochs,
    least={"max_epochs": 2, "hyperband_iterations": 1},
    fill=fill,
    extend=extend,
    usual_racer=2,
)
