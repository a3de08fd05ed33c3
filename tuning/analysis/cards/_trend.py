"""Whether a curve rises, and whether a network goes on learning as its validation loss does.

By the test of Mann and Kendall, at a level of 1 % one-sided (H. B. Mann, Nonparametric tests
against trend, Econometrica 13, 1945): it asks for the order of the epochs alone, so that one that
stands out proves nothing. A curve is the mean over a trial's fits.
"""

from __future__ import annotations

import math

import numpy as np

from tuning.analysis.cards._base import MeanCurve

SURE = 2.326
"""The normal distribution's quantile of 99 %."""
MOST = 200
"""Epochs that are compared with each other; of more, so many are taken."""
MATERIAL = 0.1
"""The part of the lowest validation loss by which it has to rise. By `python -m benchmarks.cards`:
where the loss on rows that no network saw rises by less than 3 %, 1 % of networks are called
overfitted by one split and none by folds; where it rises by more than 30 %, 88 % and all."""


def trend(values: np.ndarray) -> float:
    """How surely a series rises: the test's normal deviate; below zero where it falls."""
    values = values[:: math.ceil(len(values) / MOST)] if len(values) else values
    n = len(values)
    if n < 2:
        return 0.0
    signs = np.sign(values[None, :] - values[:, None])
    total = float(np.triu(signs, 1).sum())
    spread = math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    return math.copysign(max(abs(total) - 1, 0.0), total) / spread


def rising(curve: MeanCurve) -> int | None:
    """The place from which on the validation loss rises while the training loss falls."""
    begin = int(curve.val_loss.argmin())
    after = slice(begin + 1, None)
    ends = curve.val_loss[after][-max((len(curve.epochs) - begin) // 4, 1) :]
    low = float(curve.val_loss[begin])
    if not len(ends) or float(ends.mean()) - low <= MATERIAL * abs(low):
        return None
    sure = trend(curve.val_loss[after]) > SURE and trend(-curve.loss[after]) > SURE
    return begin if sure else None


def still_gains(curve: MeanCurve, begin: int) -> bool:
    """Whether the objective's metric gets better while the loss rises."""
    return trend(-curve.cost[begin:]) > SURE
