"""A stage of a walk through one hyperparameter after the other: what it varies, from where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tuning import strategies
from tuning.analysis.trials import title_of
from tuning.analysis.why._known import best, proposed_before, searched, told
from tuning.space import Value, show
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.text.words import score

INCUMBENT, TRIED, UNDER_WAY, THIS, LEFT = (
    "incumbent",
    "tried",
    "under way",
    "this trial",
    "still to try",
)


@dataclass(frozen=True)
class Step:
    """A value of the hyperparameter that is varied, as it stood."""

    value: Value
    status: str
    number: int | None = None
    score: float | None = None


@dataclass(frozen=True)
class Stage:
    """One hyperparameter's values, while the others stay as the incumbent has them."""

    title: str
    turn: int
    incumbent: TrialRecord | None
    steps: tuple[Step, ...]
    kept: tuple[tuple[str, str], ...]
    """The other hyperparameters and their values, as people read them."""

    @property
    def left(self) -> int:
        return sum(step.status == LEFT for step in self.steps)

    @property
    def sentence(self) -> str:
        """From where it varies, and what is left."""
        left = f"{self.left} of its {len(self.steps)} values were still to try."
        if self.incumbent is None:
            return f"The walk begins here, with the first value of each range; {left}"
        known = f" ({score(self.incumbent.score)})" if self.incumbent.score is not None else ""
        return (
            f"It varies {self.title} alone, from trial {self.incumbent.number}, the incumbent"
            f"{known}; {left}"
        )


def stage(view: StudyView, trial: TrialRecord) -> Stage | None:
    """None for a trial that is not one of the walk."""
    name = trial.reason.get("parameter")
    space = view.study.spec.space
    if name is None or name not in space:
        return None
    earlier = proposed_before(view, trial)
    like = [t for t in earlier if _differ_in(t, trial, name, searched(view))]
    known = {t.number for t in told(view, trial)}
    scored = [t for t in like if t.number in known]
    incumbent = _incumbent(view, trial, scored, like)
    by_value = {t.values.get(name): t for t in like}
    points = space[name].points(strategies.points(view.study.spec))
    every = list(dict.fromkeys([*points, *by_value, trial.values.get(name)]))
    steps = [_step(value, trial, by_value.get(value), incumbent, known, name) for value in every]
    kept = tuple(
        (title_of(view.study, other), show(trial.values[other]))
        for other in searched(view)
        if other != name and other in trial.values
    )
    turn = int(trial.reason.get("pass", 1))
    return Stage(title_of(view.study, name), turn, incumbent, tuple(steps), kept)


def _differ_in(one: TrialRecord, other: TrialRecord, name: str, names: list[str]) -> bool:
    """Whether they are alike in all but this hyperparameter, as far as both use them."""
    return all(
        one.values[n] == other.values[n]
        for n in names
        if n != name and n in one.values and n in other.values
    )


def _incumbent(
    view: StudyView, trial: TrialRecord, scored: list[TrialRecord], like: list[TrialRecord]
) -> TrialRecord | None:
    """The best when the stage began; while nothing was scored, the walk's first trial."""
    stage = (trial.reason.get("pass"), trial.reason.get("parameter"))
    before = [t for t in scored if (t.reason.get("pass"), t.reason.get("parameter")) != stage]
    return best(view, before) or (replace(like[0], score=None) if like else None)


def _step(
    value: Value,
    trial: TrialRecord,
    tried: TrialRecord | None,
    incumbent: TrialRecord | None,
    known: set[int],
    name: str,
) -> Step:
    if value == trial.values.get(name):
        return Step(value, THIS, trial.number)
    if tried is None:
        return Step(value, LEFT)
    number, points = tried.number, tried.score if tried.number in known else None
    if incumbent is not None and number == incumbent.number:
        return Step(value, INCUMBENT, number, points)
    return Step(value, TRIED if number in known else UNDER_WAY, number, points)
