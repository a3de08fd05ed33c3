"""What a strategy knew as it proposed a trial: the trials before it, and the results it was told.

Everything about a trial's proposal is reckoned from these alone, never from what came later. What
each trial of a study is held against is reckoned once for all of them.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from tuning import strategies
from tuning.space import Value, Values
from tuning.store import TrialRecord
from tuning.store.view import StudyView

Point = tuple[Value, ...]
"""The values of the searched hyperparameters, in the space's order; None where one is inactive."""
Place = tuple[float, int]
"""When a result was told, and the trial's number: of those told at once, the order."""
T = TypeVar("T")


def of_all_trials(make: Callable[[StudyView], T]) -> Callable[[StudyView], T]:
    """Keeps what is made of a view's trials until one of them changes: each trial asks for it."""
    lock = threading.Lock()
    known: WeakKeyDictionary[StudyView, tuple[int, T]] = WeakKeyDictionary()

    @wraps(make)
    def kept(view: StudyView) -> T:
        with lock:
            found = known.get(view)
            if found is None or found[0] != view.trials_change:
                found = known[view] = view.trials_change, make(view)
            return found[1]

    return kept


def proposed_before(view: StudyView, trial: TrialRecord) -> list[TrialRecord]:
    """The trials proposed before it, by number."""
    return [view.trials[n] for n in view.numbers[: bisect_left(view.numbers, trial.number)]]


def told(view: StudyView, trial: TrialRecord) -> list[TrialRecord]:
    """The trials whose results its strategy knew, in the order in which it was told them.

    Where results are told in an order of their own, by the trial's record of how many there were;
    else those that had ended when it began.
    """
    order, places = _ended(view) if trial.told is None else _due(view)
    last = _last(view, trial)
    known = order[: bisect_right(places, last)] if last else []
    return [t for t in known if t.number < trial.number]


def was_told(view: StudyView, trial: TrialRecord, other: TrialRecord) -> bool:
    """Whether a trial's strategy knew the result of another one: whether `told` has it."""
    at, last = other.finished if trial.told is None else other.due, _last(view, trial)
    known = at is not None and last is not None and (at, other.number) <= last
    return known and other.number < trial.number


def best_told(view: StudyView, trial: TrialRecord) -> TrialRecord | None:
    """The best of the results that a trial's strategy knew; of equal scores the first."""
    ranked = (view.trials[number] for _, number in view.ranked)
    return next((one for one in ranked if was_told(view, trial, one)), None)


def _last(view: StudyView, trial: TrialRecord) -> Place | None:
    """Up to where results were known to its strategy; None where none was."""
    if trial.told is not None:
        return _last_due(view).get(trial.number)
    return None if trial.started is None else (trial.started, trial.number)


@of_all_trials
def _last_due(view: StudyView) -> dict[int, Place]:
    """By trial, of as many results as were told before it, out of earlier trials', the last."""
    before: list[Place] = []
    found = {}
    for number in view.numbers:
        trial = view.trials[number]
        if trial.told and before:
            found[number] = before[min(trial.told, len(before)) - 1]
        if trial.due is not None:
            insort(before, (trial.due, number))
    return found


@of_all_trials
def _due(view: StudyView) -> tuple[list[TrialRecord], list[Place]]:
    """The trials in the order in which their results are told."""
    return _in_order([(t.due, t) for t in view.trials.values()])


@of_all_trials
def _ended(view: StudyView) -> tuple[list[TrialRecord], list[Place]]:
    """The trials in the order of their ends."""
    return _in_order([(t.finished, t) for t in view.trials.values()])


def _in_order(
    timed: list[tuple[float | None, TrialRecord]],
) -> tuple[list[TrialRecord], list[Place]]:
    places = sorted((at, trial.number, trial) for at, trial in timed if at is not None)
    return [trial for *_, trial in places], [(at, number) for at, number, _ in places]


def searched(view: StudyView) -> list[str]:
    """The hyperparameters that the strategy chooses, in the space's order."""
    spec = view.study.spec
    return [
        name
        for name in spec.space.searched
        if name != "epochs" or not strategies.decides_epochs(spec)
    ]


def point(values: Values, names: list[str]) -> Point:
    """Where a trial lies in the space."""
    return tuple(values.get(name) for name in names)


def best(view: StudyView, trials: list[TrialRecord]) -> TrialRecord | None:
    """The best of some trials; of equal scores the first. None if none has a score."""
    objective = view.study.spec.objective
    scored = [trial for trial in trials if trial.score is not None]
    return min(scored, key=lambda t: (objective.cost(t.score or 0.0), t.number), default=None)
