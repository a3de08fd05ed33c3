"""What a model said of rows at each of several tries, beside what is true. Imports NumPy alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Judged:
    """Rows that a model was tried on, once or after each of several epochs.

    `truth` (rows,): class numbers from 0, or quantities; `outputs`: probabilities (tries, rows,
    classes), or quantities (tries, rows) in the same unit.
    """

    truth: np.ndarray
    outputs: np.ndarray

    @property
    def classes(self) -> int:
        return int(self.outputs.shape[2])

    @cached_property
    def labels(self) -> np.ndarray:
        """The true classes as whole numbers, (rows,)."""
        return self.truth.astype(np.int64)

    @cached_property
    def by_class(self) -> np.ndarray:
        """The probabilities, (classes, tries, rows): those of a class lie side by side."""
        return np.ascontiguousarray(self.outputs.transpose(2, 0, 1))

    @cached_property
    def of_truth(self) -> np.ndarray:
        """The probability of each row's true class, (tries, rows)."""
        found = self.outputs[:, np.arange(len(self.labels)), self.labels]
        return np.ascontiguousarray(found)  # else a sum's last digit depends on how many tries

    @cached_property
    def predicted(self) -> np.ndarray:
        """The class that each row is taken for, (tries, rows)."""
        found: np.ndarray = self.outputs.argmax(axis=2)
        return found

    @cached_property
    def confusion(self) -> np.ndarray:
        """How many rows of each true class were taken for each class, (tries, true, taken for)."""
        tries, classes = len(self.outputs), self.classes
        first = np.arange(tries)[:, None] * classes**2
        places = first + self.labels * classes + self.predicted
        counts = np.bincount(places.ravel(), minlength=tries * classes**2)
        return counts.reshape(tries, classes, classes)

    @cached_property
    def right(self) -> np.ndarray:
        """How many rows of each class are given it, (tries, classes)."""
        return np.ascontiguousarray(np.diagonal(self.confusion, axis1=1, axis2=2))

    @cached_property
    def hits(self) -> np.ndarray:
        """Whether each row is given its class, (tries, rows)."""
        found: np.ndarray = self.predicted == self.truth
        return found

    @cached_property
    def log_losses(self) -> np.ndarray:
        """Minus the logarithm of each row's true class's probability, (tries, rows).

        One of 0 or 1 counts as one that its kind of number can just tell from it.
        """
        eps = np.finfo(self.outputs.dtype).eps
        return -np.log(np.clip(self.of_truth, eps, 1 - eps).astype(np.float64))

    @cached_property
    def errors(self) -> np.ndarray:
        """Predicted less true, (tries, rows); of classes, (tries, rows, classes): each probability
        less 1 or 0."""
        outputs = np.asarray(self.outputs, np.float64)
        if outputs.ndim == 2:
            return outputs - np.asarray(self.truth, np.float64)
        return outputs - np.eye(self.classes)[self.labels]
