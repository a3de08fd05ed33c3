"""How well classes are told apart: each function takes `Judged` with probabilities.

They are scikit-learn's measures of the same names, written for one confusion matrix or one sorting,
so that they can be taken at every epoch. NaN where a measure is undefined on these rows.
"""

from __future__ import annotations

import numpy as np

from tuning.metrics._judged import Judged


def accuracy(judged: Judged) -> float:
    return float(np.trace(judged.confusion) / max(judged.confusion.sum(), 1))


def balanced_accuracy(judged: Judged) -> float:
    """The mean over the classes that have rows of the share recognised."""
    rows = judged.confusion.sum(axis=1)
    return float((np.diag(judged.confusion)[rows > 0] / rows[rows > 0]).mean())


def f1(judged: Judged) -> float:
    """The mean over classes of the harmonic mean of precision and recall; 0 where both are 0.

    A class that neither stands in the rows nor is ever predicted does not count.
    """
    right = np.diag(judged.confusion)
    said = judged.confusion.sum(axis=0) + judged.confusion.sum(axis=1)
    return float((2 * right[said > 0] / said[said > 0]).mean())


def precision(judged: Judged) -> float:
    """Of the rows taken for the second class, the share that is; 0 where none was."""
    said = judged.confusion[:, 1].sum()
    return float(judged.confusion[1, 1] / said) if said else 0.0


def recall(judged: Judged) -> float:
    """Of the rows of the second class, the share recognised."""
    rows = judged.confusion[1].sum()
    return float(judged.confusion[1, 1] / rows) if rows else float("nan")


def log_loss(judged: Judged) -> float:
    """The mean of minus the logarithm of the true class's probability."""
    return float(judged.log_losses.mean())


def top_2_accuracy(judged: Judged) -> float:
    """The share of rows whose true class is among the two likeliest; of equal ones, the first."""
    given, own = judged.by_class, judged.of_truth
    likelier = np.count_nonzero(given > own, axis=0)
    equal = given == own
    if np.count_nonzero(equal) > len(own):  # others than the true class itself
        before = np.arange(judged.classes)[:, None] < judged.truth
        likelier += np.count_nonzero(equal & before, axis=0)
    return float((likelier < 2).mean())


def roc_auc(judged: Judged) -> float:
    """The mean over classes, each against the rest, of the area under its ROC curve.

    By how often a row of the class is given more than one of the others, an equal one counting
    half (Mann and Whitney, 1947). Classes without rows do not count. Of two classes, the second's.
    """
    columns = range(1, 2) if judged.classes == 2 else range(judged.classes)
    areas = [_area(judged.by_class[column], judged.truth == column) for column in columns]
    known = [area for area in areas if area is not None]
    return float(np.mean(known)) if known else float("nan")


def _area(given: np.ndarray, own: np.ndarray) -> float | None:
    """None where all rows are of the class, or none is."""
    of_class, others = given[own], np.sort(given[~own])
    if not len(of_class) or not len(others):
        return None
    of_class.sort()  # neighbours are found near each other, which is quicker
    below = np.searchsorted(others, of_class, "left").sum()
    not_above = np.searchsorted(others, of_class, "right").sum()
    return float(below + not_above) / (2 * len(of_class) * len(others))
