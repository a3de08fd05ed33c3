"""Which validation rows a study keeps the row scores of, where there are many."""

from __future__ import annotations

import numpy as np

MOST_KEPT = 2_000
"""Validation rows of a trial, of all its folds together."""


def kept_rows(rows: int, folds: int, seed: int, fold: int = 0) -> np.ndarray:
    """The places, in order, of those that are kept among the validation rows of one fold.

    All of them where there are few; else drawn by chance, the same for the study's seed and the
    fold, so that they are the same for all fits of a split. `folds`: 1 for a single split.
    """
    most = MOST_KEPT // folds
    if rows <= most:
        return np.arange(rows)
    drawn = np.random.default_rng([seed, fold]).choice(rows, most, replace=False)
    return np.sort(drawn)
