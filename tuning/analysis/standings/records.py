"""What standings are, as plain values; what cannot be told is None."""

from __future__ import annotations

from dataclasses import dataclass

from tuning.analysis.paired import SURE
from tuning.store import RaceBy


@dataclass(frozen=True)
class Standing:
    """One strategy over its seeds, at the cost at which all are compared."""

    strategy: str
    """Its name; where studies of one strategy differ in more than their seed, its title."""
    title: str
    studies: tuple[int, ...]
    """Its studies by number, those that do not count included."""
    median: float | None
    low: float | None
    """The lowest and the highest score of its seeds: the ends of the band."""
    high: float | None
    beats: dict[str, float]
    """By rival, the probability that this one is better; without those of fewer than two common
    seeds."""
    best: float | None
    """The probability that it is the best of all."""
    area: float | None
    """The area under its best so far against the budget, 0 to 1: see `course.area`."""
    epochs_to_target: float | None
    """Epochs until its median seed had the target; None where that never has."""
    seeds: int
    """How many of its studies have a score."""


@dataclass(frozen=True)
class Standings:
    """How a race stands: what its page, its report and its JSON all say."""

    rows: tuple[Standing, ...] = ()
    """The best median first; those without a score last."""
    by: RaceBy = "epochs"
    at: float | None = None
    """The cost, in that unit, at which all are compared; None before there is a score."""
    target: float | None = None
    """The score that `epochs_to_target` is about: usually the best median that at least two
    strategies have reached."""
    is_final: bool = False
    """Whether nothing of it can change any more by itself."""
    is_whole: bool = False
    """Whether every study that counts is complete: none was stopped, interrupted or failed."""
    left_out: tuple[int, ...] = ()
    """Studies that ended early, while others of their strategy did not: they do not count."""
    more_seeds: int | None = None
    """How many more seeds would tell who is the best, if all differences stay as they are; None
    where that is told, is not reckoned yet, or takes more than `paired.MOST_MORE`."""
    sentence: str = ""
    """Who won, with what probability, from how many seeds."""

    @property
    def probability(self) -> float | None:
        """That the first is the best of all; None with fewer than two common seeds."""
        return self.rows[0].best if self.rows else None

    @property
    def winner(self) -> str | None:
        """The first, where it is sure to be the best: from `paired.SURE` on."""
        is_sure = self.probability is not None and self.probability >= SURE
        return self.rows[0].strategy if is_sure else None
