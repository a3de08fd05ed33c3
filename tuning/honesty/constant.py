"""What the constant baseline gives each row: always the most frequent class, or the mean.

By all training rows, the same in every fold: guessed per fold it would go against the rows that
validate, on balanced classes worse than chance.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tuning.honesty.judges import Floats, Hits


def most_frequent(training: npt.NDArray[np.int64]) -> int:
    """The class of the most training rows; of equal ones, the first."""
    return int(np.bincount(training).argmax())


def of_classes(training: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]) -> tuple[Hits, Floats]:
    """(1, rows): whether the most frequent class is right, and the log loss of all classes' shares
    of the training rows. `training`, `rows`: class numbers."""
    counts = np.bincount(training, minlength=int(rows.max(initial=0)) + 1)
    shares = np.maximum(counts, 0.5) / len(training)
    return (rows == most_frequent(training))[None], -np.log(shares[rows]).astype(np.float32)[None]


def of_quantities(training: npt.NDArray[np.float64], rows: npt.NDArray[np.float64]) -> Floats:
    """(1, rows): the squared error of the training rows' mean."""
    return ((rows - training.mean()) ** 2).astype(np.float32)[None]
