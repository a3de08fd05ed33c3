"""Which rows train and which validate: stratified, and the same for the same labels and seed.

scikit-learn is imported when first asked for.
"""

from __future__ import annotations

import math

import numpy as np

from tuning.errors import InvalidInput
from tuning.study import Evaluation
from tuning.tasks._base import Split


def hold_out(labels: np.ndarray, fraction: float, seed: int) -> Split:
    """The numbers of the rows that train, and of those that test, both in a drawn order."""
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(
        np.arange(len(labels)), test_size=fraction, stratify=labels, random_state=seed
    )
    return train, test


def splits(labels: np.ndarray, evaluation: Evaluation, seed: int) -> list[Split]:
    """(training rows, validation rows) of each fold, a single pair for other methods.

    Raises InvalidInput if a class is too small to be in every part.
    """
    from sklearn.model_selection import StratifiedKFold, train_test_split

    rows = np.arange(len(labels))
    if evaluation.method == "test":
        return [(rows, rows[:0])]
    smallest = int(np.unique(labels, return_counts=True)[1].min())
    if evaluation.method == "folds":
        if smallest < evaluation.folds:
            raise InvalidInput(
                f"folds must be at most {smallest}, the rows of the smallest class, "
                f"got {evaluation.folds}.",
                "evaluation.folds",
            )
        folds = StratifiedKFold(evaluation.folds, shuffle=True, random_state=seed)
        return list(folds.split(rows, labels))
    try:
        _check_sides(len(rows), len(np.unique(labels)), evaluation.fraction)
        train, validation = train_test_split(
            rows, test_size=evaluation.fraction, stratify=labels, random_state=seed
        )
        if len(np.unique(labels[train])) < len(np.unique(labels)):
            raise ValueError(
                f"the smallest class has {smallest} training rows, and none would be left"
            )
    except ValueError as error:
        raise InvalidInput(
            f"fraction {evaluation.fraction:g} cannot keep every class on both sides of the "
            f"split: {str(error).rstrip('.')}.",
            "evaluation.fraction",
        ) from error
    return [(np.sort(train), np.sort(validation))]


def _check_sides(rows: int, classes: int, fraction: float) -> None:
    """Raises ValueError if a side of the split has fewer rows than there are classes."""
    validating = math.ceil(rows * fraction)
    if min(validating, rows - validating) < classes:
        raise ValueError(
            f"{rows - validating:,} rows would train and {validating:,} validate, "
            f"and there are {classes} classes"
        )


def subset(labels: np.ndarray, rows: int, seed: int) -> np.ndarray:
    """The numbers of `rows` rows, drawn stratified, in order. Raises InvalidInput."""
    from sklearn.model_selection import train_test_split

    present = np.unique(labels)
    most = len(labels) - len(present)
    if rows < len(present):
        raise InvalidInput(
            f"rows must be at least {len(present)}, the number of classes, got {rows}.",
            "data.rows",
        )
    if rows > most:
        raise InvalidInput(
            f"rows must be at most {most:,}, or left out for all {len(labels):,}, got {rows:,}.",
            "data.rows",
        )
    keep, _ = train_test_split(
        np.arange(len(labels)), train_size=rows, stratify=labels, random_state=seed
    )
    lost = len(np.setdiff1d(present, labels[keep]))
    if lost:
        raise InvalidInput(
            f"rows must be more, got {rows:,}: {lost} of {len(present)} classes would have no row.",
            "data.rows",
        )
    return np.sort(keep)
