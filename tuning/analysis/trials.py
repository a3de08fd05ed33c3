"""Trials as a table, and their hyperparameters by the names people read."""

from __future__ import annotations

import math
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from tuning import catalog
from tuning.analysis.kept import kept
from tuning.metrics import Measure
from tuning.space import Float, Int, Values, show
from tuning.store import FitRecord, StudyRecord, TrialRecord
from tuning.store.view import StudyView
from tuning.study import TrialState

BEST, TIED = "best", "≈ best"
"""What a table says of the winner, and of a trial that cannot be told from it."""


def title_of(study: StudyRecord, name: str) -> str:
    """A hyperparameter's name for people."""
    family = catalog.FAMILIES.get(study.spec.model)
    return family[name].title if family and name in family.names else name


def varying(view: StudyView) -> list[str]:
    """The hyperparameters that are searched, or differ between trials, in the space's order."""
    space = view.study.spec.space
    searched, differs = space.searched, view.differs
    names = [*space, *(name for name in differs if name not in space)]
    return [name for name in names if name in searched or differs.get(name, False)]


def by_variety(view: StudyView) -> list[str]:
    """`varying`, those that can have the most different values first."""
    space = view.study.spec.space

    def values(name: str) -> float:
        parameter = space.parameters.get(name)
        if isinstance(parameter, Int | Float):
            step = parameter.step if parameter.is_finite else None
            return (parameter.high - parameter.low) / step if step else math.inf
        return len(parameter.points()) if parameter else 1

    return sorted(varying(view), key=values, reverse=True)


@dataclass(frozen=True)
class Setting:
    """One hyperparameter of one trial, as a page lists it."""

    name: str
    title: str
    text: str
    role: str
    """searched, fixed, inactive (searched, but its condition is not met) or default."""


def settings_of(view: StudyView, number: int) -> list[Setting]:
    """Every hyperparameter of a trial's model: searched first, then fixed, then defaults."""
    study, given = view.study, view.trials[number].values
    family = catalog.family(study.spec.model)
    every = family.values(given)
    found = [_setting(study, name, given, every) for name in family.names]
    order = ["searched", "inactive", "fixed", "default"]
    return sorted(found, key=lambda setting: order.index(setting.role))


def _setting(study: StudyRecord, name: str, given: Values, every: Values) -> Setting:
    space, title = study.spec.space, title_of(study, name)
    if name in given:
        role = "searched" if name in space.searched else "fixed"
        return Setting(name, title, show(given[name]), role)
    when = catalog.family(study.spec.model)[name].when
    if name in space or any(every[parent] not in wanted for parent, wanted in when.items()):
        return Setting(name, title, "not used", "inactive" if name in space else "default")
    text = "as the first layer" if every[name] is None else show(every[name])
    return Setting(name, title, text, "default")


def drawable(trial: TrialRecord) -> bool:
    """Whether it has a score, or may get one."""
    return trial.score is not None or not trial.state.is_finished()


def best_and_latest(view: StudyView, most: int, also: Collection[int] = frozenset()) -> list[int]:
    """So many drawable trials, by number: half of them the best, the others the latest, of which
    those that wait come last; `also` these, in any case."""
    wanted = {number for number in also if number in view.trials}
    kept = best_of(view, most // 2) | {n for n in wanted if drawable(view.trials[n])}
    waiting = {n for n, t in view.unfinished.items() if t.state is TrialState.WAITING}
    latest = (number for number in reversed(view.numbers) if drawable(view.trials[number]))
    others = (number for number in latest if number not in waiting)
    for number in chain(others, sorted(waiting, reverse=True)):
        if len(kept) >= most:
            break
        kept.add(number)
    return sorted(kept)


def best_of(view: StudyView, most: int, among: Container[int] | None = None) -> set[int]:
    """The best trials, so many at most; of all, or of some."""
    ranked = (number for _, number in view.ranked if among is None or number in among)
    return set(islice(ranked, most))


def trial_table(
    view: StudyView, numbers: Iterable[int] | None = None, measures: Sequence[Measure] = ()
) -> dict[str, list[Any]]:
    """One row a trial, by number, as columns; an inactive value is None, only what varies is there.

    Of the given trials, or of all. `measures`: those with a column, by their metrics' names.
    """
    chosen = [view.trials[n] for n in sorted(view.trials if numbers is None else numbers)]
    spent = _spent(fit for trial in chosen for fit in view.fits_of(trial.number))
    rows = [spent.get(trial.number, (0, 0.0)) for trial in chosen]
    planned = view.study.spec.evaluation.fits
    also = [kept(view, trial.number, measures) for trial in chosen] if measures else []
    return {
        "number": [trial.number for trial in chosen],
        "state": [trial.state.value for trial in chosen],
        **{name: [trial.values.get(name) for trial in chosen] for name in varying(view)},
        "score": [trial.score for trial in chosen],
        "deviation": [trial.deviation for trial in chosen],
        "fits": [f"{fits}/{planned}" for fits, _ in rows],
        "seconds": [seconds for _, seconds in rows],
        **{each.validation: [found[each.name] for found in also] for each in measures},
        "note": [trial.error or "" for trial in chosen],
    }


def tied(view: StudyView) -> dict[int, str]:
    """By trial, the mark of those that cannot be told from the winner, and its own; empty where
    that is not known, or the winner stands alone."""
    honest = view.honest
    if honest is None or len(honest.tied) < 2:
        return {}
    return {number: BEST if number == honest.winner else TIED for number in honest.tied}


def _spent(fits: Iterable[FitRecord]) -> dict[int, tuple[int, float]]:
    """By trial: the fits that ended, and the seconds they took (of those that score it)."""
    spent: dict[int, tuple[int, float]] = {}
    for fit in fits:
        if fit.kind.scores and fit.state.is_finished():
            count, seconds = spent.get(fit.trial, (0, 0.0))
            spent[fit.trial] = (count + 1, seconds + (fit.seconds or 0.0))
    return spent
