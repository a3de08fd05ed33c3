"""Early stopping: when a fit's objective has not got better for so many epochs, it ends.

As Keras' `EarlyStopping` with `restore_best_weights`; but of epochs with equal values the one with
the lower validation loss is kept, as everywhere here. Imports nothing that trains.
"""

from __future__ import annotations

import sys

from tuning.objective import Objective


class Patience:
    """Counts the epochs since the objective's metric was last better than before."""

    def __init__(self, objective: Objective, epochs: int | None) -> None:
        """`epochs`: how many are waited for; None: as many as there are."""
        self._objective, self._epochs = objective, epochs
        self._best: float | None = None
        self._waited = 0

    @property
    def left(self) -> int:
        """How many more epochs there will be at the least."""
        return sys.maxsize if self._epochs is None else max(self._epochs - self._waited, 1)

    def is_spent(self, value: float) -> bool:
        """Takes the metric of one more epoch; whether the fit is to end with it."""
        self._waited += 1
        if self._objective.is_better(value, self._best):
            self._best, self._waited = value, 0
        return self._epochs is not None and self._waited >= self._epochs
