"""Standings as a verdict: so that a comparison of seeds says what the race's own page says."""

from __future__ import annotations

from collections.abc import Sequence

from tuning.analysis.comparison import Contender, Place, Verdict
from tuning.analysis.paired import SURE
from tuning.analysis.standings.records import Standing, Standings


def are_seeds(found: Sequence[Contender]) -> bool:
    """Whether each of several contenders ran with several seeds: standings judge them then."""
    return len(found) > 1 and all(len(contender.trajectories) > 1 for contender in found)


def verdict(found: Sequence[Contender], shown: Standings) -> Verdict:
    """The same contenders' places in the standings.

    Behind is whom the first beats for sure; all but one such are no win as long as it is not sure
    that the first is the best of all: then the nearest ties.
    """
    places = {row.title: _place(row, shown) for row in shown.rows}
    behind = [row for row in shown.rows if places[row.title] is Place.BEHIND]
    if shown.winner is None and behind and set(places.values()) == {Place.AHEAD, Place.BEHIND}:
        places[behind[0].title] = Place.TIES
    at = None if shown.at is None else round(shown.at)
    return Verdict(tuple(found), tuple(places[c.title] for c in found), at, shown.is_final)


def _place(row: Standing, shown: Standings) -> Place:
    first = shown.rows[0]
    if row.median is None:
        return Place.WAITS
    if row is first:
        return Place.AHEAD
    chance = first.clear_of.get(row.strategy)
    if chance is None:
        return Place.UNSURE
    return Place.BEHIND if chance >= SURE else Place.TIES
