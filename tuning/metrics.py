"""Every number that a model is judged by, as data: a row each in `MEASURES`.

A row says what is measured, what people call it, which way is better and how Keras computes it.
Forms, figures, tables, exports, TensorBoard and the compiled model read it here and name no metric
themselves. Imports nothing of the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Direction = Literal["max", "min"]
Rows = Literal["validation", "training"]


@dataclass(frozen=True)
class Measure:
    """What is measured. On validation rows and on training rows it makes a `Metric` each."""

    name: str
    """Keras reports it under this name."""
    title: str
    """What people read on an axis."""
    better: Direction
    keras: str | Mapping[str, Any] | None = field(default=None, hash=False)
    """How a model is compiled for it: a class with its settings as `{"class_name": …,
    "config": {…}}`, the name of a function that `tuning.engine.models` registers, or one under
    which Keras itself reports it. None: it is there without being asked for, as the loss."""
    objective: bool = True
    """Whether a study may be decided by it, and figures and exports show it; TensorBoard shows
    those, too, that a strategy asks for besides."""

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
        return f"{rows.capitalize()} {self.title[0].lower()}{self.title[1:]}"


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
        Measure("accuracy", "Accuracy", "max", keras="accuracy"),
        Measure("loss", "Loss", "min"),
        Measure("mse", "Mean squared error", "min", keras="tuning>mse", objective=False),
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
    """The metrics that a study may be decided by; on such rows alone, if any are given."""
    known = [metric for metric in METRICS.values() if metric.measure.objective]
    return [metric.name for metric in known if not rows or metric.rows in rows]


def title(name: str) -> str:
    """What people read for a metric."""
    return METRICS[name].title
