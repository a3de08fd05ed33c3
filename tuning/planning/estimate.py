"""How long a study will take here: between which times, and from what that is known.

Studies of this home that were like it, and have ended, tell how the plan's seconds compare with
the clock's; without any it is a guess between wide bounds. Imports nothing that trains.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tuning import strategies
from tuning.errors import TuningError
from tuning.planning.plan import Plan, plan
from tuning.planning.speed import Speed
from tuning.settings import Settings
from tuning.store import StudyRecord
from tuning.study import StudyState
from tuning.text.words import span

ALIKE = 4.0
"""A study is like another if the plan gives both times within this factor."""
MOST = 12
"""Of studies alike, the latest count."""
MARGIN = 1.25


@dataclass(frozen=True)
class Estimate:
    """Seconds that a study will take, between `low` and `high`."""

    low: float
    high: float
    studies: int
    """How many studies of this machine it is drawn from; none: it is a guess."""

    @property
    def text(self) -> str:
        """`10 to 40 s`, in round numbers, the measured ones between them."""
        return span(_rounded(self.low, math.floor), _rounded(self.high, math.ceil))

    @property
    def source(self) -> str:
        if not self.studies:
            return "a guess so far"
        return f"as {'one study' if self.studies == 1 else f'{self.studies} studies'} like it here"


class Past(NamedTuple):
    """A study that has ended: the seconds that the plan gives it, and those that it took."""

    planned: float
    took: float


def past(
    studies: Iterable[StudyRecord], model: str, speed: Speed, settings: Settings
) -> list[Past]:
    """What completed studies with models of one family tell, in their order."""
    return [
        Past(told, study.seconds)
        for study in studies
        if (told := _planned(study, model, speed, settings))
    ]


def estimate(planned: Plan, known: Iterable[Past]) -> Estimate:
    """The estimate of a plan; `known` are studies with its family of models, the newest first."""
    seconds = planned.seconds
    alike = [
        one for one in known if max(one.planned, seconds) <= ALIKE * min(one.planned, seconds)
    ][:MOST]
    if not alike:
        return Estimate(planned.quick, planned.slow, 0)
    times = [seconds * one.took / one.planned for one in alike]
    low = min(times) / MARGIN
    return Estimate(
        min(low, planned.quick) if planned.at_most else low, max(times) * MARGIN, len(alike)
    )


def together(times: Sequence[Estimate]) -> Estimate:
    """Of studies that share the workers."""
    low, high = sum(time.low for time in times), sum(time.high for time in times)
    return Estimate(low, high, min((time.studies for time in times), default=0))


def _planned(study: StudyRecord, model: str, speed: Speed, settings: Settings) -> float | None:
    """The seconds that the plan gives a study; None for one that teaches nothing."""
    if study.state is not StudyState.COMPLETED or not study.seconds:
        return None
    if (
        study.spec.model != model
        or strategies.strategy_of(study.spec).by_person
        or study.race is not None
        or study.spec.patience is not None
    ):
        return None  # it waited for others of its race, or stopped early: it took what it took
    try:
        return plan(study.spec, speed, settings).seconds
    except TuningError:  # data of one's own that are gone
        return None


def _rounded(seconds: float, towards: Callable[[float], int]) -> float:
    """To one digit; from 10 minutes on to two."""
    if seconds < 1:
        return float(towards(seconds))
    unit = 60.0 if seconds >= 90 else 1.0
    number = seconds / unit
    size = 10.0 ** (math.floor(math.log10(number)) - (1 if number >= 100 else 0))
    return float(towards(number / size) * size * unit)
