"""How a study is evaluated, and by what, where nobody says so: it follows from its rows.

Measured on small networks (`python -m benchmarks.honesty`): the refitted winner of five folds is
truer than that of one split by 0.03 at 60 training rows, by 0.01 at 300 and at 1,200, and its score
flatters less. On one split of few rows the log loss chooses better than the accuracy.
"""

from __future__ import annotations

import contextlib
from functools import lru_cache

import numpy as np

from tuning import datasets, tasks
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.settings import Settings
from tuning.study import DataSpec, Evaluation, StudySpec

FEW_ROWS = 2_000
"""Training rows below which folds are the default."""
FEW_VALIDATING = 500
"""Validation rows of one split below which classes are aimed at by their log loss."""
LOG_LOSS = "val_log_loss"


def settled(spec: StudySpec, settings: Settings) -> StudySpec:
    """The spec, whose task is known, with the evaluation and the metric that nobody chose.

    Data that cannot be looked at leave it as it is.
    """
    with contextlib.suppress(InvalidInput, DatasetUnavailable):
        rows = training_rows(spec.data, settings)
        chosen = evaluation(spec, rows, settings)
        objective = spec.objective
        if "metric" not in objective.model_fields_set:
            objective = objective.model_copy(update={"metric": metric(spec.data, chosen, rows)})
        return spec.model_copy(update={"evaluation": chosen, "objective": objective})
    return spec


def training_rows(data: DataSpec, settings: Settings) -> int:
    """How many rows a study trains and validates on. Raises as `datasets.describe` does."""
    rows = datasets.describe(data, settings).rows
    return min(data.rows or rows, rows)


def evaluation(spec: StudySpec, rows: int, settings: Settings) -> Evaluation:
    """As it is said; where nobody says how, folds for few rows, else one split."""
    said = spec.evaluation.model_fields_set
    if said & {"method", "fraction"}:
        return spec.evaluation
    if "folds" in said:
        return spec.evaluation.model_copy(update={"method": "folds"})
    if "executions" in said:
        return spec.evaluation
    folds = suits(spec.data, spec.seed, rows, settings)
    if folds is None:
        return spec.evaluation
    return spec.evaluation.model_copy(update={"method": "folds", "folds": folds})


def suits(data: DataSpec, seed: int, rows: int, settings: Settings) -> int | None:
    """The folds that suit data of so many training rows; None: one split does.

    Five, or as many as the smallest class has rows.
    """
    if not 0 < rows < FEW_ROWS:
        return None
    usual = Evaluation().folds
    if not datasets.describe(data, settings).classes:
        return usual
    most = min(usual, _smallest_class(data, seed, settings, datasets.stamp(data, settings)))
    return most if most > 1 else None


@lru_cache(maxsize=64)
def _smallest_class(data: DataSpec, seed: int, settings: Settings, _stamp: datasets.Stamp) -> int:
    """Training rows of the class that has the fewest."""
    labels = datasets.load(data, settings).subset(data.rows, seed).y_train
    return int(np.unique(labels, return_counts=True)[1].min())


def metric(data: DataSpec, chosen: Evaluation, rows: int) -> str:
    """What decides where nobody chose: the task's own, or the log loss on one split of few rows."""
    task = tasks.of(data)
    is_small = chosen.method == "split" and 0 < rows * chosen.fraction < FEW_VALIDATING
    return LOG_LOSS if is_small and LOG_LOSS in task.aims(2) else task.objective
