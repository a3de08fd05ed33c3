"""By hand: a person proposes every trial, and says when no more come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuning.errors import InvalidInput
from tuning.strategies._base import Strategy
from tuning.strategies._counts import Counts, whole
from tuning.strategies._option import Option
from tuning.study import StudySpec


def check(spec: StudySpec) -> StudySpec:
    """The spec. Raises InvalidInput for a study that would end before it begins."""
    options = spec.strategy.options
    if not (options["trials"] or options["stay_open"]):
        raise InvalidInput(
            "A study by hand that does not stay open needs at least one trial, got none.",
            "strategy.trials",
        )
    return spec


def count(spec: StudySpec) -> Counts:
    """The trials that it begins with."""
    options = spec.strategy.options
    return whole(spec, len(options["trials"]), exact=not options["stay_open"])


def is_open(options: Mapping[str, Any]) -> bool:
    """Whether it waits for more trials."""
    return bool(options["stay_open"])


STRATEGY = Strategy(
    name="by_hand",
    title="By hand",
    library="you",
    help="You propose every trial: you look at what it gives, and propose the next.",
    color="#537010",
    group="By hand",
    place=1000,
    options=(
        Option(
            "trials",
            "First trials",
            "Configurations to begin with; more can be added while the study is open.",
            "trials",
            (),
        ),
        Option(
            "stay_open",
            "Stay open",
            "Wait for more trials until you finish the study; otherwise it ends with the last one.",
            "bool",
            True,
        ),
    ),
    count=count,
    is_open=is_open,
    by_person=True,
    check=check,
)
