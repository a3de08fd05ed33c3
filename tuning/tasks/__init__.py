"""The learning tasks, a file each: what is learned, how it is judged, how its data are divided.

Imports neither TensorFlow nor Streamlit.
"""

from tuning.study import DataSpec
from tuning.tasks._base import Split, Task
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


__all__ = ["CLASSIFICATION", "TASKS", "Split", "Task", "of", "task"]
