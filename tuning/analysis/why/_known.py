"""What a strategy knew as it proposed a trial: the trials before it, and the results it was told.

Everything about a trial's proposal is reckoned from these alone, never from what came later.
"""

from __future__ import annotations

from bisect import bisect_left

from tuning import strategies
from tuning.space import Value, Values
from tuning.store import TrialRecord
from tuning.store.view import StudyView

Point = tuple[Value, ...]
"""The values of the searched hyperparameters, in the space's order; None where one is inactive."""


def proposed_before(view: StudyView, trial: TrialRecord) -> list[TrialRecord]:
    """The trials proposed before it, by number."""
    return [view.trials[n] for n in view.numbers[: bisect_left(view.numbers, trial.number)]]


def told(view: StudyView, trial: TrialRecord) -> list[TrialRecord]:
    """The trials whose results its strategy knew, in the order in which it was told them.

    Where results are told in an order of their own, by the trial's record of how many there were;
    else those that had ended when it began.
    """
    earlier = proposed_before(view, trial)
    if trial.told is not None:
        due = [t for t in earlier if t.due is not None]
        return sorted(due, key=lambda t: (t.due or 0.0, t.number))[: trial.told]
    if trial.started is None:
        return []
    ended = [t for t in earlier if t.finished is not None and t.finished <= trial.started]
    return sorted(ended, key=lambda t: (t.finished or 0.0, t.number))


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
