"""What can be chosen, as data: model families and data sets, with their help.

Pages make their widgets from it, specs are checked against it. Adding a family begins here. Imports
no library that trains.
"""

from tuning.catalog.datasets import DATASETS, DatasetInfo
from tuning.catalog.families import (
    FAMILIES,
    IN_VARIABLES,
    Family,
    Hyperparameter,
    KerasObject,
    Layer,
    Seed,
    Shape,
    article_space,
    family,
    initializer,
    optimizer,
    plateau,
)

__all__ = [
    "DATASETS",
    "FAMILIES",
    "IN_VARIABLES",
    "DatasetInfo",
    "Family",
    "Hyperparameter",
    "KerasObject",
    "Layer",
    "Seed",
    "Shape",
    "article_space",
    "family",
    "initializer",
    "optimizer",
    "plateau",
]
