"""Every number that a model is judged by, as data: a row each in `MEASURES`.

A row says what is measured, for which tasks, what people call it, which way is better, how it is
reckoned from what a model said of rows, and how Keras measures it in training. Forms, figures,
tables, exports and TensorBoard read it here and name no metric themselves. Imports nothing of the
project.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from tuning.metrics import _classes, _quantities
from tuning.metrics._judged import Judged

Direction = Literal["max", "min"]
Rows = Literal["validation", "training"]
CLASSES, QUANTITIES = ("classification",), ("regression",)
ROOT = {"class_name": "RootMeanSquaredError"}


@dataclass(frozen=True)
class Measure:
    """What is measured. On validation rows and on training rows it makes a `Metric` each."""

    name: str
    """Epochs, tests and exports have it under this name."""
    title: str
    """What people read on an axis."""
    better: Direction
    tasks: tuple[str, ...] = CLASSES + QUANTITIES
    """The learning tasks that it is for."""
    reckon: Callable[[Judged], np.ndarray] | None = field(default=None, hash=False, compare=False)
    """The number itself for each try, (tries,), from what a model said of rows; NaN where it is
    undefined."""
    keras: str | Mapping[str, Any] | None = field(default=None, hash=False)
    """How a model is compiled for it, to measure it on training rows, too: a class with its
    settings as `{"class_name": …, "config": {…}}`, the name of a function that
    `tuning.engine.models` registers, or one under which Keras itself reports it. None: it is there
    without being asked for, as the loss, or is measured on other rows alone."""
    power: int = 0
    """The power of the target's unit in which it stands: 2 of a squared error."""
    least: int = 0
    most: int | None = None
    """The numbers of classes for which it says something; None: any number from `least`."""

    def suits(self, task: str, classes: int) -> bool:
        """Whether it says something of such targets; `classes`: 0 of quantities."""
        most = math.inf if self.most is None else self.most
        return task in self.tasks and (not classes or self.least <= classes <= most)

    @property
    def is_share(self) -> bool:
        """Whether it is a share of something, from 0 to 1, of which 1 is the best."""
        return self.tasks == CLASSES and self.better == "max"

    @property
    def is_trained_with(self) -> bool:
        """Whether it is measured on training rows, too."""
        return self.keras is not None or self.reckon is None

    @property
    def training(self) -> str:
        """The name of its metric on training rows, in an epoch as in Keras' logs."""
        return self.name

    @property
    def validation(self) -> str:
        """The same on validation rows."""
        return f"val_{self.name}"

    def title_on(self, rows: str) -> str:
        """What people read for it on such rows: `Test loss`."""
        return f"{rows.capitalize()} {within(self.title)}"


@dataclass(frozen=True)
class Metric:
    """A measure on one kind of rows: one number of every epoch."""

    measure: Measure
    rows: Rows

    @property
    def name(self) -> str:
        return self.measure.validation if self.rows == "validation" else self.measure.training

    @property
    def title(self) -> str:
        """What people read on axes and in tables."""
        return self.measure.title_on(self.rows)

    @property
    def better(self) -> Direction:
        return self.measure.better


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("accuracy", "Accuracy", "max", CLASSES, _classes.accuracy, keras="accuracy"),
        Measure(
            "balanced_accuracy", "Balanced accuracy", "max", CLASSES, _classes.balanced_accuracy
        ),
        Measure("f1", "F1 (macro)", "max", CLASSES, _classes.f1),
        Measure("roc_auc", "ROC AUC", "max", CLASSES, _classes.roc_auc),
        Measure("log_loss", "Log loss", "min", CLASSES, _classes.log_loss),
        Measure(
            "top_2_accuracy", "Top-2 accuracy", "max", CLASSES, _classes.top_2_accuracy, least=6
        ),
        Measure("precision", "Precision", "max", CLASSES, _classes.precision, least=2, most=2),
        Measure("recall", "Recall", "max", CLASSES, _classes.recall, least=2, most=2),
        Measure("rmse", "RMSE", "min", QUANTITIES, _quantities.rmse, ROOT, power=1),
        Measure("mae", "MAE", "min", QUANTITIES, _quantities.mae, power=1),
        Measure("r2", "R²", "max", QUANTITIES, _quantities.r2),
        Measure("loss", "Loss", "min"),
        Measure(
            "mse", "Mean squared error", "min", QUANTITIES, _quantities.mse, "tuning>mse", power=2
        ),
    )
}
METRICS = {
    metric.name: metric
    for metric in (
        *(Metric(measure, "validation") for measure in MEASURES.values()),
        *(Metric(measure, "training") for measure in MEASURES.values()),
    )
}
LOSS = MEASURES["loss"]
"""What training makes small; every model has it."""
TIES = LOSS.validation
"""The metric that decides where the objective's is equal: the smaller the better."""


def objectives(*rows: Rows) -> list[str]:
    """The metrics that some study may be decided by; on such rows alone, if any are given.

    Which of them one may, its task says: see `tuning.tasks`.
    """
    known = METRICS.values()
    measured = [each for each in known if each.rows == "validation" or each.measure.is_trained_with]
    return [metric.name for metric in measured if not rows or metric.rows in rows]


def judge(names: Iterable[str], truth: np.ndarray, outputs: np.ndarray) -> dict[str, float]:
    """Those of the named measures that are reckoned from rows and defined on these.

    `truth` (rows,), `outputs` (rows, classes) or (rows,): see `Judged`.
    """
    return judge_each(names, truth, outputs[None])[0]


def judge_each(
    names: Iterable[str], truth: np.ndarray, outputs: np.ndarray
) -> list[dict[str, float]]:
    """The same for each of several tries of the same rows: `outputs` (tries, rows, …)."""
    found: list[dict[str, float]] = [{} for _ in outputs]
    finite = np.isfinite(outputs).reshape(len(outputs), -1).all(axis=1)
    if not finite.any():
        return found
    told = np.flatnonzero(finite).tolist()
    judged = Judged(truth, outputs if finite.all() else outputs[finite])
    for name in names:
        reckon = MEASURES[name].reckon
        if reckon is None:
            continue
        for place, number in zip(told, reckon(judged).tolist(), strict=True):
            if math.isfinite(number):
                found[place][name] = number
    return found


def title(name: str) -> str:
    """What people read for a metric."""
    return METRICS[name].title


def within(text: str) -> str:
    """A title within a sentence: in small letters but for its abbreviations (ROC AUC, F1, R²)."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


__all__ = [
    "LOSS",
    "MEASURES",
    "METRICS",
    "TIES",
    "Direction",
    "Judged",
    "Measure",
    "Metric",
    "Rows",
    "judge",
    "judge_each",
    "objectives",
    "title",
    "within",
]
