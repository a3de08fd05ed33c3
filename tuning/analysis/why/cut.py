"""The cut between two steps of a halving: who was let through, and how nearly others missed it.

Hyperband's rungs promote as soon as it is certain who is kept; scikit-learn's rounds wait for all.
"""

from __future__ import annotations

from dataclasses import dataclass

from tuning import strategies
from tuning.analysis.techniques import placed
from tuning.analysis.why._known import of_all_trials, point, searched, was_told
from tuning.errors import TuningError
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.text.words import score


@dataclass(frozen=True)
class Member:
    """A trial with its score, at its place among those that had one."""

    number: int
    score: float
    place: int


@dataclass(frozen=True)
class Cut:
    """A rung or a round as it stood when one of its trials was let through."""

    step: str
    """`rung` or `round`."""
    parent: int
    """The trial that was let through: the same configuration, trained less."""
    members: tuple[Member, ...]
    """Those whose scores were known, the best first."""
    size: int
    """Trials that the step has in all."""
    failed: int
    keep: int
    """How many of them are let through."""

    @property
    def own(self) -> Member:
        return next(member for member in self.members if member.number == self.parent)

    @property
    def last(self) -> Member | None:
        """The last above the line as it stood; None while fewer were known than are kept."""
        return self.members[self.keep - 1] if len(self.members) >= self.keep else None

    @property
    def next(self) -> Member | None:
        """The first below the line as it stood."""
        return self.members[self.keep] if len(self.members) > self.keep else None

    @property
    def missed(self) -> float | None:
        """By how much the first below the line missed it, in score: never negative."""
        if self.last is None or self.next is None:
            return None
        return abs(self.last.score - self.next.score)

    @property
    def sentence(self) -> str:
        """How it was let through, and who was not."""
        own, known = self.own, len(self.members)
        of = f"{known} of {self.size} scores known" if known < self.size else f"all {self.size}"
        text = (
            f"Of {of}, trial {own.number} was at place {own.place} ({score(own.score)}); "
            f"the best {self.keep} train on."
            if self.keep > 1
            else f"Of {of}, trial {own.number} was the best ({score(own.score)}): it alone trains "
            "on."
        )
        if self.next is None or self.missed is None:
            return f"{text} Nobody stood below the line yet."
        if self.missed == 0:
            return f"{text} Trial {self.next.number}, just below the line, had the same score."
        return f"{text} Trial {self.next.number} missed the line by {score(self.missed)}."


def rungs(view: StudyView, trial: TrialRecord) -> Cut | None:
    """Of a trial that Hyperband promoted; None for one that began in a first rung."""
    parent = view.trials.get(trial.reason.get("continues", -1))
    ladder = _ladder(view)
    if parent is None or parent.number not in ladder.places:
        return None
    race, rung = ladder.places[parent.number]
    known = [t for t in ladder.members[race, rung] if was_told(view, trial, t)]
    failed = sum(t.score is None for t in known)
    planned = ladder.sizes[race]
    keep = max(min(planned[rung + 1], planned[rung] - failed), 1)
    return _cut(view, "rung", parent, known, planned[rung], keep)


@dataclass(frozen=True)
class _Ladder:
    """Hyperband's brackets with their trials. A trial's place does not depend on later ones."""

    sizes: list[list[int]]
    """Trials that are planned, by bracket and rung."""
    places: dict[int, tuple[int, int]]
    """By trial, its bracket and its rung."""
    members: dict[tuple[int, int], list[TrialRecord]]
    """By bracket and rung, its trials by number."""


@of_all_trials
def _ladder(view: StudyView) -> _Ladder:
    spec = view.study.spec
    places = placed(spec, [view.trials[number] for number in view.numbers])
    members: dict[tuple[int, int], list[TrialRecord]] = {}
    for number, place in places.items():
        members.setdefault(place, []).append(view.trials[number])
    sizes = [[size for size, _ in bracket] for bracket in strategies.brackets(spec)]
    return _Ladder(sizes, places, members)


def rounds(view: StudyView, trial: TrialRecord) -> Cut | None:
    """Of a trial that a halving search let through; None for one of its first round."""
    number, names = int(trial.reason.get("round", 1)), searched(view)
    planned, members = _rounds(view)
    before = [t for t in members.get(number - 1, ()) if t.number < trial.number]
    own = point(trial.values, names)
    parent = next((t for t in before if point(t.values, names) == own), None)
    if parent is None or parent.score is None or not planned:
        return None
    return _cut(view, "round", parent, before, len(before), planned[number - 1])


@of_all_trials
def _rounds(view: StudyView) -> tuple[list[int], dict[int | None, list[TrialRecord]]]:
    """Trials that are planned by round, and those there are; none planned where the data of the
    study, which are its own, are gone."""
    members: dict[int | None, list[TrialRecord]] = {}
    for number in view.numbers:
        members.setdefault(view.trials[number].reason.get("round"), []).append(view.trials[number])
    try:
        (planned,) = strategies.brackets(view.study.spec)
    except TuningError:
        return [], members
    return [size for size, _ in planned], members


def _cut(
    view: StudyView,
    step: str,
    parent: TrialRecord,
    known: list[TrialRecord],
    size: int,
    keep: int,
) -> Cut | None:
    cost = view.study.spec.objective.cost
    scored = [t for t in known if t.score is not None]
    ranked = sorted(scored, key=lambda t: (cost(t.score or 0.0), t.number))
    members = tuple(
        Member(t.number, t.score or 0.0, place) for place, t in enumerate(ranked, start=1)
    )
    if parent.number not in {member.number for member in members}:
        return None
    return Cut(step, parent.number, members, size, len(known) - len(scored), keep)
