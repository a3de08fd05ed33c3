"""A study and the last of its kind: what was changed between them, and what came of it.

Of one kind are studies on the same data, by the same strategy, with the same model and the same
searched hyperparameters. Must not import Streamlit.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tuning import catalog, strategies
from tuning.analysis.comparison.comparable import why_not
from tuning.honesty import pairs
from tuning.space import Values, show, wording
from tuning.store import StudyRecord
from tuning.store.view import StudyView
from tuning.study import StudySpec
from tuning.text.words import score

SAME = 1e-12
"""Scores that differ by less differ by rounding alone."""


def last_of_its_kind(study: StudyRecord, studies: Sequence[StudyRecord]) -> StudyRecord | None:
    """The newest study before this one that is of its kind and has a score; None without one."""
    earlier = (other for other in studies if other.id < study.id and other.best_score is not None)
    found = (other for other in earlier if is_of_one_kind(other, study))
    return max(found, key=lambda other: other.id, default=None)


def is_of_one_kind(one: StudyRecord, other: StudyRecord) -> bool:
    a, b = one.spec, other.spec
    alike = a.strategy.name == b.strategy.name and a.model == b.model
    return alike and set(a.space.searched) == set(b.space.searched) and why_not(one, other) is None


# -- what was changed ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One setting that two studies do not share, as people read it."""

    title: str
    before: str
    after: str


def changes(before: StudySpec, after: StudySpec) -> list[Change]:
    """What differs in the settings of two studies of one kind, their names left out."""
    one, two = dict(_settings(before)), dict(_settings(after))
    names = [*one, *(name for name in two if name not in one)]
    pairs = [(name, one.get(name, "–"), two.get(name, "–")) for name in names]
    return [Change(*pair) for pair in pairs if pair[1] != pair[2]]


def _settings(spec: StudySpec) -> Iterator[tuple[str, str]]:
    """Every setting by its title, as a text."""
    family = catalog.family(spec.model)
    for name, parameter in spec.space.parameters.items():
        yield family[name].title if name in family.names else name, wording.told(parameter)
    for option in strategies.strategy_of(spec).options:
        yield option.title, _shown(spec.strategy.options.get(option.name, option.default))
    evaluation = spec.evaluation.model_dump()
    unused = {"folds": "folds", "fraction": "split"}
    for name, value in evaluation.items():
        if unused.get(name, spec.evaluation.method) == spec.evaluation.method:
            yield f"Evaluation: {name}", _shown(value)
    for name, value in spec.objective.model_dump().items():
        yield f"Objective: {name}", _shown(value)
    yield "Seed", str(spec.seed)


def _shown(value: Any) -> str:
    return show(value) if not isinstance(value, list | dict) else json.dumps(value)


# -- whether it made a difference ----------------------------------------------------------------


@dataclass(frozen=True)
class Repeated:
    """The trials that two studies have with the same values, and how their scores differ."""

    differences: tuple[float, ...]
    """The later score minus the earlier, of each."""
    is_higher: bool
    """Whether a higher score is the better one."""

    @property
    def mean(self) -> float:
        return statistics.mean(self.differences)

    @property
    def is_real(self) -> bool | None:
        """Whether one is better for sure: with a probability of at least `pairs.SURE`.

        The Bayesian t-test of pairs, which are configurations of their own; None for fewer than
        three.
        """
        if len(self.differences) < 3:
            return None
        if max(self.differences) - min(self.differences) < SAME:
            return abs(self.mean) > SAME
        return pairs.better(self.differences, rho=0.0, rope=0.0) != 0


def repeated(before: StudyView, after: StudyView) -> Repeated:
    """The scores of configurations that both studies have completed, side by side."""
    one, two = _scores(before), _scores(after)
    shared = [two[key] - one[key] for key in one if key in two]
    return Repeated(tuple(shared), after.study.spec.objective.direction == "max")


def _scores(view: StudyView) -> dict[str, float]:
    """By configuration, the first score that it got."""
    found: dict[str, float] = {}
    for number in view.numbers:
        trial = view.trials[number]
        if trial.score is not None:
            found.setdefault(_key(trial.values), trial.score)
    return found


def _key(values: Values) -> str:
    return json.dumps(values, sort_keys=True)


def difference(found: Repeated) -> str:
    """In a sentence, what the shared configurations say."""
    count = len(found.differences)
    if count == 0:
        return (
            "No configuration was trained in both, so only their bests can be compared: see above."
        )
    noun = "configuration" if count == 1 else "configurations"
    if all(abs(value) < SAME for value in found.differences):
        return f"The {count} {noun} that both trained scored the same: nothing has changed."
    way = "better" if (found.mean > 0) == found.is_higher else "worse"
    told = f"{count} {noun} were trained in both: on average {score(abs(found.mean))} {way}"
    if count == 1:
        told = f"1 configuration was trained in both: {score(abs(found.mean))} {way}"
    if found.is_real is None:
        return f"{told}. Fewer than three cannot tell whether that is luck."
    if found.is_real:
        return f"{told}, with a probability above {pairs.SURE} (t-test of pairs)."
    return f"{told}, which cannot be told from luck (t-test of pairs)."
