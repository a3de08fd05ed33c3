"""Which rows train and which validate, of quantities: drawn by chance, the same for the same seed.

scikit-learn is imported when first asked for.
"""

from __future__ import annotations

import numpy as np

from tuning.errors import InvalidInput
from tuning.study import Evaluation
from tuning.tasks._base import Split


def hold_out(targets: np.ndarray, fraction: float, seed: int) -> Split:
    """The numbers of the rows that train, and of those that test, both in a drawn order."""
    from sklearn.model_selection import train_test_split

    train, test = train_test_split(np.arange(len(targets)), test_size=fraction, random_state=seed)
    return train, test


def splits(targets: np.ndarray, evaluation: Evaluation, seed: int) -> list[Split]:
    """(training rows, validation rows) of each fold, a single pair for other methods.

    Raises InvalidInput if there are too few rows.
    """
    from sklearn.model_selection import KFold, train_test_split

    rows = np.arange(len(targets))
    if evaluation.method == "test":
        return [(rows, rows[:0])]
    if evaluation.method == "folds":
        if len(rows) < evaluation.folds:
            raise InvalidInput(
                f"folds must be at most {len(rows)}, the number of training rows, "
                f"got {evaluation.folds}.",
                "evaluation.folds",
            )
        return list(KFold(evaluation.folds, shuffle=True, random_state=seed).split(rows))
    try:
        train, validation = train_test_split(rows, test_size=evaluation.fraction, random_state=seed)
    except ValueError as error:
        raise InvalidInput(
            f"fraction {evaluation.fraction:g} cannot keep rows on both sides of the split: "
            f"{str(error).rstrip('.')}.",
            "evaluation.fraction",
        ) from error
    return [(np.sort(train), np.sort(validation))]


def subset(targets: np.ndarray, rows: int, seed: int) -> np.ndarray:
    """The numbers of `rows` rows, fewer than there are, drawn by chance, in order."""
    from sklearn.model_selection import train_test_split

    keep, _ = train_test_split(np.arange(len(targets)), train_size=rows, random_state=seed)
    return np.sort(keep)
