"""scikit-learn's searches over trials that end at once: an estimator that is scored as a trial is.

The searches are made as for a study, and run in the caller's thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

Params = dict[str, Any]
ROWS = np.zeros((4, 1))
"""The searches divide them, and nothing looks at them."""
HALVES = [(np.array([0, 1]), np.array([2, 3]))]


class Rehearsed(BaseEstimator):
    """Stands for SciKeras' estimator, with its parameters."""

    def __init__(self, trial: Callable[[Params], float], **params: Any) -> None:
        """`trial`: what a trial with these parameters scores, the greater the better."""
        self._trial, self._params = trial, params

    def __sklearn_clone__(self) -> Rehearsed:
        return Rehearsed(self._trial, **self._params)

    def get_params(self, deep: bool = True) -> Params:
        return dict(self._params)

    def set_params(self, **params: Any) -> Rehearsed:
        self._params |= params
        return self

    def fit(self, X: np.ndarray, y: np.ndarray) -> Rehearsed:
        return self

    def score(self, X: np.ndarray, y: np.ndarray) -> float:
        """What the trial scores: it is run here."""
        return self._trial(self._params)
