"""The model families: their hyperparameters, with defaults, limits, conditions and help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tuning.errors import InvalidInput, quoted
from tuning.space import AnyParameter, Boolean, Choice, Fixed, Float, Int, Space, Value
from tuning.space.parameters import is_number

OPTIMIZERS = ["adam", "sgd", "rmsprop", "adagrad", "adadelta", "nadam", "adamax"]
WITH_MOMENTUM = ["sgd", "rmsprop"]
ACTIVATIONS = ["relu", "tanh", "sigmoid", "elu", "selu", "gelu", "swish", "linear"]
INITIALIZATIONS = [
    "uniform",
    "lecun_uniform",
    "normal",
    "zero",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
]
KERAS_INITIALIZERS = {"uniform": "random_uniform", "normal": "random_normal", "zero": "zeros"}
"""Keras' own names of initializations, where they differ."""


@dataclass(frozen=True)
class Hyperparameter:
    """One hyperparameter of a model family."""

    name: str
    title: str
    help: str
    default: Value
    search: AnyParameter
    """A sensible range to search, and with it the kind of values it takes."""
    low: float | None = None
    above: float | None = None
    """Of what has no lowest value: a number that every value is larger than."""
    high: float | None = None
    when: dict[str, list[Any]] = field(default_factory=dict)

    def check(self, parameter: AnyParameter) -> None:
        """Raises InvalidInput if a parameter could give this hyperparameter a wrong value."""
        where = f"space.{self.name}"
        if parameter.flaw:
            raise InvalidInput(f"{self.name} is wrong: {parameter.flaw}.", where)
        ends = (
            [parameter.low, parameter.high]
            if isinstance(parameter, Int | Float)
            else parameter.points()
        )
        for value in ends:
            self._check_value(value, where)

    def in_kind(self, parameter: AnyParameter) -> AnyParameter:
        """A checked parameter with its listed numbers in the hyperparameter's own type.

        A study file may write a rate of 1 as `1`, and 32 units as `32.0`.
        """
        if isinstance(parameter, Choice):
            return parameter.model_copy(update={"values": [self._own(v) for v in parameter.values]})
        if isinstance(parameter, Fixed):
            return parameter.model_copy(update={"value": self._own(parameter.value)})
        return parameter

    def _own(self, value: Value) -> Value:
        if not is_number(value):
            return value
        return float(value) if isinstance(self.search, Float) else int(value)

    def _check_value(self, value: Value, where: str) -> None:
        kind, shown = self.search, quoted(value)
        if isinstance(kind, Choice) and isinstance(kind.values[0], str):
            if value not in kind.values:
                known = ", ".join(map(str, kind.values))
                raise InvalidInput(f"{self.name} must be one of {known}, got {shown}.", where)
            return
        if isinstance(kind, Boolean):
            if not isinstance(value, bool):
                raise InvalidInput(f"{self.name} must be true or false, got {shown}.", where)
            return
        if not is_number(value):
            raise InvalidInput(f"{self.name} must be a number, got {shown}.", where)
        if not isinstance(kind, Float) and value != int(value):
            raise InvalidInput(f"{self.name} must be a whole number, got {value:g}.", where)
        if self.low is not None and value < self.low:
            raise InvalidInput(f"{self.name} must be at least {self.low:g}, got {value:g}.", where)
        if self.above is not None and value <= self.above:
            raise InvalidInput(f"{self.name} must be above {self.above:g}, got {value:g}.", where)
        if self.high is not None and value > self.high:
            raise InvalidInput(f"{self.name} must be at most {self.high:g}, got {value:g}.", where)


