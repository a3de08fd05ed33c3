"""Where a model errs most on the test rows: classes taken for others, ranges of a quantity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuning.analysis.testset import confusion

PARTS = 5
"""Parts, equally large, that a quantity's range is looked at in."""


@dataclass(frozen=True)
class Confused:
    """Rows of one class that were taken for another: class numbers and how many."""

    true: int
    said: int
    rows: int
    of: int
    """All rows of the true class."""


@dataclass(frozen=True)
class Range:
    """A range of the true quantity, and how far off its rows are."""

    low: float
    high: float
    rows: int
    rmse: float
    mean: float
    """Predicted less true, on average."""


def most_confused(probabilities: np.ndarray, labels: np.ndarray, most: int = 5) -> list[Confused]:
    """The pairs of classes that are mistaken most often, (n, classes) and (n,)."""
    classes = probabilities.shape[1]
    counts = confusion(labels, probabilities.argmax(axis=1), classes)
    of = counts.sum(axis=1)
    np.fill_diagonal(counts, 0)
    order = np.argsort(-counts, axis=None, kind="stable")[:most]
    pairs = [divmod(int(place), classes) for place in order]
    return [Confused(a, b, int(counts[a, b]), int(of[a])) for a, b in pairs if counts[a, b]]


def ranges(predicted: np.ndarray, truth: np.ndarray) -> list[Range]:
    """The rows by their true quantity, in parts of about as many, the lowest first."""
    edges = np.unique(np.quantile(truth, np.linspace(0, 1, PARTS + 1)))
    place = np.clip(np.searchsorted(edges, truth, side="right") - 1, 0, max(len(edges) - 2, 0))
    found = []
    for part in np.unique(place):
        own = place == part
        off = predicted[own] - truth[own]
        low, high = float(truth[own].min()), float(truth[own].max())
        rmse = float(np.sqrt(np.mean(off**2)))
        found.append(Range(low, high, int(own.sum()), rmse, float(off.mean())))
    return found
