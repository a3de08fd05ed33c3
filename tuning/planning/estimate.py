"""How long a study will take here: between which times, and from what that is known.

Studies of this home that were like it, and have ended, tell how the plan's seconds compare with
the clock's; shorter and longer ones bound that; without any it is a guess between wide bounds.
Imports nothing that trains.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tuning import strategies
from tuning.errors import TuningError
from tuning.planning.plan import SLOW_START, Plan, plan
from tuning.planning.speed import Speed
from tuning.settings import Settings
from tuning.store import StudyRecord
from tuning.study import StudyState
from tuning.text.words import span

ALIKE = 4.0
"""A study is like another if the plan gives both times within this factor."""
FAR = 100.0
"""Within this factor a study still bounds another: by its pace, whatever its start and end took."""
MOST = 12
"""Of such studies, the latest count."""
MARGIN = 1.25


@dataclass(frozen=True)
class Estimate:
    """Seconds that a study will take, between `low` and `high`."""

    low: float
    high: float
    studies: int
    """How many studies of this machine it is drawn from; none: it is a guess."""
    are_alike: bool = True
    """Whether those were of its size; else they only bound it."""

    @property
    def text(self) -> str:
        """`10 to 40 s`, in round numbers, the measured ones between them."""
        return span(_rounded(self.low, math.floor), _rounded(self.high, math.ceil))

    @property
    def source(self) -> str:
        if not self.studies:
            return "a guess so far"
        known = "one study" if self.studies == 1 else f"{self.studies} studies"
        return f"as {known} like it here" if self.are_alike else f"by the pace of {known} here"


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
    near = [(times, one) for one in known if (times := _factor(seconds, one)) <= FAR]
    if not near:
        return Estimate(planned.quick, planned.slow, 0)
    closest = min(times for times, _ in near)
    are_alike = closest <= ALIKE
    reach = ALIKE if are_alike else 2 * closest
    close = [one for times, one in near if times <= reach][:MOST]
    low, high = _paced(seconds, close, min(one.took for _, one in near))
    if planned.at_most:
        low = min(low, planned.quick)
    overlaps = low < planned.slow and high > planned.quick  # else what was measured holds
    if not are_alike and overlaps:
        low, high = max(low, planned.quick), min(high, planned.slow)
    return Estimate(low, high, len(close), are_alike)


def _factor(seconds: float, one: Past) -> float:
    """How many times as long as the other the plan says one of two studies takes."""
    return max(one.planned, seconds) / max(min(one.planned, seconds), 1e-9)


def _paced(seconds: float, known: Sequence[Past], shortest: float) -> tuple[float, float]:
    """Between what such studies let one expect of one that the plan gives so many seconds.

    How much of their time was their start and their end, which do not grow with a study, is
    unknown: nothing, or up to as much as the `shortest` of all took.
    """
    times = []
    for one in known:
        besides = min(max(SLOW_START, shortest), one.took)
        longer = seconds / one.planned
        times += [one.took * longer, besides + (one.took - besides) * longer]
    return min(times) / MARGIN, max(times) * MARGIN


def together(times: Sequence[Estimate]) -> Estimate:
    """Of studies that share the workers."""
    low, high = sum(time.low for time in times), sum(time.high for time in times)
    studies = min((time.studies for time in times), default=0)
    return Estimate(low, high, studies, all(time.are_alike for time in times))


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
