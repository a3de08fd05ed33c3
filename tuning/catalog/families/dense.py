"""Fully connected networks, as in the article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tuning.catalog.families._base import Family
from tuning.catalog.families._hyperparameter import Hyperparameter
from tuning.catalog.families._layers import Layer, Shape, dense, dropout, normalised
from tuning.catalog.families._shared import ACTIVATION, INITIALIZATION, L2, TRAINING
from tuning.space import Boolean, Choice, Float, Int, Space, Values

MOST_LAYERS = 5
LINEAR: dict[str, list[Any]] = {"layers": [0]}
"""A model without hidden layers, to which nothing applies that is about them."""


def hidden(values: Values, shape: Shape) -> Iterator[Layer]:
    """Dense layers, and dropout behind those that shall have it."""
    depth = int(values["layers"] or 0)
    if len(shape) > 1:
        yield Layer("Flatten")
    if values["dropout_visible"]:
        yield dropout(values["dropout_visible"])
    for k in range(depth):
        units = (values[f"units_{k}"] if k else None) or values["units"]
        layer = dense(units, values["activation"], values["initialization"], values["max_norm"])
        yield from normalised(layer) if values["batch_norm"] else (layer,)
        if values["dropout"] and _has_dropout(str(values["dropout_after"]), k, depth):
            yield dropout(values["dropout"])


def _has_dropout(after: str, k: int, depth: int) -> bool:
    return after == "each" or k == (0 if after == "first" else depth - 1)


FAMILY = Family(
    "dense",
    "Dense network",
    "Fully connected layers, as in the article. Works for any table and for small images.",
    (
        replace(ACTIVATION, unless=LINEAR),
        Hyperparameter(
            "layers",
            "Hidden layers",
            "Depth: more layers see more complex patterns and overfit sooner. 0 is a linear model.",
            1,
            Int(low=1, high=4),
            low=0,
            high=MOST_LAYERS,
        ),
        Hyperparameter(
            "units",
            "Units, first layer",
            "Width of the first hidden layer.",
            32,
            Int(low=32, high=512, step=32),
            low=1,
            high=8192,
            unless=LINEAR,
        ),
        *(
            Hyperparameter(
                f"units_{k}",
                f"Units, layer {k + 1}",
                f"Width of hidden layer {k + 1}; left out, it is as wide as the first.",
                None,
                Int(low=8, high=64, step=8),
                low=1,
                high=8192,
                when={"layers": list(range(k + 1, MOST_LAYERS + 1))},
            )
            for k in range(1, MOST_LAYERS)
        ),
        Hyperparameter(
            "dropout",
            "Dropout, hidden layers",
            "The share of hidden units switched off at random in each training step.",
            0.0,
            Float(low=0.0, high=0.1, step=0.01),
            low=0,
            high=0.9,
            unless=LINEAR,
        ),
        Hyperparameter(
            "dropout_after",
            "Dropout stands after",
            "Behind which hidden layers the dropout stands.",
            "each",
            Choice(values=["each", "first", "last"]),
            unless=LINEAR,
        ),
        Hyperparameter(
            "dropout_visible",
            "Dropout, visible layer",
            "The share of inputs switched off at random in each training step.",
            0.0,
            Float(low=0.0, high=0.5, step=0.1),
            low=0,
            high=0.9,
        ),
        Hyperparameter(
            "max_norm",
            "Max-norm constraint",
            "The longest a unit's weight vector may grow; goes well with dropout. 0 is no limit.",
            0.0,
            Float(low=0.0, high=5.0, step=1.0),
            low=0,
            high=1000,
            unless=LINEAR,
        ),
        L2,
        Hyperparameter(
            "batch_norm",
            "Batch normalization",
            "Whether a hidden layer's sums are brought to mean 0 and deviation 1 in every batch.",
            False,
            Boolean(),
            unless=LINEAR,
        ),
        replace(INITIALIZATION, unless=LINEAR),
        *TRAINING,
    ),
    hidden,
    widths=("units", *(f"units_{k}" for k in range(1, MOST_LAYERS))),
)


def article_space() -> Space:
    """The space of the article's random search, with its training settings."""
    return Space.model_validate(
        {
            "activation": ["relu", "tanh", "sigmoid"],
            "layers": 4,
            "units": Int(low=32, high=512, step=32),
            "units_1": Int(low=8, high=64, step=8),
            "units_2": Int(low=8, high=64, step=8),
            "units_3": Int(low=8, high=64, step=8),
            "dropout": Float(low=0.0, high=0.1, step=0.01),
            "dropout_after": "last",
            "learning_rate": Float(low=1e-4, high=1e-2, scale="log"),
            "batch_size": 32,
            "epochs": 5,
        }
    )
