"""How a measure is reckoned from what it gives each row: which can be, and in what unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tuning import metrics

Hits = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
SHARES = ("accuracy", "balanced_accuracy")


@dataclass(frozen=True)
class Judge:
    """A measure that is a function of the mean of a gain a row: the greater, the better.

    The gain of a share is 1 or 0, that of a cost is the cost below zero.
    """

    metric: str
    """A name of `tuning.metrics.MEASURES`."""
    spread: float = 1.0
    """The variance of the quantities, for measures that stand beside it."""

    @property
    def of_shares(self) -> bool:
        """Whether it is a share of rows."""
        return self.metric in SHARES

    @property
    def by_class(self) -> bool:
        """Whether all classes count alike, however many rows they have."""
        return self.metric == "balanced_accuracy"

    @property
    def is_cost(self) -> bool:
        return metrics.MEASURES[self.metric].better == "min"

    def gains(self, hits: Hits | None, costs: Floats | None) -> Floats | None:
        """(epochs, rows), from row scores of this shape; None where they lack what it needs."""
        if self.of_shares:
            return None if hits is None else hits.astype(np.float32)
        if costs is None:
            return None
        return -np.sqrt(costs) if self.metric == "mae" else -costs

    def score(self, gain: float) -> float:
        """The measure whose mean gain is this."""
        return _SCORES.get(self.metric, _same)(gain, self.spread)


def _same(gain: float, _spread: float) -> float:
    return gain


def _cost(gain: float, _spread: float) -> float:
    return -gain


_SCORES: dict[str, Callable[[float, float], float]] = {
    "log_loss": _cost,
    "loss": lambda gain, spread: -gain / spread,
    "mse": _cost,
    "mae": _cost,
    "rmse": lambda gain, _: max(-gain, 0.0) ** 0.5,
    "r2": lambda gain, spread: 1 + gain / spread,
}


def judge(metric: str, spread: float | None = None) -> Judge | None:
    """The judge of a measure; None where it is no function of a mean over rows.

    `spread`: the variance of the quantities that validate, None of classes. The loss of classes is
    judged as their log loss, that of quantities as they are learned, standardised.
    """
    if metric in SHARES or metric in _SCORES:
        return Judge(metric, spread or 1.0)
    return None
