"""How near predicted quantities are: each function takes `Judged` with quantities."""

from __future__ import annotations

import numpy as np

from tuning.metrics._judged import Judged


def mse(judged: Judged) -> float:
    return float(np.mean(judged.errors**2))


def rmse(judged: Judged) -> float:
    return float(np.sqrt(mse(judged)))


def mae(judged: Judged) -> float:
    return float(np.mean(np.abs(judged.errors)))


def r2(judged: Judged) -> float:
    """The part of the variance that is explained; NaN where all rows are equal."""
    truth = np.asarray(judged.truth, np.float64)
    spread = float(np.sum((truth - truth.mean()) ** 2))
    return 1 - float(np.sum(judged.errors**2)) / spread if spread else float("nan")
