"""What a study's task and its classes allow: the metrics that may decide it, what may be searched.

Parts of the gate. Each raises InvalidInput.
"""

from __future__ import annotations

from tuning import catalog, metrics, tasks
from tuning.catalog import Family, Hyperparameter
from tuning.errors import InvalidInput, quoted
from tuning.space import AnyParameter
from tuning.study import DataSpec, StudySpec
from tuning.tasks import Task
from tuning.text import words


def check_task(spec: StudySpec, family: Family) -> None:
    """Whether the task, whatever its classes, has the study's aim and its hyperparameters."""
    task, metric = tasks.of(spec.data), spec.objective.metric
    if task.name not in metrics.METRICS[metric].measure.tasks:
        raise _refused(metric, task, _classes(spec.data), task.name)
    for name, parameter in spec.space.parameters.items():
        _check_hyperparameter(family[name], parameter, task)


def check_classes(spec: StudySpec, classes: int) -> None:
    """Whether the study's aim says something of so many classes (0: quantities)."""
    task, metric = tasks.of(spec.data), spec.objective.metric
    if metric not in task.aims(classes):
        raise _refused(metric, task, classes, f"{task.name} of {classes} classes")


def _refused(metric: str, task: Task, classes: int, of: str) -> InvalidInput:
    known = words.listed(task.aims(classes), "or")
    return InvalidInput(f"For {of}, metric must be {known}, got {metric}.", "objective.metric")


def _classes(data: DataSpec) -> int:
    """How many there are, where that needs no look at the data; else as many as have all aims."""
    known = catalog.DATASETS.get(data.name)
    return known.classes if known else 0


def _check_hyperparameter(known: Hyperparameter, given: AnyParameter, task: Task) -> None:
    """One that another task alone has may only stand there as if it were left out."""
    if known.tasks is None or task.name in known.tasks or given.points() == [known.default]:
        return
    raise InvalidInput(
        f"{known.name} is for {words.listed(known.tasks)} and must be left out for {task.name}, "
        f"got {quoted(given.points()[-1])}.",
        f"space.{known.name}",
    )
