"""How a comparison stands: one value, from which sentence, guess and table are all drawn.

Contenders are judged when each has spent as many epochs as all of them have. Must not import
Streamlit; the words are `tuning.analysis.comparison.verdict_words`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import pandas as pd

from tuning.analysis.comparison import Contender, Run, Standing, common_epochs, leaders, ties
from tuning.store import StudyRecord


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
            if any(run.study.id == study_id for run in contender.runs):
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

    def standing(self) -> Standing | None:
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
    active = any(run.study.state.is_active() for c in found for run in c.runs)
    return Verdict(tuple(found), places, epochs if best else None, not active)


def _place(
    contender: Contender, ahead: Sequence[Contender], best: Standing | None, epochs: int | None
) -> Place:
    if best is None or epochs is None or contender.first is None:
        return Place.WAITS
    if contender in ahead:
        return Place.AHEAD
    other = contender.at(epochs)
    if other is None:
        return Place.WAITS
    like = (best.unit == "seed") == (other.unit == "seed")
    tie = ties(best.sample, other.sample) if like else None
    return {None: Place.UNSURE, True: Place.TIES, False: Place.BEHIND}[tie]


@dataclass(frozen=True)
class Row:
    """One study in the table of a comparison."""

    study: StudyRecord
    best: float | None
    deviation: float | None
    parts: int
    """Fits behind the best score."""
    trials: int
    epochs: int
    arrived: int | None
    """Epochs spent when its best came within 1 % of its final best."""
    place: Place | None
    """Its contender's; None for a study that repeats another."""
    wins: bool


def table(runs: Sequence[Run], verdict: Verdict) -> list[Row]:
    """One row a study, the best first; those without a score last."""
    scored = [run for run in runs if run.last is not None]
    scored.sort(key=_best, reverse=bool(runs) and runs[0].is_higher)
    winner = verdict.winner
    return [
        Row(
            study=run.study,
            best=None if run.last is None else _best(run),
            deviation=_deviation(run),
            parts=len(_parts(run)),
            trials=len(run.table),
            epochs=run.epochs,
            arrived=run.arrived(),
            place=verdict.place_of(run.study.id),
            wins=winner is not None and run in winner.runs,
        )
        for run in [*scored, *(run for run in runs if run.last is None)]
    ]


def _best(run: Run) -> float:
    return float(run.last["best"]) if run.last is not None else math.nan


def _deviation(run: Run) -> float | None:
    if run.last is None or pd.isna(run.last["spread"]):
        return None
    return float(run.last["spread"])


def _parts(run: Run) -> tuple[float, ...]:
    return run.parts.get(int(run.last["holder"]), ()) if run.last is not None else ()
