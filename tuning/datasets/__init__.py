"""The data sets: where they are looked for, how they come as arrays, and what they are.

Reads with NumPy and, when first asked for, scikit-learn and pandas. Imports no TensorFlow, and
nothing that knows what a study is for: `tuning.planning.checks` holds a study's rules on its data.
"""

from tuning.datasets.base import SPLIT_SEED, TEST_FRACTION, Column, Dataset
from tuning.datasets.descriptions import (
    describe,
    likely_target,
    listed,
    possible_targets,
    target_tasks,
)
from tuning.datasets.loading import (
    Stamp,
    adopt,
    check_name,
    load,
    resolve,
    stamp,
    table,
    warnings_on,
)
from tuning.datasets.places import find, locate, looked_in, missing

__all__ = [
    "SPLIT_SEED",
    "TEST_FRACTION",
    "Column",
    "Dataset",
    "Stamp",
    "adopt",
    "check_name",
    "describe",
    "find",
    "likely_target",
    "listed",
    "load",
    "locate",
    "looked_in",
    "missing",
    "possible_targets",
    "resolve",
    "stamp",
    "table",
    "target_tasks",
    "warnings_on",
]
