"""Trials that came to nothing: losses that explode, other failures, repetitions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

import numpy as np

from tuning import strategies
from tuning.analysis.cards import changes
from tuning.analysis.cards._base import Action, Card, Known
from tuning.space import Float
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.study import TrialState
from tuning.text.words import counted, listed, number, percent

NO_NUMBER = re.compile(r"loss became (?:nan|[-+]?inf)", re.IGNORECASE)
"""What the engine says of a fit whose loss is no number any more."""
NUMBERS = re.compile(r"[-+]?\d[\d.,]*(?:e[-+]?\d+)?", re.IGNORECASE)
EXPLODED = 3.0
"""How many times the loss with which trials begin one ends with. By `python -m benchmarks.cards`,
none of 172 networks ended so whose loss on fresh rows was below 2, and three of four above."""
RATE = "learning_rate"
MANY = 0.2
"""The part of the trials from which on failures are more than a remark: a fifth of what was
trained is lost."""
MOST_CAUSES = 3


def divergence(known: Known) -> Card | None:
    """Trials whose loss became NaN or infinite, and those that end far above where they began."""
    view = known.view
    broken = [t for t in _failed(view) if NO_NUMBER.search(t.error or "")]
    exploded = _exploded(known)
    lost = [*broken, *exploded]
    if not lost:
        return None
    ended = view.totals.completed + view.totals.failed
    share = len(lost) / max(ended, 1)
    text = (
        f"{len(lost):,} of {counted(ended, 'trial')} diverged: {_how(len(broken), len(exploded))}."
        f"{_rates(known, lost)}"
    )
    figures = [("Diverged", f"{len(lost):,} of {ended:,}")]
    rates = _rates_of(lost)
    figures += [("Their lowest learning rate", _rate(min(rates)))] if rates else []
    return Card(
        "careful" if share >= MANY else "look",
        "divergence",
        text,
        tuple(figures),
        "curves" if exploded else "table",
        _lower_rates(known, lost),
        (80 if share >= MANY else 46) + 9 * share,
    )


def _how(broken: int, exploded: int) -> str:
    no_number, above = "became NaN or infinite", "ended far above where others begin"
    if broken and exploded:
        return f"the loss {no_number} in {broken:,}, and {above} in {exploded:,}"
    return f"the loss {no_number if broken else above}"


def _exploded(known: Known) -> list[TrialRecord]:
    """The trials whose fits all end far above the level at which the study's trials begin."""
    ends = {trial.number: _losses(known.view, trial.number) for trial in known.scored}
    level = start_level([first for own in ends.values() for first, _ in own])
    return [
        trial
        for trial in known.scored
        if (own := ends[trial.number]) and all(last > EXPLODED * level for _, last in own)
    ]


def start_level(firsts: list[float]) -> float:
    """The training loss of first epochs: their lower quartile, for those of rates that are too
    large begin far above."""
    return float(np.quantile(firsts, 0.25)) if firsts else math.inf


def _losses(view: StudyView, number: int) -> list[tuple[float, float]]:
    """The first and the last training loss of a trial's fits."""
    curves = [view.curves.get(fit.key, []) for fit in view.fits_of(number) if fit.kind.scores]
    rows = [(own[0].metrics, own[-1].metrics) for own in curves if own]
    return [(a["loss"], b["loss"]) for a, b in rows if "loss" in a and "loss" in b]


def _rates(known: Known, lost: list[TrialRecord]) -> str:
    """Which learning rates they have, if that is what tells them from the others."""
    rates = _rates_of(lost)
    if not rates or RATE not in known.spec.space.searched:
        return ""
    least, such = min(rates), _as_large(known, rates)
    if 2 * len(rates) < len(such):
        return f" Their learning rates: {_rate(least)} to {_rate(max(rates))}." if rates[1:] else ""
    which = "every one" if len(rates) == len(such) else f"{len(rates):,} of the {len(such):,}"
    return f" That is {which} with a learning rate from {_rate(least)} on."


def _as_large(known: Known, rates: list[float]) -> list[float]:
    """The learning rates of all trials that have the least of these, or a larger one."""
    ended = [trial for trial in known.view.trials.values() if trial.state.is_finished()]
    return [rate for rate in _rates_of(ended) if rate >= min(rates)]


def _rate(value: float) -> str:
    return number(value, 3)


def _lower_rates(known: Known, lost: list[TrialRecord]) -> Action | None:
    """A study whose learning rates end where none has diverged, if most above that did."""
    rates, parameter = _rates_of(lost), known.spec.space.parameters.get(RATE)
    if not rates or not isinstance(parameter, Float) or parameter.step is not None:
        return None
    kept = [rate for rate in _rates_of(known.scored) if rate < min(rates)]
    if not kept or max(kept) <= parameter.low or 2 * len(rates) < len(_as_large(known, rates)):
        return None
    grid = [point for point in parameter.grid if point <= max(kept)]
    lower = parameter.model_copy(update={"high": max(kept), "grid": grid})
    return Action("Lower the learning rates", "study", changes.in_space(known.spec, {RATE: lower}))


def _rates_of(trials: Iterable[TrialRecord]) -> list[float]:
    values = (trial.values.get(RATE) for trial in trials)
    return [float(value) for value in values if isinstance(value, int | float)]


def failed(known: Known) -> Card | None:
    """Failed trials by cause; those that diverged have a card of their own."""
    view = known.view
    errors = [trial.error or "Without a reason." for trial in _failed(view)]
    errors = [error for error in errors if not NO_NUMBER.search(error)]
    if not errors:
        return None
    causes = Counter(NUMBERS.sub("…", error) for error in errors)
    first = {NUMBERS.sub("…", error): error for error in reversed(errors)}
    told = [
        f"{count:,} by “{first[cause].rstrip('.')}”"
        for cause, count in causes.most_common(MOST_CAUSES)
    ]
    more = len(causes) - len(told)
    told += [f"others by {counted(more, 'further cause')}"] if more else []
    ended = view.totals.completed + view.totals.failed
    share = len(errors) / max(ended, 1)
    return Card(
        "careful" if share >= MANY else "look",
        "failed",
        f"{len(errors):,} of {counted(ended, 'trial')} failed: {listed(told)}.",
        (("Failed", f"{len(errors):,} of {ended:,}"), ("Part", percent(share))),
        "table",
        None,
        (78 if share >= MANY else 44) + 9 * share,
    )


def duplicates(known: Known) -> Card | None:
    """Trials that repeat the values of an earlier one, in a search that promotes none."""
    if strategies.strategy_of(known.spec).brackets is not None:
        return None
    seen: dict[frozenset[object], int] = {}
    again = []
    for at in known.view.numbers:
        trial = known.view.trials[at]
        key = frozenset(trial.values.items())
        if key in seen:
            again.append((at, seen[key]))
        seen.setdefault(key, at)
    if not again:
        return None
    every, one = len(known.view.numbers), again[0]
    example = f"trial {one[0]} those of trial {one[1]}"
    return Card(
        "look",
        "duplicates",
        f"{counted(len(again), 'trial')} of {every:,} {_verb(len(again))} the values of an earlier "
        f"one ({example}): what differs between them is luck.",
        (("Repeated", f"{len(again):,} of {every:,}"),),
        "table",
        None,
        20 + 9 * len(again) / every,
    )


def _verb(count: int) -> str:
    return "repeats" if count == 1 else "repeat"


def _failed(view: StudyView) -> list[TrialRecord]:
    if not view.totals.failed:
        return []
    return [trial for trial in view.trials.values() if trial.state is TrialState.FAILED]
