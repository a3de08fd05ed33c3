"""The limits of a person's own data, and the rules on classes. Raises InvalidInput."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuning.errors import InvalidInput, quoted

FIELD = "data.name"
"""The field of a study at which a wrong file is told."""
MOST_BYTES = 100 * 10**6
"""The largest file that is read."""
MOST_UNPACKED = 1000 * 10**6
"""The largest `.npz`, unpacked."""
MOST_CLASSES = 100
MOST_FRACTIONS = 20
"""Different numbers up to which fractions may be classes (marks from 1 to 5, say)."""
FEWEST_ROWS = 5
"""The rows that each class needs: a fifth of them tests, and two parts or more train."""
MOST_INPUTS = 50_000
MOST_TEXTS = 100
"""Different texts up to which a column is one of categories."""
LARGEST = 1e30


def check_size(size: int, title: str) -> None:
    """Before a file is read."""
    if size > MOST_BYTES:
        raise InvalidInput(
            f"{title} must be at most {MOST_BYTES // 10**6} MB, got {size / 1e6:,.0f} MB.", FIELD
        )


def check_number_of_classes(classes: int, what: str, field: str) -> None:
    if classes < 2:
        raise InvalidInput(
            f"{what} must have at least 2 classes to tell apart, got {classes}.", field
        )
    if classes > MOST_CLASSES:
        raise InvalidInput(
            f"{what} must have at most {MOST_CLASSES} classes, got {classes:,}.", field
        )


def check_class_sizes(
    labels: np.ndarray, class_names: Sequence[str], what: str, field: str
) -> None:
    """Raises InvalidInput for the smallest class if it is too small."""
    sizes = np.bincount(labels, minlength=len(class_names))
    least = int(sizes.argmin())
    if sizes[least] < FEWEST_ROWS:
        raise InvalidInput(
            f"{what} must have at least {FEWEST_ROWS} rows of every class, "
            f"got {sizes[least]} of {quoted(class_names[least])}.",
            field,
        )
