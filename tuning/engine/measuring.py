"""What a fit is measured by, on a worker: from a network's outputs for rows to numbers by name.

The same functions measure every epoch's validation, the winner's test and the fits of a library's
search: those of `tuning.metrics`, in the target's own unit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tuning import metrics, tasks
from tuning.engine.data import Prepared
from tuning.engine.fits import FitTask


def of_validation(task: FitTask, ready: Prepared) -> Callable[[np.ndarray], dict[str, float]]:
    """From the outputs for the validation rows to all of its task's measures that are defined."""
    names, truth = named(task), ready.truth
    return lambda outputs: metrics.judge(names, truth, ready.said(outputs))


def of_test(task: FitTask, ready: Prepared, said: np.ndarray) -> dict[str, float]:
    """The same of the test rows; `said`: what the outputs for them mean."""
    return metrics.judge(named(task), ready.test_truth, said)


def named(task: FitTask) -> tuple[str, ...]:
    """All that can be said of a fit's targets, the main measure first."""
    return tasks.task(task.learns).measures(task.classes)


def class_weights(task: FitTask, ready: Prepared) -> np.ndarray | None:
    """How much a row of each class counts in a fit's loss, (classes,); None: all alike."""
    if task.values.get("class_weight") != "balanced":
        return None
    return balanced(ready.y.numpy()[ready.rows], task.classes)


def balanced(classes: np.ndarray, count: int) -> np.ndarray:
    """Weights with which every class counts as much as any other, however many rows it has.

    classes: (n,) numbers below `count`. n / (classes with rows × rows of the class), as
    scikit-learn's `compute_class_weight`; 1 for a class without rows. (count,) float32.
    """
    rows = np.bincount(classes, minlength=count)
    weights = len(classes) / (np.count_nonzero(rows) * np.maximum(rows, 1))
    return np.where(rows > 0, weights, 1).astype(np.float32)
