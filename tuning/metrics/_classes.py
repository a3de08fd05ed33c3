"""How well classes are told apart: each function takes `Judged` with probabilities.

They are scikit-learn's measures of the same names, written for one confusion matrix or one sorting,
so that they can be taken at every epoch. NaN where a measure is undefined on these rows.
"""

from __future__ import annotations

import numpy as np

from tuning.metrics._judged import Judged

SMALLEST = 1e-7
"""What a probability is taken for at the least: Keras' own epsilon."""


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
    """Of the rows of the second class, the share recognised; 0 where there are none."""
    rows = judged.confusion[1].sum()
    return float(judged.confusion[1, 1] / rows) if rows else 0.0


def log_loss(judged: Judged) -> float:
    """The mean of minus the logarithm of the true class's probability."""
    found = np.asarray(judged.outputs, np.float64)
    found = found / found.sum(axis=1, keepdims=True)
    own = found[np.arange(len(found)), judged.truth.astype(np.int64)]
    return float(-np.log(np.clip(own, SMALLEST, 1)).mean())


def top_2_accuracy(judged: Judged) -> float:
    """The share of rows whose true class is among the two likeliest; ties count for the row."""
    own = judged.outputs[np.arange(len(judged.outputs)), judged.truth.astype(np.int64)]
    return float(((judged.outputs > own[:, None]).sum(axis=1) < 2).mean())


def roc_auc(judged: Judged) -> float:
    """The mean over classes, each against the rest, of the area under its ROC curve.

    By ranks (Mann and Whitney, 1947). Classes without rows do not count.
    """
    from scipy.stats import rankdata

    columns = range(1, 2) if judged.classes == 2 else range(judged.classes)
    areas = []
    for column in columns:
        own = judged.truth == column
        rows, others = int(own.sum()), int((~own).sum())
        if rows and others:
            ranks = rankdata(judged.outputs[:, column])[own].sum()
            areas.append((ranks - rows * (rows + 1) / 2) / (rows * others))
    return float(np.mean(areas)) if areas else float("nan")
