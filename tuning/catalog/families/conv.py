"""Small convolutional networks, for images."""

from __future__ import annotations

from collections.abc import Iterator

from tuning.catalog.families._base import Family
from tuning.catalog.families._hyperparameter import Hyperparameter
from tuning.catalog.families._layers import Layer, Shape, dense, dropout, initializer, whole
from tuning.catalog.families._shared import ACTIVATION, INITIALIZATION, L2, TRAINING
from tuning.space import Choice, Float, Int, Values


def hidden(values: Values, _: Shape) -> Iterator[Layer]:
    """Blocks of a convolution and a pooling, then one dense layer."""
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
    yield Layer("Flatten")
    yield dense(values["dense_units"], activation, initialization)
    if values["dropout"]:
        yield dropout(values["dropout"])


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
        L2,
        INITIALIZATION,
        *TRAINING,
    ),
    hidden,
    images_only=True,
)
