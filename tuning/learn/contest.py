"""Who won a contest: the choices of a question, each trained or searched from the same few seeds.

Scores are accuracies; the probabilities are those of a race (`tuning.analysis.paired`): a seed is a
row, and a choice that failed on it has the worst score there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tuning.analysis import paired
from tuning.analysis.standings.words import spoken
from tuning.learn.lessons import title_of
from tuning.space import Value, show
from tuning.strategies import STRATEGIES
from tuning.text.words import listed, score

SEEDS = range(5)
"""From which every choice is tried."""
WORST = 0.0
"""The score that a failed training counts as: no accuracy is lower."""

Scores = Sequence[float | None]
"""A choice's, a number a seed; None where it failed."""


class Verdict(NamedTuple):
    """Who won, and how sure that is."""

    winner: int | None
    """A choice by its place; None where they cannot be told apart."""
    probability: float | None
    """That the likeliest choice is the best of all over seeds, by its mean score; None where no
    choice has a score, or there are fewer than two seeds."""
    sentence: str


def titles(choices: Sequence[dict[str, Value]]) -> list[str]:
    """What choices are called by what they differ in: `Learning rate 0.01`, or a strategy's title.

    A hyperparameter is called as its lesson is.
    """
    common = set.intersection(*({*choice.items()} for choice in choices))
    return [
        ", ".join(_titled(*item) for item in choice.items() if item not in common)
        for choice in choices
    ]


def _titled(name: str, value: Value) -> str:
    if name == "strategy":
        return STRATEGIES[str(value)].title
    return f"{title_of(name)} {show(value)}"


def verdict(names: Sequence[str], scores: Sequence[Scores]) -> Verdict:
    """Who of them won. `scores`: of each choice a number a seed, the seeds in the same order."""
    if all(one is None for own in scores for one in own):
        return Verdict(None, None, "No choice has a score, so that nobody won.")
    reached = np.array([[WORST if one is None else one for one in own] for own in scores])
    chances = paired.best(-reached.T)
    if chances is None:
        return Verdict(None, None, "One seed tells nothing of luck.")
    first = int(np.argmax(chances))
    told = [_told(names, reached, first, chances[first]), *_failures(names, scores)]
    winner = first if chances[first] >= paired.SURE else None
    return Verdict(winner, chances[first], " ".join(told))


def _told(names: Sequence[str], reached: paired.Costs, first: int, chance: float) -> str:
    """`chance`: the probability that the choice `first`, the likeliest, is the best of all."""
    means, seeds = [float(mean) for mean in reached.mean(axis=1)], reached.shape[1]
    if chance >= paired.SURE:
        rivals = [place for place in range(len(names)) if place != first]
        second = max(rivals, key=means.__getitem__)
        return (
            f"{names[first]} won with {score(means[first])} in the mean of {seeds} seeds; next is "
            f"{names[second]} with {score(means[second])}. It is the best with a probability of "
            f"{spoken(chance)}."
        )
    level = [place for place, mean in enumerate(means) if score(mean) == score(max(means))]
    if len(level) > 1:
        who = listed([names[place] for place in level])
        return (
            f"Nobody can tell: {who} are level at {score(max(means))} in the mean of {seeds} seeds."
        )
    return (
        f"Nobody can tell: {names[first]}, {score(means[first])} in the mean of {seeds} seeds, is "
        f"the likeliest to be the best, but only with a probability of {spoken(chance)}."
    )


def _failures(names: Sequence[str], scores: Sequence[Scores]) -> list[str]:
    """Which choices failed, and what that counts as."""
    return [
        f"{name} failed from {failed} of {len(own)} seeds, which counts as {WORST:g}."
        for name, own in zip(names, scores, strict=True)
        if (failed := sum(one is None for one in own))
    ]
