"""A fit ends after so many epochs without a better value."""

from __future__ import annotations

import pytest

from tuning.engine.stopping import Patience
from tuning.objective import Objective


def trained(metric: str, epochs: int | None, values: list[float]) -> int:
    """How many of the epochs are trained."""
    patience = Patience(Objective(metric=metric), epochs)
    ends = (k for k, value in enumerate(values, 1) if patience.is_spent(value))
    return next(ends, len(values))


@pytest.mark.parametrize(
    ("metric", "epochs", "values", "expected"),
    [
        ("val_accuracy", 1, [0.5, 0.6, 0.6, 0.9], 3),  # as good is not better
        ("val_accuracy", 2, [0.5, 0.4, 0.6, 0.5, 0.6, 0.9], 5),  # counted from the best epoch
        ("val_loss", 2, [1.0, 0.9, 1.1, 1.2, 0.1], 4),
        ("val_accuracy", 3, [0.1, 0.2, 0.3], 3),
        ("val_accuracy", None, [0.9, 0.1, 0.1, 0.1], 4),
    ],
)
def test_epochs_are_counted_from_the_last_better_one(
    metric: str, epochs: int | None, values: list[float], expected: int
) -> None:
    assert trained(metric, epochs, values) == expected
