"""What can be chosen, as data: model families and data sets, with their help.

Pages make their widgets from it, specs are checked against it. Adding a family begins here. Imports
no library that trains.
"""

from tuning.catalog.datasets import DATASETS, DatasetInfo
from tuning.catalog.families import (
    ACTIVATIONS,
    CONVOLUTIONAL,
    DENSE,
    FAMILIES,
    INITIALIZATIONS,
    KERAS_INITIALIZERS,
    MOST_LAYERS,
    OPTIMIZERS,
    WITH_MOMENTUM,
    Family,
    Hyperparameter,
    article_space,
    family,
)

__all__ = [
    "ACTIVATIONS",
    "CONVOLUTIONAL",
    "DATASETS",
    "DENSE",
    "FAMILIES",
    "INITIALIZATIONS",
    "KERAS_INITIALIZERS",
    "MOST_LAYERS",
    "OPTIMIZERS",
    "WITH_MOMENTUM",
    "DatasetInfo",
    "Family",
    "Hyperparameter",
    "article_space",
    "family",
]
