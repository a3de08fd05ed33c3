"""Targets that are classes: which may be, and their numbers from 0. Raises InvalidInput."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuning.errors import InvalidInput, quoted
from tuning.tasks._base import Encoded

MOST_CLASSES = 100
MOST_FRACTIONS = 20
"""Different numbers up to which fractions may be classes (marks from 1 to 5, say)."""
FEWEST_ROWS = 5
"""The rows that each class needs: a fifth of them tests, and two parts or more train."""


def check_column(column: np.ndarray, what: str, field: str) -> None:
    """Numbers that differ much are no classes."""
    if column.dtype.kind not in "iuf":
        return
    different = np.unique(column)
    fractions = bool(np.any(different != np.round(different)))
    if len(different) > (MOST_FRACTIONS if fractions else MOST_CLASSES):
        raise InvalidInput(
            f"{what} holds {len(different):,} different numbers, which looks like regression: "
            f"at most {MOST_CLASSES} classes can be told apart.",
            field,
        )


def check_array(target: np.ndarray, what: str, field: str) -> np.ndarray:
    """Whole numbers and texts."""
    if target.dtype.kind not in "biuf":
        return target
    if target.dtype.kind == "f" and not (np.isfinite(target) & (target == np.round(target))).all():
        raise InvalidInput(
            f"{what} holds numbers with fractions or none at all, which looks like "
            "regression: the labels of classes must be whole numbers or texts.",
            field,
        )
    return target.astype(np.int64)


def check_test(train: np.ndarray, test: np.ndarray, title: str, field: str) -> None:
    """Classes that the training rows have, too."""
    unknown = sorted(set(test.tolist()) - set(train.tolist()), key=str)
    if unknown:
        raise InvalidInput(
            f"y_test in {title} has labels that y_train never has: "
            f"{', '.join(map(str, unknown[:3]))}{' …' if len(unknown) > 3 else ''}.",
            field,
        )


def encode(targets: Sequence[np.ndarray], what: str, field: str) -> Encoded:
    """The number of every row's class, among the sorted classes of the training rows."""
    classes = np.unique(targets[0])
    check_number(len(classes), what, field)
    names = tuple(f"{c:.15g}" if classes.dtype.kind == "f" else str(c) for c in classes)
    numbers = [np.searchsorted(classes, target).astype(np.int64) for target in targets]
    _check_sizes(numbers[0], names, what, field)
    return numbers, names


def check_number(classes: int, what: str, field: str, of: str = "") -> None:
    """Raises InvalidInput for a target with too few or too many classes.

    `of`: which of its classes count, as words after `classes`.
    """
    if classes < 2:
        raise InvalidInput(
            f"{what} must have at least 2 classes{of} to tell apart, got {classes}.", field
        )
    if classes > MOST_CLASSES:
        raise InvalidInput(
            f"{what} must have at most {MOST_CLASSES} classes{of}, got {classes:,}.", field
        )


def _check_sizes(numbers: np.ndarray, names: Sequence[str], what: str, field: str) -> None:
    """Raises InvalidInput for the smallest class if it is too small."""
    sizes = np.bincount(numbers, minlength=len(names))
    least = int(sizes.argmin())
    if sizes[least] < FEWEST_ROWS:
        raise InvalidInput(
            f"{what} must have at least {FEWEST_ROWS} rows of every class, "
            f"got {sizes[least]} of {quoted(names[least])}.",
            field,
        )
