"""What to know before trusting the best: noise, ties, range ends."""

from __future__ import annotations

from tuning import catalog
from tuning.analysis.mattered import Mattered, mattered
from tuning.analysis.trials import title_of
from tuning.space import Float, Int, show
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.study import TrialState
from tuning.text.words import percent

FEWEST_FOR_END = 10
"""Scored trials from which on the end of a range is pointed out."""
NEAR_END = 0.25
"""The part of a range that counts as near its end."""


def within_deviation(view: StudyView) -> list[int]:
    """Other trials whose score lies within one deviation of the best: perhaps only luck apart."""
    best = view.trials.get(view.study.best_number) if view.study.best_number is not None else None
    if best is None or best.score is None or best.deviation is None:
        return []
    return [
        number
        for number, trial in sorted(view.trials.items())
        if trial.score is not None
        and number != best.number
        and abs(trial.score - best.score) <= best.deviation
    ]


def findings(view: StudyView, what: Mattered | None = None) -> list[str]:
    """What a person should know before trusting the best: ties, what mattered, ends, failures.

    `what` is the study's `mattered`, if it is known already. The end of a range is pointed at only
    where the hyperparameter is not one of those that are not to be told from chance.
    """
    number = view.study.best_number
    best = view.trials.get(number) if number is not None else None
    if best is None:
        return []
    what = mattered(view) if what is None else what
    found = [text] if (text := _first(what)) else []
    found += [
        text
        for name in view.study.spec.space.searched
        if title_of(view.study, name) not in what.others and (text := _edge(view, name, best))
    ]
    tied = within_deviation(view)
    if tied:
        which = f"trial {tied[0]} scores" if len(tied) == 1 else f"{len(tied)} other trials score"
        found.insert(
            0,
            f"{which[0].upper()}{which[1:]} within one standard deviation of the best: "
            "the difference may be luck.",
        )
    failed = sum(trial.state is TrialState.FAILED for trial in view.trials.values())
    if failed:
        found.append(
            f"{failed} of {len(view.trials)} trials failed; the table of trials has their reasons."
        )
    return found


def _first(what: Mattered) -> str | None:
    """The hyperparameter that mattered most, with how sure that is."""
    if not len(what.table):
        return None
    first = what.table.iloc[0]
    share, low, high = (percent(first[part]) for part in ("share", "low", "high"))
    return (
        f"{first['title']} mattered most: {share} of what the hyperparameters explain (90% "
        f"interval {low} to {high}, from {what.trials:,} trials)."
    )


def _edge(view: StudyView, name: str, best: TrialRecord) -> str | None:
    parameter, value = view.study.spec.space[name], best.values.get(name)
    if not isinstance(parameter, Int | Float) or value is None or len(parameter.points(5)) < 4:
        return None
    share = parameter.position(float(value))
    margin = 0.02 if parameter.is_finite else 0.05
    if margin < share < 1 - margin:
        return None
    at_low = share <= margin
    family = catalog.family(view.study.spec.model)
    limits = family[name].low if at_low else family[name].high
    if limits is not None and (parameter.low if at_low else parameter.high) == limits:
        return None  # there is nothing beyond
    best_too, of = _as_near(view, name, parameter, at_low)
    if len(view.ranked) < FEWEST_FOR_END or 2 * best_too < of:
        return None  # one trial at an end may be there by chance
    end, beyond = ("lower", "Lower") if at_low else ("upper", "Higher")
    return (
        f"{title_of(view.study, name)} is {show(value)}, at the {end} end of its range, and near "
        f"it in {best_too} of the {of} best trials. {beyond} values may be better."
    )


def _as_near(view: StudyView, name: str, parameter: Int | Float, at_low: bool) -> tuple[int, int]:
    """How many of the best quarter of the trials lie near that end, and how many these are."""
    best = [number for _, number in view.ranked[: max(len(view.ranked) // 4, 3)]]
    values = [view.trials[number].values.get(name) for number in best]
    places = [parameter.position(float(value)) for value in values if value is not None]
    near = [place <= NEAR_END if at_low else place >= 1 - NEAR_END for place in places]
    return sum(near), len(best)
