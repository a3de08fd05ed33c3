"""How a comparison stands: one value, from which sentence, guess and table are all drawn.

Contenders are judged when each has spent as many epochs as all of them have. Must not import
Streamlit; the words are `tuning.analysis.comparison.verdict_words`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tuning.analysis.comparison.apart import Apart, apart
from tuning.analysis.comparison.contenders import Contender, Reached, common_epochs, leaders


class Place(Enum):
    """How one contender stands to the best score at equal cost."""

    AHEAD = "ahead"
    TIES = "cannot be told apart"
    UNSURE = "nothing tells"
    """Behind, but nothing tells whether by luck: no common folds or seeds, no corrected scores."""
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
    apart: tuple[Apart | None, ...] = ()
    """How sure it is that the best is better than each; None of itself, and where nothing tells."""
    is_corrected: bool = False
    """Whether they are ordered by scores corrected for the choosing: all of them have these."""

    def told(self, contender: Contender) -> Apart | None:
        """How sure it is that the best is better than this one."""
        return dict(zip(self.found, self.apart, strict=False)).get(contender)

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
        """Those of whom none is better for sure; empty unless two or more."""
        level = self.at(Place.AHEAD, Place.TIES)
        return level if len(level) > 1 else []

    @property
    def ahead(self) -> Contender | None:
        """The only one with the best score, whatever that is worth; None in a tie."""
        first = self.at(Place.AHEAD)
        return first[0] if len(first) == 1 and not self.tied else None

    @property
    def winner(self) -> Contender | None:
        """Who is better than all others for sure; None in a tie, and where nothing tells.

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
    ahead, is_corrected = first_of(scored, epochs) if epochs is not None else ([], False)
    apart_by = tuple(
        apart(ahead[0], one, epochs) if ahead and epochs is not None and one not in ahead else None
        for one in found
    )
    places = tuple(
        _place(one, ahead, sure, epochs) for one, sure in zip(found, apart_by, strict=True)
    )
    active = any(t.study.state.is_active() for contender in found for t in contender.trajectories)
    at = epochs if ahead else None
    return Verdict(tuple(found), places, at, not active, apart_by, is_corrected)


def first_of(scored: Sequence[Contender], epochs: float) -> tuple[list[Contender], bool]:
    """Who is first when each has spent so many epochs, and whether by corrected scores: so it is
    where all have these by then."""
    pairs = ((contender, contender.corrected) for contender in scored)
    known = {one: two for one, two in pairs if two is not None and two.at(epochs)}
    by = known if len(known) == len(scored) else {}
    ahead = leaders([by.get(contender, contender) for contender in scored], epochs)
    return [one for one in scored if by.get(one, one) in ahead], bool(by)


def _place(
    contender: Contender, ahead: Sequence[Contender], sure: Apart | None, epochs: int | None
) -> Place:
    if not ahead or epochs is None or contender.first is None:
        return Place.WAITS
    if contender in ahead:
        return Place.AHEAD
    if contender.at(epochs) is None:
        return Place.WAITS
    if sure is None:
        return Place.UNSURE
    return Place.BEHIND if sure.is_sure else Place.TIES