@dataclass(frozen=True)
class Family:
    """A family of models: its hyperparameters decide which model a trial builds."""

    name: str
    title: str
    help: str
    hyperparameters: tuple[Hyperparameter, ...]
    images_only: bool = False

    def __getitem__(self, name: str) -> Hyperparameter:
        return next(h for h in self.hyperparameters if h.name == name)

    @property
    def names(self) -> list[str]:
        return [h.name for h in self.hyperparameters]

    def defaults(self) -> dict[str, Value]:
        return {h.name: h.default for h in self.hyperparameters}

    def complete(self, space: Space) -> Space:
        """`space` with the family's own conditions and types; hyperparameters left out stay out.

        A condition holds only where its parent can vary: `momentum` under a fixed `adam` is a
        mistake that the study's check reports.
        """
        new: dict[str, AnyParameter] = {}
        for name, parameter in space.parameters.items():
            when = {**parameter.when}
            for parent, wanted in self[name].when.items():
                if parent in space and parent not in when:
                    when[parent] = wanted
            new[name] = self[name].in_kind(parameter).model_copy(update={"when": when})
        return Space(parameters=new)

    def values(self, chosen: Mapping[str, Value]) -> dict[str, Value]:
        """All hyperparameters of one model: `chosen` over the defaults."""
        return {**self.defaults(), **chosen}


_TRAINING = (
    Hyperparameter(
        "optimizer",
        "Optimizer",
        "The rule that turns gradients into steps. Adam is a good first choice.",
        "adam",
        Choice(values=list(OPTIMIZERS)),
    ),
    Hyperparameter(
        "learning_rate",
        "Learning rate",
        "How large a step is. Too small does not arrive in the epochs it has, too large diverges.",
        0.001,
        Float(low=1e-4, high=1e-2, scale="log"),
        above=0,
        high=100,
    ),
    Hyperparameter(
        "momentum",
        "Momentum",
        "How much of the last step is kept, like a ball that rolls through small dips.",
        0.0,
        Float(low=0.0, high=0.9, step=0.1),
        low=0,
        high=0.999,
        when={"optimizer": WITH_MOMENTUM},
    ),
    Hyperparameter(
        "batch_size",
        "Batch size",
        "Rows seen before each update of the weights: smaller learns more in an epoch, slower.",
        32,
        Choice(values=[32, 64, 512]),
        low=1,
        high=65536,
    ),
    Hyperparameter(
        "epochs",
        "Epochs",
        "How often the training sees every row.",
        5,
        Int(low=5, high=20, step=5),
        low=1,
        high=10000,
    ),
)

MOST_LAYERS = 5

DENSE = Family(
    "dense",
    "Dense network",
    "Fully connected layers, as in the article. Works for any table and for small images.",
    (
        Hyperparameter(
            "activation",
            "Activation",
            "What each hidden unit does with its sum; ReLU is the usual one.",
            "relu",
            Choice(values=list(ACTIVATIONS)),
        ),
        Hyperparameter(
            "layers",
            "Hidden layers",
            "Depth: more layers see more complex patterns and overfit sooner.",
            1,
            Int(low=1, high=4),
            low=1,
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
        ),
        Hyperparameter(
            "dropout_after",
            "Dropout stands after",
            "Behind which hidden layers the dropout stands.",
            "each",
            Choice(values=["each", "first", "last"]),
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
        ),
        Hyperparameter(
            "initialization",
            "Weight initialization",
            "How weights start. One that suits the activation gets further in fewer epochs.",
            "glorot_uniform",
            Choice(values=list(INITIALIZATIONS)),
        ),
        *_TRAINING,
    ),
)

CONVOLUTIONAL = Family(
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
        Hyperparameter(
            "activation",
            "Activation",
            "What each hidden unit does with its sum; ReLU is the usual one.",
            "relu",
            Choice(values=list(ACTIVATIONS)),
        ),
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
            "initialization",
            "Weight initialization",
            "How weights start. One that suits the activation gets further in fewer epochs.",
            "glorot_uniform",
            Choice(values=list(INITIALIZATIONS)),
        ),
        *_TRAINING,
    ),
    images_only=True,
)

FAMILIES = {family.name: family for family in (DENSE, CONVOLUTIONAL)}


def family(name: str) -> Family:
    """Raises InvalidInput for an unknown name."""
    if name not in FAMILIES:
        raise InvalidInput(
            f"The model must be one of {', '.join(FAMILIES)}, got {quoted(name)}.", "model"
        )
    return FAMILIES[name]


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
