"""Resuming is replaying: the strategy begins again and is told the recorded results.

A resumed strategy proposes its trials from the first one on; those that an earlier run ended give
their recorded outcome at once. Trials that a person added between its proposals are started at the
same place again. Those that wait to be begun follow once all recorded trials have been started.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tuning.space import Values
from tuning.store import TrialRecord
from tuning.store.records import BY_HAND


def is_by_hand(native: str | None) -> bool:
    """Whether a trial was proposed by a person, not by the strategy."""
    return native is not None and native.startswith(BY_HAND)


class Added(NamedTuple):
    """A trial that a person proposed."""

    values: Values
    native: str
    by: str | None = None
    """Who, where that is known."""
    is_new: bool = False
    """Whether no earlier run began it."""


class Replay:
    """How much of a study's record has been started again, and what a person added."""

    def __init__(
        self, recorded: Iterable[TrialRecord], waiting: Callable[[], Sequence[Added]]
    ) -> None:
        """`recorded`: the trials of earlier runs, by number. `waiting`: those added since, asked
        anew each time; they wait until their records are written."""
        recorded = list(recorded)
        self._last = recorded[-1].number if recorded else 0
        self._at = 0
        """The highest number that was begun."""
        self._again = deque(trial for trial in recorded if is_by_hand(trial.native))
        self._waiting = waiting
        self._new: deque[Added] = deque()
        self._taken: set[str] = set()

    @property
    def is_through(self) -> bool:
        """Whether all recorded trials have been started."""
        return self._at >= self._last

    def begin(self, number: int) -> None:
        self._at = max(self._at, number)

    def next_added(self, told: int) -> Added | None:
        """The person's trial to start now; `told`: how many results the strategy has been told.

        A recorded one follows the trial with the number before, once as many results were told as
        the record says.
        """
        if self._again:
            trial = self._again[0]
            if trial.number > self._at + 1 or (trial.told or 0) > told:
                return None
            self._again.popleft()
            return Added(trial.values, str(trial.native), trial.reason.get("by"))
        if not self.is_through:
            return None
        if not self._new:
            self._new += [one for one in self._waiting() if one.native not in self._taken]
            self._taken |= {one.native for one in self._new}
        return self._new.popleft() if self._new else None
