"""What a fit is measured by, on a worker: from a network's outputs for rows to numbers by name.

The same functions measure every epoch's validation, the winner's test and the fits of a library's
search: those of `tuning.metrics`, in the target's own unit.
"""

from __future__ import annotations

import numpy as np

from tuning import metrics, tasks
from tuning.engine.data import Prepared
from tuning.engine.fits import FitTask
from tuning.store import RowScores

BY_LOSS = ("log_loss", "loss")
"""The measures of which, where a study aims at one on validation rows, each row's is kept."""


class OfValidation:
    """Measures what a fit's validation rows are given at each epoch, and keeps what each gave."""

    def __init__(self, task: FitTask, ready: Prepared) -> None:
        self._task, self._ready, self._names = task, ready, named(task)
        split, objective = task.split, task.objective
        folds = split.evaluation.folds if split.evaluation.method == "folds" else 1
        self._kept = tasks.kept_rows(len(ready.truth), folds, split.seed, split.fold)
        self._truth = ready.truth[self._kept]
        self._wants_losses = objective.metric in [f"val_{name}" for name in BY_LOSS]
        self._hits: list[np.ndarray] = []
        self._costs: list[np.ndarray] = []

    def __call__(self, outputs: np.ndarray) -> list[dict[str, float]]:
        """From the outputs of several epochs, (epochs, rows, …), to all of the task's measures that
        are defined, of each."""
        said = self._ready.said(outputs)
        self._keep(metrics.Judged(self._truth, said[:, self._kept]))
        return metrics.judge_each(self._names, self._ready.truth, said)

    def _keep(self, judged: metrics.Judged) -> None:
        if self._ready.target is not None:
            self._costs.append(_costs(judged.errors**2))
            return
        self._hits.append(judged.hits & np.isfinite(judged.outputs).all(axis=2))
        if self._wants_losses:
            self._costs.append(_costs(judged.log_losses))

    def row_scores(self) -> RowScores | None:
        """What the kept rows gave the fit so far; None before its first epoch."""
        if not (self._hits or self._costs):
            return None
        trial, kind, index = self._task.key
        return RowScores.of(
            (trial, kind.value, index),
            np.concatenate(self._hits) if self._hits else None,
            np.concatenate(self._costs) if self._costs else None,
            self._task.first_epoch + 1,
        )


def _costs(found: np.ndarray) -> np.ndarray:
    """As they are kept: what is no number is as bad as can be."""
    return np.where(np.isnan(found), np.inf, found).astype(np.float32)


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
