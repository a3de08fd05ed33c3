"""A study and the last of its kind: what was changed between them, and what came of it.

Of one kind are studies on the same data, by the same strategy, with the same model and the same
searched hyperparameters. Must not import Streamlit.
"""

from __future__ import annotations

import json
import math
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
from tuning.study import DataSpec, StudySpec
from tuning.text.words import score

SAME = 1e-12
"""Scores that differ by less differ by rounding alone."""
SURE_DEVIATIONS = 1.645
"""Standard deviations to either side of the mean of a normal distribution that hold 90 % of it."""


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
    yield "Early stopping: patience", _shown(spec.patience)
    yield "Seconds of training", _shown(spec.training_seconds)
    yield "Seed", str(spec.seed)
    yield from _of_data(spec.data)


def _of_data(data: DataSpec) -> Iterator[tuple[str, str]]:
    """What of the data two studies of one kind need not share."""
    for column in data.columns:
        decided = [(column.treatment or "as suggested").replace("_", " ")]
        if column.missing is not None:
            decided.append(f"missing: {', '.join(column.missing) or 'nothing'}")
        yield f"Column {column.name}", ", ".join(decided)
    yield "Small classes", data.small_classes.replace("_", " ")
    yield "How columns are read", "as before they could be chosen" if data.rules == 1 else "as now"


def _shown(value: Any) -> str:
    return show(value) if not isinstance(value, list | dict) else json.dumps(value)


# -- whether it made a difference ----------------------------------------------------------------


@dataclass(frozen=True)
class Bests:
    """The best scores of two studies, each corrected for the choosing."""

    before: float
    after: float
    deviation: float
    """Of their difference, by which rows validated: the standard deviation."""

    @property
    def is_real(self) -> bool:
        """Whether it is beyond the 90 % of differences that other rows make."""
        return abs(self.after - self.before) > SURE_DEVIATIONS * self.deviation


@dataclass(frozen=True)
class Repeated:
    """The trials that two studies have with the same values, and how their scores differ."""

    differences: tuple[float, ...]
    """The later score minus the earlier, of each."""
    is_higher: bool
    """Whether a higher score is the better one."""
    same_rows: bool = True
    """Whether both validated on the same rows: others move all scores of a study alike."""
    bests: Bests | None = None
    """None where a study has no corrected score."""

    @property
    def mean(self) -> float:
        return statistics.mean(self.differences)

    @property
    def is_real(self) -> bool | None:
        """Whether one is better for sure: with a probability of at least `pairs.SURE`.

        The Bayesian t-test of pairs, which are configurations of their own. Where the rows that
        validated are others, what these do to all scores adds to its scale. None for fewer than
        three, and where that is not known.
        """
        if len(self.differences) < 3 or (not self.same_rows and self.bests is None):
            return None
        shared = 0.0 if self.same_rows or self.bests is None else self.bests.deviation
        if not shared and max(self.differences) - min(self.differences) < SAME:
            return abs(self.mean) > SAME
        return pairs.better(self.differences, rho=0.0, rope=0.0, shared=shared) != 0


def repeated(before: StudyView, after: StudyView) -> Repeated:
    """The scores of configurations that both studies have completed, side by side."""
    one, two = _scores(before), _scores(after)
    shared = tuple(two[key] - one[key] for key in one if key in two)
    a, b = before.study.spec, after.study.spec
    same_rows = validated(a) == validated(b)
    return Repeated(shared, b.objective.direction == "max", same_rows, _bests(before, after))


def validated(spec: StudySpec) -> tuple[Any, ...]:
    """What decides which rows validate in studies on the same data; folds validate all of them."""
    data, evaluation = spec.data, spec.evaluation
    is_drawn = evaluation.method == "split" or (evaluation.method == "folds" and data.rows)
    return evaluation, data.small_classes, data.rules, spec.seed if is_drawn else None


def _bests(before: StudyView, after: StudyView) -> Bests | None:
    """The 90 % interval of each says how far other rows would move it."""
    ends = []
    for honest in (before.honest, after.honest):
        if honest is None or honest.corrected is None or honest.low is None or honest.high is None:
            return None
        ends.append((honest.corrected, (honest.high - honest.low) / (2 * SURE_DEVIATIONS)))
    (one, moved), (two, moved_too) = ends
    return Bests(one, two, math.hypot(moved, moved_too))


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
    """In a sentence or two, what the shared configurations say; without any, what the bests do."""
    count = len(found.differences)
    if count == 0:
        return f"No configuration was trained in both. {_of_bests(found)}"
    noun = "configuration" if count == 1 else "configurations"
    if all(abs(value) < SAME for value in found.differences):
        return f"The {count} {noun} that both trained scored the same: nothing has changed."
    told = f"{count} {noun} were trained in both: on average {_moved(found.mean, found)}"
    if count == 1:
        told = f"1 configuration was trained in both: {_moved(found.mean, found)}"
    if count < 3:
        return f"{told}. Fewer than three cannot tell whether that is luck."
    rows = "" if found.same_rows else ", with the luck of other validation rows"
    if found.is_real is None:
        return f"{told}. They were validated on other rows, whose luck is not known here."
    if found.is_real:
        return f"{told}, with a probability above {pairs.SURE} (t-test of pairs{rows})."
    return f"{told}, which cannot be told from luck (t-test of pairs{rows})."


def _of_bests(found: Repeated) -> str:
    bests = found.bests
    if bests is None:
        return "The bests are not corrected for the choosing, so they cannot say what is luck."
    told = f"The best, corrected for the choosing, went from {score(bests.before)} to "
    told += f"{score(bests.after)}: {_moved(bests.after - bests.before, found)}, which "
    if bests.is_real:
        return f"{told}is more than other validation rows make (90%)."
    return f"{told}cannot be told from the luck of the validation rows."


def _moved(by: float, found: Repeated) -> str:
    return f"{score(abs(by))} {'better' if (by > 0) == found.is_higher else 'worse'}"
