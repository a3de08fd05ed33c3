"""The threshold between two classes: what moving it does, its curves, and where it is best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

USUAL = 0.5


@dataclass(frozen=True)
class Cut:
    """Rows taken for a class from a probability on, against what they are."""

    hits: int
    """Rows of the class that are taken for it."""
    false_alarms: int
    missed: int
    rest: int
    """Rows of the other class that are not taken for it."""

    @property
    def accuracy(self) -> float:
        return (self.hits + self.rest) / (self.hits + self.rest + self.false_alarms + self.missed)

    @property
    def precision(self) -> float | None:
        """None where no row is taken for the class."""
        return _share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float | None:
        """None where no row is of the class."""
        return _share(self.hits, self.hits + self.missed)

    @property
    def balanced_accuracy(self) -> float:
        """The mean of the two classes' recalls, of those that have rows."""
        both = (self.recall, _share(self.rest, self.rest + self.false_alarms))
        known = [share for share in both if share is not None]
        return sum(known) / len(known)

    @property
    def f1(self) -> float:
        """Of the class; 0 where neither it nor any guess at it is there."""
        return 2 * self.hits / max(2 * self.hits + self.false_alarms + self.missed, 1)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


BY: dict[str, Callable[[Cut], float]] = {
    "balanced_accuracy": lambda cut: cut.balanced_accuracy,
    "f1": lambda cut: cut.f1,
    "accuracy": lambda cut: cut.accuracy,
}
"""What a threshold may be chosen for."""


def cut_at(probability: np.ndarray, own: np.ndarray, threshold: float) -> Cut:
    """`probability` (rows,) of the class; `own` (rows,): whether a row is of it."""
    taken = probability >= threshold
    hits, false_alarms = int(np.sum(taken & own)), int(np.sum(taken & ~own))
    missed = int(np.sum(own)) - hits
    return Cut(hits, false_alarms, missed, len(own) - hits - false_alarms - missed)


def at_every_threshold(probability: np.ndarray, own: np.ndarray) -> pd.DataFrame:
    """What each threshold that matters gives, the highest first: one below each probability.

    Columns: `threshold`, `hits`, `false_alarms`, `recall`, `false_rate` (the share of the other
    class that is taken for it), `precision`. The first row takes none.
    """
    order = np.argsort(-probability, kind="stable")
    given = probability[order].astype(np.float64)
    ends = np.append(np.flatnonzero(np.diff(given)), len(given) - 1)
    hits = np.append(0, np.cumsum(own[order])[ends])
    alarms = np.append(0, np.cumsum(~own[order])[ends])
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(
            {
                "threshold": np.append(np.inf, given[ends]),
                "hits": hits,
                "false_alarms": alarms,
                "recall": hits / np.sum(own),
                "false_rate": alarms / np.sum(~own),
                "precision": np.where(hits + alarms > 0, hits / np.maximum(hits + alarms, 1), 1),
            }
        )


def best(probability: np.ndarray, own: np.ndarray, by: str) -> float:
    """The threshold with the most of a measure of `BY`, halfway to the next probability below.

    Of several, the one nearest to 0.5.
    """
    table, rows, others = at_every_threshold(probability, own), int(own.sum()), int((~own).sum())
    cuts = [
        Cut(hits, alarms, rows - hits, others - alarms)
        for hits, alarms in zip(table["hits"].tolist(), table["false_alarms"].tolist(), strict=True)
    ]
    value = np.array([BY[by](cut) for cut in cuts])
    high = np.minimum(table["threshold"].to_numpy(), 1.0)
    between = (high + np.append(high[1:], 0.0)) / 2
    found = between[value >= value.max() - 1e-12]
    return float(found[np.argmin(np.abs(found - USUAL))])
