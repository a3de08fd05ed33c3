"""What a Gaussian process believed as it proposed a trial, along each hyperparameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuning.analysis.trials import title_of
from tuning.analysis.why._known import best_told, proposed_before, told
from tuning.space import AnyParameter, Float, Int, Value
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.text.words import score

NOT_HIGHEST = (
    "A point along the dashes is better than the one it chose: KerasTuner looks for the best from "
    "50 random starts, also between the values of a list, and then takes the nearest values."
)
"""`keras_tuner.oracles.BayesianOptimizationOracle.populate_space`."""
MARGIN = 0.02
"""Of the way from the mean to the acquisition: what is nearer is as good."""
NOT_RECORDED = (
    "What it believed along each hyperparameter was not recorded: an earlier version ran this "
    "study."
)


@dataclass(frozen=True)
class Known:
    """A trial whose score the process had learned."""

    number: int
    value: Value
    score: float


@dataclass(frozen=True)
class Slice:
    """Along one hyperparameter, the others as the trial has them."""

    name: str
    title: str
    scale: str
    """linear, log or category."""
    values: tuple[Value, ...]
    mean: tuple[float, ...]
    """The score that it expected."""
    uncertainty: tuple[float, ...]
    """The standard deviation of what it expected."""
    bound: tuple[float, ...]
    """The acquisition, as a score: mean and `beta` times the uncertainty towards the better."""
    chosen: Value
    trials: Sequence[TrialRecord]
    """Those whose scores the process knew: the same for all slices."""

    @property
    def known(self) -> list[Known]:
        """They lie beside the slice wherever they differ in another hyperparameter."""
        return [
            Known(t.number, t.values[self.name], t.score)
            for t in self.trials
            if self.name in t.values and t.score is not None
        ]


@dataclass(frozen=True)
class Process:
    """The belief, and what it made of it."""

    expected: float
    uncertainty: float
    beta: float
    bound: float
    """The acquisition at the point that was chosen, as a score."""
    best: TrialRecord | None
    """The best by then."""
    explores: bool
    """Whether it expected no better than the best by then."""
    known: int
    under_way: int
    """Trials whose results it did not know: it took a poor guess for each."""
    slices: tuple[Slice, ...]
    """Empty where it was not recorded."""

    @property
    def note(self) -> str:
        """What a reader of the slices may wonder at, in a sentence; empty if nothing."""
        if not self.slices:
            return NOT_RECORDED
        towards = 1 if self.bound >= self.expected else -1
        margin = MARGIN * abs(self.bound - self.expected)
        best = max(towards * bound for one in self.slices for bound in one.bound)
        return NOT_HIGHEST if best > towards * self.bound + margin else ""

    @property
    def acquisition(self) -> str:
        """What it makes as good as it can, as a formula."""
        sign = "−" if self.bound < self.expected else "+"
        return f"mean {sign} {self.beta:g} × uncertainty"

    @property
    def sentence(self) -> str:
        """What the point promised."""
        if self.best is None:
            return f"It had learned from {self.known} trials."
        than = f"the best by then, {score(self.best.score)} of trial {self.best.number}"
        if self.explores:
            return (
                f"That is no better than {than}, but it was unsure: {self.acquisition} is "
                f"{score(self.bound)}. It explores."
            )
        return f"That is better than {than}. It exploits what it knows."


def process(view: StudyView, trial: TrialRecord) -> Process | None:
    """None for a trial that was proposed before the process had anything to go by."""
    reason = trial.reason
    if "expected" not in reason:
        return None
    expected, uncertainty = float(reason["expected"]), float(reason["uncertainty"])
    beta, known = float(reason.get("beta", 0.0)), told(view, trial)
    incumbent = best_told(view, trial)
    better = view.study.spec.objective.is_better
    scored = [t for t in known if t.score is not None]
    return Process(
        expected,
        uncertainty,
        beta,
        _bound(view, expected, uncertainty, beta),
        incumbent,
        incumbent is None or not better(expected, incumbent.score),
        len(scored),
        len(proposed_before(view, trial)) - len(known),
        tuple(_slices(view, trial, beta, scored)),
    )


def _slices(
    view: StudyView, trial: TrialRecord, beta: float, known: list[TrialRecord]
) -> list[Slice]:
    found = []
    for name, line in view.knowledge_of(trial.number).get("slices", {}).items():
        means, spread = line["mean"], line["uncertainty"]
        pairs = zip(means, spread, strict=True)
        found.append(
            Slice(
                name,
                title_of(view.study, name),
                _scale(view.study.spec.space.parameters.get(name)),
                tuple(line["values"]),
                tuple(means),
                tuple(spread),
                tuple(_bound(view, mean, deviation, beta) for mean, deviation in pairs),
                trial.values.get(name),
                known,
            )
        )
    return found


def _bound(view: StudyView, mean: float, uncertainty: float, beta: float) -> float:
    """KerasTuner minimizes `mean - beta * uncertainty` of a cost; this is that cost's score."""
    cost = view.study.spec.objective.cost
    return cost(cost(mean) - beta * uncertainty)


def _scale(parameter: AnyParameter | None) -> str:
    if isinstance(parameter, Int | Float):
        return parameter.scale
    return "category"
