"""How a comparison stands: one value, from which sentence, guess and table are all drawn.

Contenders are judged when each has spent as many epochs as all of them have. Must not import
Streamlit; the words are `tuning.analysis.comparison.verdict_words`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tuning.analysis.comparison.contenders import (
    Contender,
    Reached,
    common_epochs,
    differ_by_chance,
    leaders,
)


class Place(Enum):
    """How one contender stands to the best score at equal cost."""

    AHEAD = "ahead"
    TIES = "a tie"
    UNSURE = "cannot tell"
    """Behind, but too few fits or seeds to tell that from luck."""
    BEHIND = "behind"
    WAITS = "no score yet"


@dataclass(frozen=True)
class Verdict:
    """Who stands where when each has spent `epochs`."""

    found: tuple[Contender, ...]
    places: tuple[Place, ...]
    """One a contender, in their order."""
    epochs: int | None
    """None before there is a score."""
    is_final: bool
    """Whether all of their studies have ended."""

    def at(self, *places: Place) -> list[Contender]:
        """The contenders in one of these places."""
        pairs = zip(self.found, self.places, strict=True)
        return [contender for contender, place in pairs if place in places]

    def place_of(self, study_id: int) -> Place | None:
        """Where a study's contender stands; None for one that repeats another."""
        for contender, place in zip(self.found, self.places, strict=True):
            if any(trajectory.study.id == study_id for trajectory in contender.trajectories):
                return place
        return None

    @property
    def tied(self) -> list[Contender]:
        """Those of whom none is better than luck explains; empty unless two or more."""
        level = self.at(Place.AHEAD, Place.TIES)
        return level if len(level) > 1 else []

    @property
    def ahead(self) -> Contender | None:
        """The only one with the best score, whatever that is worth; None in a tie."""
        first = self.at(Place.AHEAD)
        return first[0] if len(first) == 1 and not self.tied else None

    @property
    def winner(self) -> Contender | None:
        """Who is better than luck explains; None in a tie, and where nobody can tell.

        At the end, whoever never had a score has lost.
        """
        beaten = {Place.AHEAD, Place.BEHIND} | ({Place.WAITS} if self.is_final else set())
        return self.ahead if len(self.found) > 1 and beaten.issuperset(self.places) else None

    def best(self) -> Reached | None:
        """The best score at equal cost."""
        first = self.at(Place.AHEAD)
        return first[0].at(self.epochs) if first and self.epochs is not None else None


def judge(found: Sequence[Contender]) -> Verdict:
    """The verdict on these contenders, as they stand now."""
    scored = [contender for contender in found if contender.first is not None]
    epochs = common_epochs(scored)
    ahead = leaders(scored, epochs) if epochs is not None else []
    best = ahead[0].at(epochs) if ahead and epochs is not None else None
    places = tuple(_place(contender, ahead, best, epochs) for contender in found)
    active = any(t.study.state.is_active() for contender in found for t in contender.trajectories)
    return Verdict(tuple(found), places, epochs if best else None, not active)


def _place(
    contender: Contender, ahead: Sequence[Contender], best: Reached | None, epochs: int | None
) -> Place:
    if best is None or epochs is None or contender.first is None:
        return Place.WAITS
    if contender in ahead:
        return Place.AHEAD
    other = contender.at(epochs)
    if other is None:
        return Place.WAITS
    like = (best.unit == "seed") == (other.unit == "seed")
    tie = differ_by_chance(best.sample, other.sample) if like else None
    return {None: Place.UNSURE, True: Place.TIES, False: Place.BEHIND}[tie]
