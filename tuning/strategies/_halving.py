"""What scikit-learn's two searches by successive halving share: rounds of ever fewer candidates."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tuning import datasets
from tuning.errors import InvalidInput
from tuning.strategies import _scikit
from tuning.strategies._base import Brackets
from tuning.strategies._counts import Counts, mean_epochs
from tuning.strategies._option import Option
from tuning.study import StudySpec

OPTIONS = (
    Option(
        "factor",
        "Factor",
        "Each round keeps one in so many configurations and gives it so many times the resources.",
        "int",
        3,
        low=2,
        high=100,
    ),
    Option(
        "resource",
        "Resource",
        "What the rounds raise: the epochs, up to the study's, or the rows trained on.",
        "choice",
        "epochs",
        choices=("epochs", "samples"),
    ),
    Option(
        "min_resources",
        "Resources of the first round",
        "Epochs or rows that the first round gives; 0 lets the last round use all there are.",
        "int",
        0,
        low=0,
        high=10_000_000,
    ),
)
LEAST = {"resource": "epochs", "min_resources": 0}


def raises_epochs(options: Mapping[str, Any]) -> bool:
    """Whether the rounds give epochs, not rows."""
    return bool(options["resource"] == "epochs")


def check(spec: StudySpec) -> StudySpec:
    """The spec, scored by the last epoch. Raises InvalidInput for rounds that cannot be."""
    spec, options = _scikit.check(spec), spec.strategy.options
    if raises_epochs(options) and "epochs" in spec.space.searched:
        raise InvalidInput(
            "The rounds of a halving search raise the epochs, so epochs must be one value (the "
            "most of a round), or resource must be samples.",
            "space.epochs",
        )
    (most, _), least = resources(spec), int(options["min_resources"])
    if least > most:
        raise InvalidInput(
            f"min_resources must be at most the {most} {options['resource']} there are, "
            f"got {least}.",
            "strategy.min_resources",
        )
    return spec


def count(spec: StudySpec, planned: Brackets) -> Counts:
    """What the rounds of `planned` and the refit run."""
    (rounds,), each = planned, spec.evaluation.fits
    by_epochs = raises_epochs(spec.strategy.options)
    epochs = [float(given) if by_epochs else mean_epochs(spec) for _, given in rounds]
    sizes = [candidates for candidates, _ in rounds]
    total = sum(e * candidates for e, candidates in zip(epochs, sizes, strict=True))
    notes: tuple[str, ...] = (_scikit.scored_by(spec),)
    if len(rounds) == 1:
        notes = ("There is only one round: too few candidates or resources to halve.", *notes)
    exact = by_epochs or "epochs" not in spec.space.searched
    trials, last = sum(sizes), epochs[-1]
    rungs = tuple(zip(sizes, epochs, strict=True))
    return Counts(
        trials, trials * each + 1, round(total * each + last), exact, notes, rungs, refit=last
    )


def brackets(spec: StudySpec, candidates: int) -> Brackets:
    """The one bracket that begins with so many candidates, as scikit-learn computes it.

    Round by round: how many candidates, and the epochs or rows that each of them gets.
    """
    options = spec.strategy.options
    factor, least = int(options["factor"]), int(options["min_resources"])
    most, smallest = resources(spec)
    required = 1 + math.floor(math.log(candidates, factor))
    if not least:
        least = max(smallest, most // factor ** (required - 1))
    possible = 1 + math.floor(math.log(max(most // least, 1), factor))
    rounds = []
    for power in range(min(required, possible)):
        rounds.append((candidates, min(factor**power * least, most)))
        candidates = math.ceil(candidates / factor)
    return [rounds]


def resources(spec: StudySpec) -> tuple[int, int]:
    """The most and the fewest epochs, or rows, that a candidate can be given."""
    if raises_epochs(spec.strategy.options):
        return int(spec.fixed("epochs")), 1
    info = datasets.describe(spec.data)
    rows = min(spec.data.rows or info.rows, info.rows)
    if spec.evaluation.method == "test":
        rows += info.test_rows
    return rows, spec.evaluation.fits * 2 * max(info.classes, 1)
