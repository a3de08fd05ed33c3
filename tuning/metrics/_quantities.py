"""How near predicted quantities are: each function takes `Judged` with quantities, and gives a
number for each of its tries, (tries,)."""

from __future__ import annotations

import numpy as np

from tuning.metrics._judged import Judged


def mse(judged: Judged) -> np.ndarray:
    return np.mean(judged.errors**2, axis=1)


def rmse(judged: Judged) -> np.ndarray:
    return np.sqrt(mse(judged))


def mae(judged: Judged) -> np.ndarray:
    return np.mean(np.abs(judged.errors), axis=1)


def r2(judged: Judged) -> np.ndarray:
    """The part of the variance that is explained; NaN where all rows are equal."""
    truth = np.asarray(judged.truth, np.float64)
    spread = float(np.sum((truth - truth.mean()) ** 2))
    return 1 - np.sum(judged.errors**2, axis=1) / (spread or np.nan)
