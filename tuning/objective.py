"""Which number of a fit's curve is its score, and what puts epochs, fits and trials in order.

A curve is the metrics of a fit's epochs by name, the first epoch first.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from tuning import metrics
from tuning.text.words import listed

Epoch = Mapping[str, Any]
"""An epoch's metrics by name; one that is missing is left out, or None."""


class Objective(BaseModel):
    """A metric by its name, and how its values along a curve become one score."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: str = "val_accuracy"
    reduce: Literal["best", "last", "mean_last"] = "best"
    """The best epoch's value, the last epoch's, or the mean of the last `last` epochs."""
    last: int = Field(default=3, ge=1)

    @field_validator("metric", mode="before")
    @classmethod
    def _may_decide(cls, metric: Any) -> Any:
        known = metrics.objectives()
        if metric not in known:
            names = {"known": listed([repr(name) for name in known], "or")}
            raise PydanticCustomError("literal_error", "Input should be {known}", names)
        return metric

    @property
    def measure(self) -> metrics.Measure:
        return metrics.METRICS[self.metric].measure

    @property
    def direction(self) -> metrics.Direction:
        return self.measure.better

    def is_better(self, score: float, than: float | None) -> bool:
        if than is None:
            return True
        return score > than if self.direction == "max" else score < than

    def best(self, scores: Iterable[float]) -> float:
        return max(scores) if self.direction == "max" else min(scores)

    def value(self, epoch: Epoch) -> float | None:
        """The metric in one epoch; of a fit that validates on nothing, in training.

        None where it is undefined, or is not measured on training rows.
        """
        own = epoch.get(self.metric)
        value = epoch.get(self.measure.training) if own is None else own
        return None if value is None else float(value)

    def cost(self, score: float) -> float:
        """The score as a number that is the smaller the better; of such a number, the score."""
        return -score if self.direction == "max" else score

    def rank(self, epoch: Epoch) -> tuple[float, float]:
        """What epochs are put in order by, the best first: the metric, then the loss.

        One without the metric comes behind all that have it.
        """
        value = self.value(epoch)
        return math.inf if value is None else self.cost(value), _tie(epoch)

    def best_epoch(self, curve: Sequence[Epoch]) -> int:
        """The place of a curve's best epoch; of those with equal ranks, the first."""
        return min(range(len(curve)), key=lambda k: self.rank(curve[k]))

    def kept_epoch(self, curve: Sequence[Epoch]) -> int:
        """The place of the epoch whose weights a fit keeps: the best one's where it scores."""
        return self.best_epoch(curve) if self.reduce == "best" else len(curve) - 1

    def common_epoch(self, curves: Sequence[Sequence[Epoch]]) -> int:
        """The place of the best epoch of the curves' mean, among the epochs that all reached.

        Of equal ones that with the least mean loss, then the first. `curves`: none of them empty.
        """
        rows = list(zip(*curves, strict=False))
        return min(range(len(rows)), key=lambda k: self._mean_rank(rows[k]))

    def _mean_rank(self, epochs: Iterable[Epoch]) -> tuple[float, float]:
        ranks, ties = zip(*map(self.rank, epochs), strict=True)
        return statistics.fmean(ranks), statistics.fmean(ties)

    def kept_epochs(
        self, curves: Sequence[Sequence[Epoch]], *, is_common: bool
    ) -> list[int | None]:
        """Of each of a trial's fits, the place of the epoch that counts; None without an epoch.

        Where the best epoch counts it is one for all of them if `is_common`, else each one's own.
        """
        known = [curve for curve in curves if curve]
        if is_common and self.reduce == "best" and known:
            common = self.common_epoch(known)
            return [common if curve else None for curve in curves]
        return [self.kept_epoch(curve) if curve else None for curve in curves]

    def rank_fit(self, score: float, epoch: Epoch) -> tuple[float, float]:
        """What the fits of a trial are put in order by: the score, then the validation loss of the
        epoch that counts; `epoch` may be empty."""
        return self.cost(score), _tie(epoch)

    def score(self, values: list[float]) -> float:
        """The score of one fit from its metric, epoch by epoch (finite, not empty)."""
        if self.reduce == "last":
            return values[-1]
        if self.reduce == "mean_last":
            tail = values[-self.last :]
            return math.fsum(tail) / len(tail)
        return self.best(values)


def _tie(epoch: Epoch) -> float:
    """The loss in validation; of a fit that validates on nothing, in training."""
    value = epoch.get(metrics.TIES)
    value = epoch.get(metrics.LOSS.training) if value is None else value
    return math.inf if value is None else float(value)
