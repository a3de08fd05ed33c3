"""A date as numbers that a network can learn from. Imports scikit-learn, so it is loaded late."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin


class DateParts(TransformerMixin, BaseEstimator):
    """Days since 1970-01-01 (rows, dates) become their parts (rows, 4 × dates), date by date.

    Months are 1 to 12, days of the week 0 (Monday) to 6. `first_` (dates,) has the first day of
    each, from which its last part counts.
    """

    def fit(self, days: np.ndarray, y: Any = None) -> Self:
        self.first_ = np.min(days, axis=0)
        return self

    def transform(self, days: np.ndarray) -> np.ndarray:
        whole = np.floor(days).astype(np.int64)
        dates = whole.astype("datetime64[D]")
        months = dates.astype("datetime64[M]").astype(np.int64)
        parts = (
            1970 + months // 12,
            1 + months % 12,
            (whole + 3) % 7,  # 1970-01-01 was a Thursday
            days - self.first_,
        )
        return np.stack(parts, axis=2).reshape(len(days), -1).astype(np.float64)
