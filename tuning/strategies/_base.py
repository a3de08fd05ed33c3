"""What a search strategy is, as data and a few functions of a study, without its library.

A strategy is two files: `tuning/strategies/NAME.py` has its `STRATEGY`, `tuning/engine/strategies/
NAME.py` the adapter that searches. Whoever wants to know something of a strategy asks its
`Strategy`: no other module asks for a strategy by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tuning.strategies._counts import Counts
from tuning.strategies._option import Option
from tuning.study import StudySpec

Options = dict[str, Any]
Brackets = list[list[tuple[int, int]]]
"""For each bracket its rungs: how many trials, and how much each of them has been given by then."""

GROUPS = {
    "Grids": "They walk the values you name: complete, and soon too many.",
    "Random": "They draw from the ranges: the price is what you set.",
    "Adaptive": "They look at the scores so far: less is spent on what does badly.",
    "By hand": "You choose each trial.",
}
"""The kinds of strategies, the simplest first, with a sentence about each."""


_FIRST = re.compile(r"[:;.]\s")
"""Where the first thing that a help says ends."""


def never(options: Mapping[str, Any]) -> bool:
    """No, whatever the options are."""
    return False


def unchanged(spec: StudySpec) -> StudySpec:
    """The spec of a study of which a strategy asks nothing of its own."""
    return spec


def most_in_space(spec: StudySpec) -> int:
    """The most epochs that the space lets a fit have."""
    if "epochs" in spec.space:
        return max(int(v) for v in spec.space["epochs"].points())  # type: ignore[arg-type]
    return int(spec.fixed("epochs"))


@dataclass(frozen=True, kw_only=True)
class Strategy:
    """A search strategy: what people read of it, what it asks of a study, what it will run.

    Its functions are given the spec of a study that searches with it, its options completed.
    """

    name: str
    title: str
    library: str
    """Who searches, for people."""
    help: str
    """What it does, for people. Its card shows it up to the first colon, semicolon or full stop."""
    color: str
    """Its colour in every figure, chosen to be told apart in light and dark."""
    group: str
    """One of `GROUPS`: how it chooses."""
    place: int = 500
    """Where it is listed among the others: by this number, then by name."""
    options: tuple[Option, ...] = ()
    metrics: tuple[str, ...] = ()
    """What it records of every epoch besides what figures show."""
    report: str = ""
    """What the Live page shows of its own, by the names in `tuning.ui.live.technique`."""
    evidence: tuple[str, ...] = ()
    """What shows why it proposed a trial, by the names in `tuning.analysis.why`; of these, the
    first that has something to say of it. Without any, it says in a sentence how it chose."""

    # -- what it runs ----------------------------------------------------------------------------

    count: Callable[[StudySpec], Counts]
    """How many trials, fits and epochs a study runs."""
    brackets: Callable[[StudySpec], Brackets] | None = None
    """The rungs it plans, in epochs so far or in its own resource; None for one without rungs."""
    walks_whole_grid: bool = False
    """Whether it trains every combination of its points: then how long all of it trains is known
    even where the number of epochs is searched."""
    is_open: Callable[[Mapping[str, Any]], bool] = never
    """By its options, whether nobody knows how many trials come."""
    by_person: bool = False
    """Whether a person proposes every trial."""
    loop_owner: str = ""
    """The library that owns its loop, if one does: it takes no trial from outside, and refits its
    best itself."""

    # -- what it asks of a study -----------------------------------------------------------------

    check: Callable[[StudySpec], StudySpec] = unchanged
    """Its own rules: the spec, with what it settles itself. Raises InvalidInput."""
    points_option: str = ""
    """The option that says how many values are taken from a range; empty for one that draws from
    the whole range."""
    points_besides: int = 0
    """Values of a range that come on top of those which the option names."""
    last_epoch: str = ""
    """Why a fit is scored by its last epoch, whatever the objective says; empty where it is not."""
    sets_epochs: bool = False
    """Whether it decides itself how long each trial is trained."""
    raises_epochs: Callable[[Mapping[str, Any]], bool] = never
    """By its options, whether its trials get ever more epochs, up to the study's."""
    most_epochs: Callable[[StudySpec], int] = most_in_space
    """The most epochs that one fit can have."""

    # -- in a race -------------------------------------------------------------------------------

    least: Options = field(default_factory=dict)
    """The options of its smallest version."""
    fill: Callable[[StudySpec, int], Options | None] | None = None
    """The options that use a budget of epochs as nearly as they can without exceeding it, from the
    spec of its smallest version; None if not even that fits. Without it, it takes part in no race.
    """
    extend: Callable[[StudySpec, int], Options] | None = None
    """The options by which a search goes on for a larger budget in epochs, its beginning unchanged:
    in a race by seconds it is never through before its time. None: its size is laid out beforehand.
    """
    usual_racer: int = 0
    """Its number among those that a race suggests, from 1; 0 if it is none of them."""

    @property
    def brief(self) -> str:
        """Its help up to where that begins to say more, as a sentence."""
        return f"{_FIRST.split(self.help, maxsplit=1)[0].rstrip('.')}."

    @property
    def needs_points(self) -> bool:
        """Whether continuous ranges must be cut into points before it can use them."""
        return bool(self.points_option)

    @property
    def takes_trials(self) -> bool:
        """Whether a person can add trials while it runs."""
        return not self.loop_owner

    @property
    def can_race(self) -> bool:
        """Whether it can fill a budget by itself."""
        return self.fill is not None

    def points(self, options: Mapping[str, Any]) -> int:
        """How many values one that `needs_points` takes from a range without grid values."""
        return int(options[self.points_option]) + self.points_besides

    def decides_epochs(self, options: Mapping[str, Any]) -> bool:
        """Whether trials of one study are trained for differing numbers of epochs, as it decides.

        `options`: those that are given; the others have their defaults.
        """
        known = {option.name: option.default for option in self.options} | dict(options)
        return self.sets_epochs or self.raises_epochs(known)
