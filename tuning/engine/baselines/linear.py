"""On a worker: what always the same answer and a linear model give on the rows that validate a fit.

Both see exactly what a network's fit sees: the same rows, prepared in the same way, an image as a
line of pixels. The linear model is scikit-learn's, plain: logistic regression for classes, ridge
regression for quantities, every row counting alike whatever class weights the study tries.
"""

from __future__ import annotations

import os
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from tuning import metrics, tasks
from tuning.datasets import Dataset
from tuning.engine import data, measuring
from tuning.engine.data import Prepared
from tuning.engine.fits import FitTask, SplitKey
from tuning.errors import TuningError
from tuning.store import RowScores
from tuning.store.row_scores import LINEAR

WORK = 2e10
"""Multiplications that fitting may take, about: two to three seconds on one core."""
LEAST_STEPS, MOST_STEPS = 20, 1_000
EXACT = 5_000_000
"""Numbers up to which inputs are fitted in double precision; more take half the memory."""
MOST_NUMBERS = 100_000_000
"""Numbers that the inputs may hold (400 MB); of more rows some are drawn."""
STRENGTHS = tuple(np.logspace(-3, 3, 13))
"""Of ridge regression; the best by leave-one-out is taken."""
FAILURES = (TuningError, ValueError, ArithmeticError, MemoryError, np.linalg.LinAlgError)


@dataclass(frozen=True, eq=False)
class OfSplit:
    """What the two give on the rows that validate one split."""

    constant: dict[str, float]
    """By the names of `metrics.MEASURES`, those that are defined."""
    linear: dict[str, float] = field(default_factory=dict)
    rows: RowScores | None = None
    """What each kept row gave the linear model."""
    note: str = ""
    """How the linear model was fitted, or why it could not be."""


def measure(of: list[FitTask], dataset: Dataset) -> list[OfSplit]:
    """Of each task's split; it trains none of the tasks' networks, and lets them go first."""
    with ThreadPoolExecutor(1, initializer=_stand_back) as alone:
        return list(alone.map(lambda task: _of_split(task, dataset), of))


def _stand_back() -> None:
    """Has this thread take a quarter of what one that trains takes, where a thread can."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)


def _of_split(task: FitTask, dataset: Dataset) -> OfSplit:
    data.hold(task.split.dataset, dataset)
    ready = data.prepare(task.split)
    names = measuring.named(task)
    answer = same_answer(dataset, len(ready.truth))
    constant = _with_loss(metrics.judge(names, ready.truth, answer), ready)
    validation = measuring.OfValidation(task, ready)
    try:
        outputs, note = _outputs(task.split, task.learns, task.classes)
        (measured,) = validation(outputs[None])
        found = _with_loss(measured, ready)
    except FAILURES as failure:
        first, *_ = str(failure).splitlines() or [""]
        return OfSplit(constant, note=f"It could not be fitted: {first or type(failure).__name__}")
    rows = validation.row_scores()
    if not found or rows is None:
        return OfSplit(constant, note="It could not be fitted: what it says is no number.")
    return OfSplit(constant, found, replace(rows, kind=LINEAR), note)


def same_answer(dataset: Dataset, rows: int) -> np.ndarray:
    """What is said of so many rows by who looks at no input: (rows, classes), or (rows,).

    The shares that classes have of all training rows, so that the most frequent is the answer; or
    the mean.
    """
    if not dataset.classes:
        return np.full(rows, np.mean(dataset.y_train))
    counts = np.bincount(dataset.y_train.astype(np.int64), minlength=dataset.classes)
    return np.tile(counts / counts.sum(), (rows, 1))


def _with_loss(found: dict[str, float], ready: Prepared) -> dict[str, float]:
    """With the loss that a network has for this: of classes theirs, of quantities as learned."""
    if ready.target is None:
        loss = found.get("log_loss")
    else:
        loss = found["mse"] / ready.target.deviation**2 if "mse" in found else None
    return found if loss is None else found | {"loss": loss}


@lru_cache(maxsize=16)
def _outputs(split: SplitKey, learns: str, classes: int) -> tuple[np.ndarray, str]:
    """What the linear model gives for a split's validation rows, as a network does; and how it was
    fitted."""
    ready = data.prepare(split)
    rows, note = _affordable(ready, split, learns)
    x = _inputs(ready.x.numpy()[rows], ready)
    y = ready.y.numpy()[rows]
    held_out = _inputs(ready.validation[0].numpy(), ready).astype(x.dtype)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        if ready.target is None:
            outputs, how = _logistic(x, y, held_out, classes)
        else:
            outputs, how = _ridge(x, y, held_out)
    return outputs, f"{how}{note}."


def _affordable(ready: Prepared, split: SplitKey, learns: str) -> tuple[np.ndarray, str]:
    """The rows to fit on, all of them unless they would take too much memory."""
    rows, features = ready.rows, int(np.prod(ready.shape))
    most = MOST_NUMBERS // max(features, 1)
    if len(rows) <= most:
        return rows, f", on {len(rows):,} rows"
    drawn = tasks.task(learns).subset(ready.y.numpy()[rows], most, split.seed)
    return rows[drawn], f", on {most:,} of {len(rows):,} rows"


def _inputs(x: np.ndarray, ready: Prepared) -> np.ndarray:
    """A line of numbers a row, as a network has them."""
    flat = x.reshape(len(x), -1)
    return np.divide(flat, ready.largest, dtype=np.float64 if x.size <= EXACT else np.float32)


def _logistic(
    x: np.ndarray, y: np.ndarray, held_out: np.ndarray, classes: int
) -> tuple[np.ndarray, str]:
    """The classes' probabilities, (rows, classes); a class without a training row has 0."""
    from sklearn.linear_model import LogisticRegression

    most = int(np.clip(WORK / (x.size * classes), LEAST_STEPS, MOST_STEPS))
    model = LogisticRegression(max_iter=most).fit(x, y)
    said = np.zeros((len(held_out), classes))
    said[:, model.classes_.astype(np.int64)] = model.predict_proba(held_out)
    steps = int(np.max(model.n_iter_))
    stopped = f", ended after {steps} steps" if steps >= most else ""
    return said, f"Logistic regression by scikit-learn{stopped}"


def _ridge(x: np.ndarray, y: np.ndarray, held_out: np.ndarray) -> tuple[np.ndarray, str]:
    """The quantities as a network learns them, (rows, 1)."""
    from sklearn.linear_model import Ridge, RidgeCV

    if x.size * min(x.shape) <= WORK / 10:
        model = RidgeCV(alphas=STRENGTHS).fit(x, y)
        how = f"of strength {model.alpha_:.3g} by leave-one-out"
    else:
        model = Ridge().fit(x, y)
        how = "of strength 1"
    return model.predict(held_out).reshape(-1, 1), f"Ridge regression by scikit-learn, {how}"
