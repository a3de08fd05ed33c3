"""What a model said of rows, beside what is true of them. Imports NumPy alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Judged:
    """Rows that a model was tried on.

    `truth` (rows,): class numbers from 0, or quantities; `outputs`: probabilities (rows, classes),
    or quantities (rows,) in the same unit.
    """

    truth: np.ndarray
    outputs: np.ndarray

    @property
    def classes(self) -> int:
        return int(self.outputs.shape[1])

    @cached_property
    def by_class(self) -> np.ndarray:
        """The probabilities, (classes, rows): those of a class lie side by side."""
        return np.ascontiguousarray(self.outputs.T)

    @cached_property
    def of_truth(self) -> np.ndarray:
        """The probability of each row's true class, (rows,)."""
        return self.outputs[np.arange(len(self.outputs)), self.truth.astype(np.int64)]

    @cached_property
    def confusion(self) -> np.ndarray:
        """How many rows of each true class (down) were taken for each class (across)."""
        predicted = self.outputs.argmax(axis=1)
        places = self.truth.astype(np.int64) * self.classes + predicted
        counts = np.bincount(places, minlength=self.classes**2)
        return counts.reshape(self.classes, self.classes)

    @cached_property
    def hits(self) -> np.ndarray:
        """Whether each row is given its class, (rows,)."""
        found: np.ndarray = self.outputs.argmax(axis=1) == self.truth
        return found

    @cached_property
    def log_losses(self) -> np.ndarray:
        """Minus the logarithm of each row's true class's probability, (rows,).

        One of 0 or 1 counts as one that its kind of number can just tell from it.
        """
        eps = np.finfo(self.outputs.dtype).eps
        return -np.log(np.clip(self.of_truth, eps, 1 - eps).astype(np.float64))

    @cached_property
    def errors(self) -> np.ndarray:
        """Predicted less true; of classes, each probability less 1 or 0."""
        outputs = np.asarray(self.outputs, np.float64)
        if outputs.ndim == 1:
            return outputs - np.asarray(self.truth, np.float64)
        return outputs - np.eye(self.classes)[self.truth.astype(np.int64)]
