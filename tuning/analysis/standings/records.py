"""What standings are, as plain values; what cannot be told is None."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tuning.analysis.comparison import By
from tuning.analysis.paired import SURE

JudgedBy = Literal["corrected", "chosen"]
"""Scores corrected for choosing the best of many, or as they were where that was chosen."""


@dataclass(frozen=True)
class Band:
    """The scores of several seeds."""

    median: float | None = None
    low: float | None = None
    """The lowest and the highest score of its seeds: the ends of the band."""
    high: float | None = None


@dataclass(frozen=True)
class Tested(Band):
    """What the winner of each seed did on rows that no trial had met."""

    beats: dict[str, float] = field(default_factory=dict)
    """By rival, the probability that this one is better, as in `Standing.beats`."""
    best: float | None = None
    """The probability that it is the best of all that were tested."""


@dataclass(frozen=True)
class Standing:
    """One strategy over its seeds, at the cost at which all are compared."""

    strategy: str
    """Its name; where studies of one strategy differ in more than their seed, its title."""
    title: str
    studies: tuple[int, ...]
    """Its studies by number, those that do not count included."""
    median: float | None
    """Of the scores by which the race is judged, as `low` and `high`: `Standings.judged_by`."""
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
    clear: float | None = None
    """The probability that it is the best of all by more than `Standings.rope`."""
    clear_of: dict[str, float] = field(default_factory=dict)
    """By rival, the probability that this one is better by more than that."""
    chosen: Band = field(default_factory=Band)
    corrected: Band | None = None
    """None where the corrected score of a study of its is not known."""
    test: Tested | None = None
    """None where a study of its has met no test rows."""


@dataclass(frozen=True)
class Standings:
    """How a race stands: what its page, its report and its JSON all say."""

    rows: tuple[Standing, ...] = ()
    """The best median first; those without a score last."""
    by: By = "epochs"
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
    judged_by: JudgedBy = "chosen"
    """The corrected scores where every study that has a score has one."""
    uncorrected: tuple[int, ...] = ()
    """The studies for whose sake it is judged by chosen scores."""
    corrected: int = 0
    """How many studies have a corrected score."""
    rope: float = 0.0
    """Leads up to this are practically none: who wins leads by more."""
    is_lower_better: bool = False
    test_measure: str | None = None
    """What `Standing.test` is, by the names of `metrics.MEASURES`."""
    sentence: str = ""
    """Who won, with what probability, from how many seeds."""
    notes: tuple[str, ...] = ()
    """What is said besides: by what it was judged, and what test rows say."""

    @property
    def has_scores(self) -> bool:
        return self.at is not None

    @property
    def probability(self) -> float | None:
        """That the first is the best of all; None with fewer than two common seeds."""
        return self.rows[0].best if self.rows else None

    @property
    def winner(self) -> str | None:
        """The first, where it is sure to be the best: from `paired.SURE` on."""
        clear = self.rows[0].clear if self.rows else None
        return self.rows[0].strategy if clear is not None and clear >= SURE else None


@dataclass(frozen=True)
class Ranked:
    """One strategy over data sets."""

    strategy: str
    title: str
    mean: float
    """Its mean rank; 1 is the best."""
    ranks: tuple[float, ...]
    """Its rank on each data set that counts."""


@dataclass(frozen=True)
class Overall:
    """How the strategies of a race stand over its data sets."""

    rows: tuple[Ranked, ...] = ()
    """The best mean rank first; empty before every strategy has a score on some data set."""
    datasets: tuple[str, ...] = ()
    """Those that count, as people say them: where every strategy has a score."""
    left_out: tuple[str, ...] = ()
    least: int = 0
    """From how many data sets on a claim is possible at all."""
    p: float | None = None
    difference: float | None = None
    """What `tuning.analysis.ranks` has of them."""
    groups: tuple[tuple[str, ...], ...] = ()
    """The titles of those that cannot be told apart, each group by mean ranks."""
    is_final: bool = False
    winner: str | None = None
    """Who is told from all others, and better."""
    sentence: str = ""

    @property
    def has_scores(self) -> bool:
        return bool(self.rows)

    def told_apart(self, one: str, other: str) -> bool:
        """Whether two titles stand in no group together."""
        return not any(one in group and other in group for group in self.groups)
