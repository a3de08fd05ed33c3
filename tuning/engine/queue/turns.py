"""Whose turn it is: studies that run at once share the workers by epochs trained.

Start-time fair queueing (Goyal, Vin and Cheng, 1996, https://doi.org/10.1145/248156.248171): a
study's level is the epochs that it was given since it competes; whoever is free trains a fit of the
study with the lowest level. A study that joins starts at the level of the least advanced one, so
that neither it nor the others have to wait until the other side has caught up. Unlike there, a
study that has nothing to train for a moment (its strategy thinks, a rung waits for its last fit)
keeps its level, and is given what it missed.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from distributed import Future

from tuning.engine.fits import FitTask
from tuning.planning.programs import Architecture
from tuning.study import Turn

Begin = Callable[[str, Sequence[FitTask]], Future]
"""Hands what is to be trained over to the worker at this address."""
Ended = Callable[[Future | Exception, Sequence[FitTask]], None]
"""Called with what came of it, or why it could not be handed over; on a thread of the queue."""


@dataclass(frozen=True, eq=False)
class Fit:
    """One fit that waits for its turn: what the choice depends on, and its callbacks.

    Of fits that a worker is handed together the first one's are called, with the tasks of all.
    """

    begin: Begin
    ended: Ended
    epochs: int = 0
    """How many it will train."""
    seconds: float = 0.0
    """The expected duration."""
    architecture: Architecture | None = None
    """What a worker compiles for it; None: nothing."""
    task: FitTask | None = None
    """What is trained; None: a call that says nothing of it."""
    is_alone: bool = True
    """Whether it is to be handed over by itself."""


PACES = 2
"""Of so many fits of an architecture the quickest is believed: a worker's first one compiles."""


class Lane:
    """One study's waiting fits, first in, first out, and how much it has been given."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.rests = False
        """True while it waits for a person; it does not compete then."""
        self.waiting: dict[Fit, None] = {}
        self.took = math.inf
        """Seconds of its last fit that ended; infinite before the first."""
        self.ended = -math.inf
        """When one of its fits last left a worker."""
        self.fills = False
        """Whether its strategy adds fits that may travel together, one after another, until it says
        that it waits for results."""
        self.level = 0.0
        """Epochs given to it since it began to compete; a fit counts in full once handed over."""
        self._paces: dict[Architecture | None, deque[float]] = defaultdict(
            lambda: deque(maxlen=PACES)
        )
        """Seconds an epoch of its last fits, by architecture."""

    @property
    def competes(self) -> bool:
        return self.turn is not Turn.PAUSED and not self.rests

    def measured(self, fit: Fit, epochs: int, seconds: float) -> None:
        """A fit trained so many epochs in so many seconds."""
        self.took = seconds
        self._paces[fit.architecture].append(seconds / max(epochs, 1))

    def seconds(self, fit: Fit) -> float:
        """How long a fit will take, by the last ones of its architecture; infinite: unknown."""
        paces = self._paces.get(fit.architecture, ())
        return min(paces) * fit.epochs if len(paces) == PACES else math.inf


class Turns:
    """The lanes of all studies that run."""

    def __init__(self) -> None:
        self._lanes: list[Lane] = []

    def open(self, turn: Turn) -> Lane:
        lane = Lane(turn)
        self._lanes.append(lane)
        self._join(lane)
        return lane

    def close(self, lane: Lane) -> None:
        """Forgets a study and what of it still waits."""
        lane.waiting.clear()
        if lane in self._lanes:
            self._lanes.remove(lane)

    def add(self, lane: Lane, fit: Fit) -> None:
        if lane.rests:
            lane.rests = False
            self._join(lane)
        lane.waiting[fit] = None

    def change(self, lane: Lane, turn: Turn) -> None:
        """A study is put first, is paused, or takes part like the others again.

        What it was given while it was first is not held against it afterwards, nor what it had
        before; after a pause it has nothing to catch up on.
        """
        before, lane.turn = lane.turn, turn
        if Turn.FIRST in (before, turn):
            rank = Turn.FAIR if turn is Turn.PAUSED else turn
            lane.level = self._least(rank, lane, lane.level)
        self._join(lane)

    def competing(self) -> list[Lane]:
        """The lanes that compete, whose turn it is first, whether they have a fit to hand over."""
        return sorted((lane for lane in self._lanes if lane.competes), key=_turn)

    def in_turn(self) -> list[Lane]:
        """The lanes that have a fit to hand over, whose turn it is first."""
        ready = [lane for lane in self._lanes if lane.waiting and lane.turn is not Turn.PAUSED]
        return sorted(ready, key=_turn)

    def _join(self, lane: Lane) -> None:
        if lane.competes:
            lane.level = max(lane.level, self._least(lane.turn, lane, lane.level))

    def _least(self, turn: Turn, but: Lane, default: float) -> float:
        """The level of the least advanced of the others that compete."""
        levels = [
            other.level
            for other in self._lanes
            if other is not but and other.turn is turn and other.competes
        ]
        return min(levels, default=default)


def _turn(lane: Lane) -> tuple[bool, float]:
    return lane.turn is not Turn.FIRST, lane.level
