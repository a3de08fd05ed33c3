"""The learning tasks, a file each: what is learned, how it is judged, how its data are divided.

Imports neither TensorFlow nor Streamlit.
"""

from tuning import catalog, metrics
from tuning.metrics import Measure
from tuning.study import DataSpec, StudySpec
from tuning.tasks._base import Scale, ScriptCode, Split, Task
from tuning.tasks._classes import FEWEST_ROWS, MOST_CLASSES
from tuning.tasks._classes import check_number as check_classes
from tuning.tasks._kept_rows import MOST_KEPT, kept_rows
from tuning.tasks.classification import CLASSIFICATION
from tuning.tasks.regression import REGRESSION

TASKS: dict[str, Task] = {task.name: task for task in (CLASSIFICATION, REGRESSION)}


def task(name: str) -> Task:
    """The task of that name, which `FitTask` and `Dataset` carry."""
    return TASKS[name]


def of(data: DataSpec) -> Task:
    """What is learned from data.

    Of a person's own data the spec must say it, which `tuning.datasets.resolve` sees to; classes
    are taken for granted where it does not.
    """
    known = catalog.DATASETS.get(data.name)
    return TASKS[data.task or (known.task if known else CLASSIFICATION.name)]


def measures(spec: StudySpec) -> list[Measure]:
    """What figures and exports show of a study: its task's measures, loss, the objective's own."""
    named = [metrics.MEASURES[name] for name in of(spec.data).metrics]
    return list(dict.fromkeys((*named, metrics.LOSS, spec.objective.measure)))


def columns(spec: StudySpec) -> list[str]:
    """The metrics of those measures: on training rows, then on validation rows."""
    shown = measures(spec)
    return [each.training for each in shown] + [each.validation for each in shown]


__all__ = [
    "CLASSIFICATION",
    "FEWEST_ROWS",
    "MOST_CLASSES",
    "MOST_KEPT",
    "REGRESSION",
    "TASKS",
    "Scale",
    "ScriptCode",
    "Split",
    "Task",
    "check_classes",
    "columns",
    "kept_rows",
    "measures",
    "of",
    "task",
]
