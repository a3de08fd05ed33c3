"""The learning tasks, a file each: what is learned, how it is judged, how its data are divided.

Imports neither TensorFlow nor Streamlit.
"""

from tuning import metrics
from tuning.metrics import Measure
from tuning.study import DataSpec, StudySpec
from tuning.tasks._base import ScriptCode, Split, Task
from tuning.tasks.classification import CLASSIFICATION

TASKS: dict[str, Task] = {task.name: task for task in (CLASSIFICATION,)}


def task(name: str) -> Task:
    """The task of that name, which `FitTask` and `Dataset` carry."""
    return TASKS[name]


def of(data: DataSpec) -> Task:
    """What is learned from data: so far always classes.

    It follows from the data alone, so that a study has no setting for it, and homes and study
    files stay as they are.
    """
    return CLASSIFICATION


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
    "TASKS",
    "ScriptCode",
    "Split",
    "Task",
    "columns",
    "measures",
    "of",
    "task",
]
