"""A board's sheet: who tried what, whose trial is ahead, and what nobody has tried yet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tuning.analysis.trials import title_of
from tuning.space import Choice, Float, Int, Value, Values, show
from tuning.store import Command, TrialRecord
from tuning.store.view import StudyView
from tuning.study import TrialState

NOBODY = "no name"
"""Who proposed a trial that came without one, from Live."""
PARTS = 4
"""Parts of a range that are looked through for trials."""


@dataclass(frozen=True)
class Person:
    """What one person did."""

    name: str
    trials: int
    best: TrialRecord | None
    """Their best trial; None while none has a score."""
    place: int | None
    """Among all people, by their best; equal scores share a place."""


@dataclass(frozen=True)
class Sheet:
    """A study by hand as a class sees it."""

    ranked: tuple[TrialRecord, ...]
    """The trials that have a score, the best first; of equal ones the first to be sent."""
    places: dict[int, int]
    """Of these, the place by the trial's number; equal scores share a place."""
    failed: tuple[TrialRecord, ...]
    open: tuple[TrialRecord, ...]
    """Those that wait for a worker or train, in order."""
    waiting: tuple[Command, ...]
    """Those that the engine has not begun, in order."""
    people: tuple[Person, ...]
    """Whoever sent a trial that is begun, the best first."""

    @property
    def best(self) -> TrialRecord | None:
        return self.ranked[0] if self.ranked else None

    @property
    def trials(self) -> int:
        """All there are, those that wait included."""
        return len(self.ranked) + len(self.failed) + len(self.open) + len(self.waiting)

    def person(self, name: str) -> Person | None:
        return next((person for person in self.people if person.name == name), None)

    def before(self, name: str) -> int | None:
        """How many trials come before the one that a person waits for; None where none waits."""
        queue = [who(trial) for trial in self.open]
        queue += [str(command.payload.get("by") or NOBODY) for command in self.waiting]
        return queue.index(name) if name in queue else None

    def latest(self, name: str) -> TrialRecord | None:
        """The trial of a person that ended last."""
        own = [trial for trial in (*self.ranked, *self.failed) if who(trial) == name]
        return max(own, key=lambda trial: trial.number, default=None)


def who(trial: TrialRecord) -> str:
    """The first name of whoever proposed a trial."""
    return str(trial.reason.get("by") or NOBODY)


def sheet(view: StudyView, waiting: Iterable[Command] = ()) -> Sheet:
    """The sheet that a study is; `waiting`: trials that were sent and are not recorded yet."""
    ranked = tuple(view.trials[number] for _, number in view.ranked)
    places = _places([trial.score for trial in ranked])
    unscored = [view.trials[number] for number in view.numbers if number in view.trials]
    known = view.trials.values()
    begun = {trial.native for trial in known}
    return Sheet(
        ranked,
        {trial.number: place for trial, place in zip(ranked, places, strict=True)},
        tuple(t for t in unscored if t.score is None and t.state is TrialState.FAILED),
        tuple(t for t in unscored if not t.state.is_finished()),
        tuple(command for command in waiting if command.native not in begun),
        _people(ranked, Counter(map(who, known))),
    )


def _places(scores: list[float | None]) -> list[int]:
    """Of scores in order; `[0.9, 0.9, 0.8]` has the places 1, 1 and 3."""
    first: dict[float | None, int] = {}
    return [first.setdefault(score, place) for place, score in enumerate(scores, 1)]


def _people(ranked: tuple[TrialRecord, ...], trials: Counter[str]) -> tuple[Person, ...]:
    best: dict[str, TrialRecord] = {}
    for trial in ranked:
        best.setdefault(who(trial), trial)
    places = _places([trial.score for trial in best.values()])
    found = [
        Person(name, trials[name], trial, place)
        for (name, trial), place in zip(best.items(), places, strict=True)
    ]
    return (
        *found,
        *(Person(name, trials[name], None, None) for name in trials if name not in best),
    )


def apart(share: float, rows: int) -> float:
    """How far two shares of right rows about `share` lie apart by chance: 1.96 standard errors.

    Of two independent samples of `rows` rows, by the normal approximation of the binomial.
    """
    return 1.96 * math.sqrt(2 * share * (1 - share) / rows)


# -- what nobody has tried -----------------------------------------------------------------------


def untried(view: StudyView) -> list[str]:
    """Values and ranges that no trial has, each as `Learning rate 0.01 to 0.1`."""
    space, found = view.study.spec.space, []
    for name, parameter in space.searched.items():
        tried = [t.values[name] for t in view.trials.values() if name in t.values]
        title = title_of(view.study, name)
        if isinstance(parameter, Int | Float):
            found += [f"{title} {span}" for span in _empty(parameter, tried)]
        elif isinstance(parameter, Choice):
            found += [f"{title} {show(v)}" for v in parameter.points() if v not in tried]
    return found


def _empty(parameter: Int | Float, tried: list[Value]) -> list[str]:
    """The parts of a range in which there is no trial; neighbours as one."""
    places = [parameter.position(float(value)) for value in tried if value is not None]
    full = {min(int(place * PARTS), PARTS - 1) for place in places}
    points = parameter.points(PARTS + 1)
    if len(points) <= PARTS:
        return [show(value) for value in points if value not in tried]
    ends = [points[round(k * (len(points) - 1) / PARTS)] for k in range(PARTS + 1)]
    spans, begin = [], None
    for part in range(PARTS + 1):
        is_empty = part < PARTS and part not in full
        if is_empty and begin is None:
            begin = part
        elif not is_empty and begin is not None:
            spans.append(f"{show(ends[begin])} to {show(ends[part])}")
            begin = None
    return spans


def values_told(view: StudyView, values: Values) -> list[tuple[str, str]]:
    """The values of the hyperparameters that the class moves, each with its title."""
    searched = view.study.spec.space.searched
    return [(title_of(view.study, n), show(v)) for n, v in values.items() if n in searched]
