"""Resamples of the rows that validated: drawn once a study, the same for all its trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
DRAWS = 1_000
FEWEST = 5
"""Rows of a split from which on it is drawn by itself: of a single one none would be left out."""


@dataclass(frozen=True, eq=False)
class Resamples:
    """`draws` bootstraps of the validation rows, those of all splits side by side."""

    inside: Floats
    """(draws, rows): how often each row was drawn, times its weight."""
    outside: Floats
    """(draws, rows): the weight of each row that was not drawn; else 0."""
    weights: Floats
    """(rows,): how much each row counts in a score."""
    parts: tuple[slice, ...]
    """The rows of each split."""

    @property
    def rows(self) -> int:
        return len(self.weights)

    @property
    def effective(self) -> float:
        """How many rows of equal weight say as much: L. Kish, Survey sampling (1965)."""
        weights = self.weights.astype(np.float64)
        return float(weights.sum() ** 2 / (weights**2).sum())

    def mean(self, values: Floats) -> float:
        """The mean of a value a row, (rows,), by the rows' weights."""
        weights = self.weights.astype(np.float64)
        return float(values @ weights / weights.sum())

    def error(self, differences: Floats, least: float = 0.0) -> float:
        """The standard error of the mean of a difference a row, (rows,).

        `least`: what its variance is at least taken for, times the rows that count.
        """
        weights = self.weights.astype(np.float64)
        weights /= weights.sum()
        off = differences - weights @ differences
        variance = max(float(weights @ off**2), least / self.effective)
        return float(np.sqrt(variance / self.effective))


def draw(
    sizes: Sequence[int],
    seed: Sequence[int],
    weights: npt.ArrayLike | None = None,
    draws: int = DRAWS,
) -> Resamples:
    """Bootstraps of splits of so many rows, each drawn by itself; the same for the same seed.

    Where one has very few, the rows of all are drawn together, which makes no difference otherwise.
    `weights`: of each row, all alike by default. Draws that leave no row out tell nothing and are
    dropped: of a single row all are.
    """
    generator = np.random.default_rng(list(seed))
    drawn = sizes if min(sizes) >= FEWEST else [sum(sizes)]
    counts = np.hstack([_counts(generator, size, draws) for size in drawn])
    counts = counts[(counts == 0).any(axis=1)]
    edges = np.cumsum([0, *sizes])
    each = np.ones(counts.shape[1]) if weights is None else weights
    weight = np.asarray(each, np.float32)
    return Resamples(
        inside=counts * weight,
        outside=(counts == 0) * weight,
        weights=weight,
        parts=tuple(slice(*edge) for edge in pairwise(edges)),
    )


def by_class(classes: npt.NDArray[np.int64]) -> Floats:
    """Weights with which all classes that have rows count alike, however many they have."""
    return (1 / np.bincount(classes)[classes]).astype(np.float32)


def _counts(generator: np.random.Generator, size: int, draws: int) -> Floats:
    """(draws, size): how often each row was drawn, as many as there are, with replacement."""
    drawn = generator.integers(0, size, (draws, size)) + size * np.arange(draws)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=draws * size)
    return counts.reshape(draws, size).astype(np.float32)
