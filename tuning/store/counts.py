"""What a view counts and keeps in order as a study's records come."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from tuning.store.records import TrialRecord
from tuning.study import TrialState

ENDED = (TrialState.COMPLETED, TrialState.FAILED)


@dataclass
class Totals:
    """What a study has done so far, counted as its records come."""

    completed: int = 0
    failed: int = 0
    unscored: int = 0
    """Trials that ended without a score."""
    by_hand: int = 0
    thinking: float = 0.0
    """Seconds that the strategy took to propose the trials."""
    training: float = 0.0
    """Seconds that fits trained which have ended, all together."""
    fits: int = 0
    """Fits that are complete; this, the seconds and the epochs without the refit's."""
    epochs: int = 0
    refit_epochs: int = 0
    first_fit: float | None = None
    """When the first of all fits began."""


class Ended:
    """The trials that completed or failed, as columns in the order of finishing.

    A number that is missing is NaN.
    """

    def __init__(self) -> None:
        self.finished, self.number = array("d"), array("d")
        self.started, self.score, self.deviation = array("d"), array("d"), array("d")

    def add(self, trial: TrialRecord) -> None:
        """Puts a trial at its place, if it has ended."""
        row = self._row(trial)
        if row is not None:
            place = self._place(row)
            for name, value in row.items():
                getattr(self, name).insert(place, value)

    def remove(self, trial: TrialRecord) -> None:
        """Takes a trial off that `add` has put there; it must not have changed since."""
        row = self._row(trial)
        if row is not None:
            place = self._place(row)
            for name in row:
                getattr(self, name).pop(place)

    def copy(self) -> Ended:
        """The same columns, apart from these."""
        shown = Ended()
        for name, column in vars(self).items():
            setattr(shown, name, column[:])
        return shown

    @staticmethod
    def _row(trial: TrialRecord) -> dict[str, float] | None:
        if trial.finished is None or trial.state not in ENDED:
            return None
        started = trial.finished if trial.started is None else trial.started
        missing = math.nan
        return {
            "started": started,
            "score": missing if trial.score is None else trial.score,
            "deviation": missing if trial.deviation is None else trial.deviation,
            "number": trial.number,
            "finished": trial.finished,
        }

    def _place(self, row: dict[str, float]) -> int:
        """Where the row stands or belongs: of those that finished together, by number."""
        first = bisect_left(self.finished, row["finished"])
        last = bisect_right(self.finished, row["finished"], lo=first)
        return bisect_left(self.number, row["number"], first, last)
