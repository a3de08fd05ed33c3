"""Small convolutional networks, for images."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tuning.catalog.families._base import Family
from tuning.catalog.families._hyperparameter import Hyperparameter
from tuning.catalog.families._layers import Layer, Seed, Shape, dense, dropout, initializer, whole
from tuning.catalog.families._shared import ACTIVATION, INITIALIZATION, L2, TRAINING
from tuning.space import Choice, Float, Int, Values


def hidden(values: Values, _: Shape) -> Iterator[Layer]:
    """What varies the images in training, blocks of a convolution and a pooling, a dense layer."""
    yield from varied(values)
    activation, initialization = values["activation"], values["initialization"]
    for block in range(whole(values["blocks"])):
        yield Layer(
            "Conv2D",
            {
                "filters": whole(values["filters"]) * 2**block,
                "kernel_size": whole(values["kernel_size"]),
                "padding": "same",
                "activation": activation,
                "kernel_initializer": initializer(str(initialization)),
            },
        )
        yield Layer(
            "MaxPooling2D" if values["pooling"] == "max" else "AveragePooling2D", {"pool_size": 2}
        )
        if values["dropout_blocks"]:
            yield dropout(values["dropout_blocks"])
    yield Layer("Flatten")
    yield dense(values["dense_units"], activation, initialization)
    if values["dropout"]:
        yield dropout(values["dropout"])


def varied(values: Values) -> Iterator[Layer]:
    """Layers that give each image of a batch a form of its own, in training only.

    What comes in from outside an image is as its edge.
    """
    kept: dict[str, Any] = {"fill_mode": "nearest", "seed": Seed()}
    if values["flip"] != "none":
        mode = {"both": "horizontal_and_vertical"}.get(str(values["flip"]), values["flip"])
        yield Layer("RandomFlip", {"mode": mode, "seed": Seed()})
    if values["shift"]:
        both = {"height_factor": values["shift"], "width_factor": values["shift"]}
        yield Layer("RandomTranslation", both | kept)
    if values["rotate"]:
        yield Layer("RandomRotation", {"factor": float(values["rotate"]) / 360} | kept)
    if values["zoom"]:
        yield Layer("RandomZoom", {"height_factor": values["zoom"]} | kept)


FAMILY = Family(
    "conv",
    "Small convolutional network",
    "Looks at small patches of an image, so it sees shapes wherever they stand. For images only.",
    (
        Hyperparameter(
            "blocks",
            "Blocks",
            "How often a convolution is followed by pooling; each halves the image.",
            2,
            Int(low=1, high=3),
            low=1,
            high=3,
        ),
        Hyperparameter(
            "filters",
            "Filters, first block",
            "Patterns looked for in the first block; every further block has twice as many.",
            8,
            Choice(values=[4, 8, 16, 32]),
            low=1,
            high=512,
        ),
        Hyperparameter(
            "kernel_size",
            "Kernel size",
            "Width and height of the patches, in pixels.",
            3,
            Choice(values=[3, 5]),
            low=1,
            high=11,
        ),
        Hyperparameter(
            "pooling",
            "Pooling",
            "Keeps the strongest response of four neighbours, or their mean.",
            "max",
            Choice(values=["max", "average"]),
        ),
        ACTIVATION,
        Hyperparameter(
            "dense_units",
            "Dense units",
            "Width of the fully connected layer before the classes.",
            32,
            Int(low=16, high=128, step=16),
            low=1,
            high=8192,
        ),
        Hyperparameter(
            "dropout",
            "Dropout",
            "The share of dense units switched off at random in each training step.",
            0.0,
            Float(low=0.0, high=0.5, step=0.1),
            low=0,
            high=0.9,
        ),
        Hyperparameter(
            "dropout_blocks",
            "Dropout, blocks",
            "The share of each block's outputs that is switched off at random in each step.",
            0.0,
            Float(low=0.0, high=0.5, step=0.1),
            low=0,
            high=0.9,
        ),
        Hyperparameter(
            "shift",
            "Shift",
            "How far images are moved at random in training, as a share of their width and height.",
            0.0,
            Float(low=0.0, high=0.2, step=0.05),
            low=0,
            high=0.5,
        ),
        Hyperparameter(
            "rotate",
            "Rotation",
            "By how many degrees at most images are turned at random in training, either way.",
            0.0,
            Float(low=0.0, high=30.0, step=10.0),
            low=0,
            high=180,
        ),
        Hyperparameter(
            "zoom",
            "Zoom",
            "By which share at most images are made larger or smaller at random in training.",
            0.0,
            Float(low=0.0, high=0.2, step=0.05),
            low=0,
            high=0.5,
        ),
        Hyperparameter(
            "flip",
            "Flip",
            "Which way images are mirrored at random in training. Not where sides matter, as in 3.",
            "none",
            Choice(values=["none", "horizontal", "vertical", "both"]),
        ),
        L2,
        INITIALIZATION,
        *TRAINING,
    ),
    hidden,
    images_only=True,
)
