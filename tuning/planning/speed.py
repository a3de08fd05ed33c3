"""How long a fit takes: what a worker does in a second here, and what a network multiplies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tuning.catalog import Family, Layer, Shape
from tuning.space import Values


@dataclass(frozen=True)
class Speed:
    """What one worker does in a second here.

    The engine measures it when it warms up, and mends it with every fit it finishes; before the
    first measurement, these are a laptop's usual figures.
    """

    step_seconds: float = 6e-5
    """Fixed cost of one training step, without its multiplications."""
    flops: float = 2.0e10
    """Floating-point operations a second."""
    start_seconds: float = 1.0
    """Before the first step of a fit: building and compiling."""
    workers: int = 2

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Speed:
        """As `to_json` made it, or an older engine: what is missing there has its default."""
        known = {name: data[name] for name in asdict(cls()) if data and name in data}
        if not known.get("workers"):  # an engine that has not come so far
            known.pop("workers", None)
        return cls(**known)

    def fit_seconds(
        self, family: Family, values: Values, rows: int, features: int, output: Layer
    ) -> float:
        """Seconds of one fit of a network with these complete values on `rows` rows."""
        batch, epochs = int(values["batch_size"] or 32), int(values["epochs"] or 1)
        shape = family.shape_of(features)
        work = flops(family.layers(values, shape, output), shape, rows)
        return self.start_seconds + epochs * (
            math.ceil(rows / batch) * self.step_seconds + work / self.flops
        )


def flops(layers: Iterable[Layer], shape: Shape, rows: int) -> float:
    """Floating-point operations of an epoch on `rows` rows; `shape`: of one of them.

    Forward, the gradient of the weights and that of the inputs each multiply and add.
    """
    return 6.0 * multiplications(layers, shape) * rows


VARYING = 40.0
"""Multiplications that take as long as varying one number of an image at random: 12 nanoseconds
in training, by any of Keras' layers for it."""


def multiplications(layers: Iterable[Layer], shape: Shape) -> float:
    """The number of multiplications of one row's way through a network; `shape`: of its inputs.

    Layers whose kind is not known here multiply nothing and keep the shape.
    """
    total, area, channels = 0.0, float(math.prod(shape[:-1])), float(shape[-1])
    for layer in layers:
        kind, options = layer.kind, layer.options
        if kind == "Dense":
            total += area * channels * options["units"]
            channels = options["units"]
        elif kind == "Conv2D":
            total += area * options["kernel_size"] ** 2 * channels * options["filters"]
            channels = options["filters"]
        elif kind.endswith("Pooling2D"):
            area /= options["pool_size"] ** 2
        elif kind.startswith("Random"):
            total += VARYING * area * channels
        elif kind == "Flatten":
            area, channels = 1.0, area * channels
    return total


def weights(layers: Iterable[Layer], shape: Shape) -> float:
    """The number of weights that a network learns; `shape`: of its inputs.

    Layers whose kind is not known here have none and keep the shape.
    """
    total, area, channels = 0.0, float(math.prod(shape[:-1])), float(shape[-1])
    for layer in layers:
        kind, options = layer.kind, layer.options
        if kind == "Dense":
            total += (channels + 1) * options["units"]
            channels = options["units"]
        elif kind == "Conv2D":
            total += (options["kernel_size"] ** 2 * channels + 1) * options["filters"]
            channels = options["filters"]
        elif kind == "BatchNormalization":
            total += 2 * channels
        elif kind.endswith("Pooling2D"):
            area /= options["pool_size"] ** 2
        elif kind == "Flatten":
            area, channels = 1.0, area * channels
    return total
