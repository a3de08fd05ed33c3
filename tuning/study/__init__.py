"""What a study is: its spec, and the states of studies, trials and fits.

A `StudySpec` says everything that decides a study's outcome. Reads no file and checks no rule that
takes more than one field: `tuning.planning.files` reads, `tuning.planning.checks` is the gate.
"""

from tuning.study.data import ARRAYS, OWN, TABLES, ColumnChoice, DataSpec, TaskName
from tuning.study.spec import Evaluation, StrategySpec, StudySpec
from tuning.study.states import NEXT, FitKind, FitState, StudyState, TrialState, Turn

__all__ = [
    "ARRAYS",
    "NEXT",
    "OWN",
    "TABLES",
    "ColumnChoice",
    "DataSpec",
    "Evaluation",
    "FitKind",
    "FitState",
    "StrategySpec",
    "StudySpec",
    "StudyState",
    "TaskName",
    "TrialState",
    "Turn",
]
