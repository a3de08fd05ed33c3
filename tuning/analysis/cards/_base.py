"""What a card is, and what cards are made of: the study as it stands, each part reckoned once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from tuning.analysis.curves import curves
from tuning.analysis.mattered import Mattered, configurations, mattered
from tuning.honesty import Honest
from tuning.store import TrialRecord
from tuning.store.view import StudyView
from tuning.study import StudySpec

Level = Literal["passed", "look", "careful"]
Chart = Literal[
    "curves", "best_so_far", "slices", "distribution", "importances", "table", "confirmation"
]
"""A chart or table of the pages that can show what a card says."""
LOOKED_AT = 300
"""Trials that a card looks at where it takes each one's epochs: spread over all."""


@dataclass(frozen=True)
class Action:
    """What can be done about a finding: a button's label, and what the button does."""

    label: str
    does: Literal["study", "confirm", "linear"]
    """`study`: opens New study with `spec`. `confirm`: leads to the confirmation of the best
    trials. `linear`: shows the linear model as code."""
    spec: StudySpec | None = None


@dataclass(frozen=True)
class Card:
    """One finding about a study, with its evidence."""

    level: Level
    kind: str
    """Of a study, each kind has one card at most."""
    text: str
    """One sentence, or two; names in it are verbatim."""
    figures: tuple[tuple[str, str], ...] = ()
    """A few numbers: what each is, and the number as people read it."""
    chart: Chart | None = None
    """What shows it."""
    action: Action | None = None
    weight: float = 0.0
    """The weightiest comes first: the tens are the kind's own, what is behind them says how
    strongly it is there."""


Kind = Callable[["Known"], Card | None]
"""A function that makes the card of its kind, or finds nothing to say."""


@dataclass(frozen=True)
class MeanCurve:
    """The best trial's epochs, each the mean over its fits; as far as every one of them went."""

    epochs: np.ndarray
    """Their numbers."""
    loss: np.ndarray
    val_loss: np.ndarray
    cost: np.ndarray
    """The objective's metric as a number that is the smaller the better."""
    value: np.ndarray
    """The same as it is."""
    fits: int


class Known:
    """What there is to make cards of."""

    def __init__(self, view: StudyView, known: Callable[[], Mattered] | None = None) -> None:
        """`known`: what mattered, where somebody keeps it; it takes a second to reckon."""
        self.view = view
        self._known = known

    @property
    def spec(self) -> StudySpec:
        return self.view.study.spec

    @property
    def honest(self) -> Honest | None:
        return self.view.honest

    @cached_property
    def what(self) -> Mattered:
        """Which hyperparameters moved the score."""
        return mattered(self.view) if self._known is None else self._known()

    @cached_property
    def best(self) -> TrialRecord | None:
        number = self.view.study.best_number
        return self.view.trials.get(number) if number is not None else None

    @cached_property
    def scored(self) -> list[TrialRecord]:
        """The trials with a score; of one that was promoted, the last."""
        return configurations(self.view)

    @cached_property
    def sample(self) -> list[TrialRecord]:
        """At most so many of them, spread over all, the best one among them."""
        chosen = spread(self.scored, LOOKED_AT)
        return chosen if self.best is None or self.best in chosen else [*chosen, self.best]

    @cached_property
    def curve(self) -> MeanCurve | None:
        """The best trial's; None where it has none that validates."""
        return mean_curve(self.view, self.best.number) if self.best is not None else None


def mean_curve(view: StudyView, number: int) -> MeanCurve | None:
    """A trial's, over the epochs that all its fits reached; None where something was not measured.

    Fits under way count: what they show is there already.
    """
    objective = view.study.spec.objective
    fits = curves(view, [number])
    length = min((len(fit.epoch) for fit in fits), default=0)
    if not length:
        return None
    found = {
        name: np.array(
            [fit.metrics.get(name, [None] * length)[:length] for fit in fits], dtype=float
        ).mean(axis=0)
        for name in ("loss", "val_loss", objective.metric)
    }
    value = found[objective.metric]
    if not all(np.isfinite(one).all() for one in found.values()):
        return None
    cost = -value if objective.direction == "max" else value
    epochs = np.array(fits[0].epoch[:length])
    return MeanCurve(epochs, found["loss"], found["val_loss"], cost, value, len(fits))


def spread(items: list[TrialRecord], most: int) -> list[TrialRecord]:
    """At most so many, evenly from the first to the last."""
    if len(items) <= most:
        return items
    return [items[round(place)] for place in np.linspace(0, len(items) - 1, most)]
