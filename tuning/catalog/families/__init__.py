"""The model families, a file each: a new one is a file here that has a `FAMILY`.

A family says its hyperparameters, and the layers that their values make, as data.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module

from tuning.catalog.families._base import Family
from tuning.catalog.families._hyperparameter import Hyperparameter
from tuning.catalog.families._layers import KerasObject, Layer, Seed, Shape, initializer
from tuning.catalog.families._shared import IN_VARIABLES, optimizer, plateau
from tuning.catalog.families.dense import article_space
from tuning.errors import InvalidInput, quoted


def found(folders: Iterable[str], package: str) -> dict[str, Family]:
    """The families in the files of a package's folders, by name; those for any data come first."""
    files = [each.name for each in pkgutil.iter_modules(folders) if not each.name.startswith("_")]
    families = [import_module(f"{package}.{name}").FAMILY for name in files]
    return {f.name: f for f in sorted(families, key=lambda f: (f.images_only, f.name))}


FAMILIES = found(__path__, __name__)


def family(name: str) -> Family:
    """Raises InvalidInput for an unknown name."""
    if name not in FAMILIES:
        raise InvalidInput(
            f"The model must be one of {', '.join(FAMILIES)}, got {quoted(name)}.", "model"
        )
    return FAMILIES[name]


__all__ = [
    "FAMILIES",
    "IN_VARIABLES",
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
