"""What can be chosen, as data: model families, strategies, data sets, their options and help.

Pages make their widgets from it, specs are checked against it, the engine's adapters are listed
by it. Adding a strategy or a family begins here. Imports no library that trains.
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
from tuning.catalog.options import Option, check_options
from tuning.catalog.strategies import GROUPS, SCIKIT, STRATEGIES, Strategy, strategy

__all__ = [
    "ACTIVATIONS",
    "CONVOLUTIONAL",
    "DATASETS",
    "DENSE",
    "FAMILIES",
    "GROUPS",
    "INITIALIZATIONS",
    "KERAS_INITIALIZERS",
    "MOST_LAYERS",
    "OPTIMIZERS",
    "SCIKIT",
    "STRATEGIES",
    "WITH_MOMENTUM",
    "DatasetInfo",
    "Family",
    "Hyperparameter",
    "Option",
    "Strategy",
    "article_space",
    "check_options",
    "family",
    "strategy",
]
