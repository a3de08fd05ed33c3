"""Networks as plain data: layers, initializers, constraints and optimizers, with Keras' own names.

They have three readers: `tuning.engine.models` builds them, `tuning.export.script_model` writes
them as code, `tuning.planning.speed` counts their multiplications. Imports no Keras.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

from tuning.space import Value

Shape = tuple[int, ...]
"""The shape of one row of a network's inputs: (features,), or (height, width, channels)."""


@dataclass(frozen=True)
class Seed:
    """Where something that draws at random takes its seed: `after` the seed of the fit."""

    after: int = 0


@dataclass(frozen=True)
class KerasObject:
    """An object of Keras as data: the name of its class, and the options by their names in Keras.

    An option is a number, a string, a `Seed` or another Keras object.
    """

    module: ClassVar[str]
    """The module of Keras that has the class."""
    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer(KerasObject):
    """A layer. It takes what the layer before it gives, the first one the inputs."""

    module = "layers"
    name: str = ""
    """Its own name in a saved model; Keras counts those without."""
    skip: int = 0
    """Of a layer that merges two (`Add`, `Multiply`): how many layers further back the other is."""


@dataclass(frozen=True)
class Initializer(KerasObject):
    module = "initializers"


@dataclass(frozen=True)
class Constraint(KerasObject):
    module = "constraints"


@dataclass(frozen=True)
class Regularizer(KerasObject):
    module = "regularizers"


@dataclass(frozen=True)
class Schedule(KerasObject):
    module = "optimizers.schedules"


@dataclass(frozen=True)
class Callback(KerasObject):
    module = "callbacks"


@dataclass(frozen=True)
class Optimizer(KerasObject):
    module = "optimizers"


AnyObject = TypeVar("AnyObject", bound=KerasObject)


def numbered(given: AnyObject, seeds: Iterator[int]) -> AnyObject:
    """The object with the next of `seeds` wherever it draws at random."""
    return replace(given, options={k: _numbered(v, seeds) for k, v in given.options.items()})


def _numbered(option: Any, seeds: Iterator[int]) -> Any:
    if isinstance(option, Seed):
        return Seed(next(seeds))
    return numbered(option, seeds) if isinstance(option, KerasObject) else option


# -- what families share -------------------------------------------------------------------


def dense(units: Value, activation: Value, initialization: Value, max_norm: Value = 0) -> Layer:
    """A fully connected layer; `max_norm` 0 limits nothing."""
    limit = (
        {"kernel_constraint": Constraint("MaxNorm", {"max_value": max_norm})} if max_norm else {}
    )
    return Layer(
        "Dense",
        {
            "units": whole(units),
            "activation": activation,
            "kernel_initializer": initializer(str(initialization)),
            **limit,
        },
    )


def dropout(rate: Value) -> Layer:
    return Layer("Dropout", {"rate": rate, "seed": Seed()})


def normalised(units: Layer) -> Iterator[Layer]:
    """A layer whose sums are normalised by their batch before its activation looks at them.

    It has no bias of its own: the normalisation would take it out again.
    """
    yield replace(units, options={**units.options, "activation": "linear", "use_bias": False})
    yield Layer("BatchNormalization", {"momentum": AVERAGED})
    yield Layer("Activation", {"activation": units.options["activation"]})


AVERAGED = 0.9
"""The share that a moving mean or variance keeps at each step. Keras' own 0.99 takes hundreds of
steps to leave its start, which are many epochs of a small table."""


def decayed(layer: Layer, l2: Value) -> Layer:
    """The layer with an L2 penalty on its kernel, if it has one; 0 adds none."""
    if not l2 or "kernel_initializer" not in layer.options:
        return layer
    penalty = Regularizer("L2", {"l2": float(l2)})
    return replace(layer, options={**layer.options, "kernel_regularizer": penalty})


def initializer(name: str) -> Initializer | str:
    """How weights start, by the name that a study gives it. Zeros are not drawn."""
    name = _KERAS_INITIALIZERS.get(name, name)
    if name == "zeros":
        return name
    kind = "".join(part.capitalize() for part in name.split("_"))
    return Initializer(kind, {"seed": Seed()})


_KERAS_INITIALIZERS = {"uniform": "random_uniform", "normal": "random_normal", "zero": "zeros"}
"""Keras' names of initializations, where they differ."""


def whole(value: Value) -> int:
    """A value that is a whole number of one or more, as Python's own."""
    return int(value or 1)
