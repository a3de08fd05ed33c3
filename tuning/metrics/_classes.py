"""How well classes are told apart: each function takes `Judged` with probabilities, and gives a
number for each of its tries, (tries,).

They are scikit-learn's measures of the same names, written for one confusion matrix or one sorting,
so that they can be taken at every epoch. NaN where a measure is undefined on these rows.
"""

from __future__ import annotations

import numpy as np

from tuning.metrics._judged import Judged

MOST_PAIRS = 2**14
"""Of a row of a class and one of the others, in all tries: of so few, all are compared at once; of
more, sorting both sides of each try is quicker."""


def accuracy(judged: Judged) -> np.ndarray:
    return judged.right.sum(axis=1) / max(len(judged.truth), 1)


def balanced_accuracy(judged: Judged) -> np.ndarray:
    """The mean over the classes that have rows of the share recognised."""
    rows = np.bincount(judged.labels, minlength=judged.classes)
    return (np.compress(rows > 0, judged.right, axis=1) / rows[rows > 0]).mean(axis=1)


def f1(judged: Judged) -> np.ndarray:
    """The mean over classes of the harmonic mean of precision and recall; 0 where both are 0.

    A class that neither stands in the rows nor is ever predicted does not count.
    """
    said = judged.confusion.sum(axis=1) + judged.confusion.sum(axis=2)
    counts = np.count_nonzero(said, axis=1)
    return (2 * judged.right / np.maximum(said, 1)).sum(axis=1) / counts


def precision(judged: Judged) -> np.ndarray:
    """Of the rows taken for the second class, the share that is; 0 where none was."""
    return judged.right[:, 1] / np.maximum(judged.confusion[:, :, 1].sum(axis=1), 1)


def recall(judged: Judged) -> np.ndarray:
    """Of the rows of the second class, the share recognised."""
    rows = np.count_nonzero(judged.labels == 1)
    return judged.right[:, 1] / (rows or np.nan)


def log_loss(judged: Judged) -> np.ndarray:
    """The mean of minus the logarithm of the true class's probability."""
    return judged.log_losses.mean(axis=1)


def top_2_accuracy(judged: Judged) -> np.ndarray:
    """The share of rows whose true class is among the two likeliest; of equal ones, the first."""
    given, own = judged.by_class, judged.of_truth
    likelier = np.count_nonzero(given > own, axis=0)
    equal = given == own
    if np.count_nonzero(equal) > own.size:  # others than the true class itself
        before = np.arange(judged.classes)[:, None, None] < judged.labels
        likelier += np.count_nonzero(equal & before, axis=0)
    return (likelier < 2).mean(axis=1)


def roc_auc(judged: Judged) -> np.ndarray:
    """The mean over classes, each against the rest, of the area under its ROC curve.

    By how often a row of the class is given more than one of the others, an equal one counting
    half (Mann and Whitney, 1947). Classes without rows do not count. Of two classes, the second's.
    """
    columns = range(1, 2) if judged.classes == 2 else range(judged.classes)
    areas = [_area(judged.by_class[column], judged.labels == column) for column in columns]
    known = [area for area in areas if area is not None]
    return np.stack(known, 1).mean(axis=1) if known else np.full(len(judged.outputs), np.nan)


def _area(given: np.ndarray, own: np.ndarray) -> np.ndarray | None:
    """From what rows were given, (tries, rows); None where all are of the class, or none is."""
    of_class, others = given[:, own], given[:, ~own]
    pairs = of_class.shape[1] * others.shape[1]
    if not pairs:
        return None
    ahead = _by_pairs if len(given) * pairs <= MOST_PAIRS else _by_sorting
    return ahead(of_class, others) / (2 * pairs)


def _by_pairs(of_class: np.ndarray, others: np.ndarray) -> np.ndarray:
    """How often a row of the class is given more than one of the others, twice, and how often as
    much, once: (tries,)."""
    of_class, others = of_class[:, :, None], others[:, None, :]
    return np.count_nonzero(of_class > others, axis=(1, 2)) + np.count_nonzero(
        of_class >= others, axis=(1, 2)
    )


def _by_sorting(of_class: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The same."""
    of_class.sort(axis=1)  # neighbours are found near each other, which is quicker
    others.sort(axis=1)
    below = [
        np.searchsorted(far, near, "left").sum() + np.searchsorted(far, near, "right").sum()
        for near, far in zip(of_class, others, strict=True)
    ]
    return np.array(below)
