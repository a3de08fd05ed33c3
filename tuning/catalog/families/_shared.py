"""Hyperparameters that more than one family has, written once, and the optimizer they name."""

from __future__ import annotations

from typing import Any

from tuning.catalog.families._hyperparameter import Hyperparameter
from tuning.catalog.families._layers import Callback, Optimizer, Schedule
from tuning.space import Choice, Float, Int, Values

OPTIMIZERS = ["adam", "sgd", "rmsprop", "adagrad", "adadelta", "nadam", "adamax", "adamw"]
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

ACTIVATION = Hyperparameter(
    "activation",
    "Activation",
    "What each hidden unit does with its sum; ReLU is the usual one.",
    "relu",
    Choice(values=list(ACTIVATIONS)),
)

INITIALIZATION = Hyperparameter(
    "initialization",
    "Weight initialization",
    "How weights start. One that suits the activation gets further in fewer epochs.",
    "glorot_uniform",
    Choice(values=list(INITIALIZATIONS)),
)

L2 = Hyperparameter(
    "l2",
    "L2 weight decay",
    "How strongly large weights are penalised, so that they stay small. 0 is no penalty.",
    0.0,
    Float(low=1e-6, high=1e-2, scale="log"),
    low=0,
    high=10,
)

TRAINING = (
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
        "schedule",
        "Learning-rate schedule",
        "Cosine: the rate falls to 0 by the last epoch; plateau: it halves where the validation "
        "loss has stopped to fall.",
        "constant",
        Choice(values=["constant", "cosine", "plateau"]),
    ),
    Hyperparameter(
        "class_weight",
        "Class weights",
        "Balanced: a row of a rare class counts for more, so that all classes count alike.",
        "none",
        Choice(values=["none", "balanced"]),
        tasks=("classification",),
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
"""What every family has: how its models are trained."""


def optimizer(values: Values, steps: Any = 1) -> Optimizer:
    """The optimizer of a family's complete values; `steps`: of the whole training."""
    name, rate = str(values["optimizer"]), float(values["learning_rate"] or 0)
    options: dict[str, Any] = {"learning_rate": rate}
    if values["schedule"] == "cosine":
        falling = {"initial_learning_rate": rate, "decay_steps": steps}
        options["learning_rate"] = Schedule("CosineDecay", falling)
    if name in WITH_MOMENTUM and values["momentum"]:
        options["momentum"] = float(values["momentum"])
    return Optimizer(_KERAS_OPTIMIZERS.get(name, name.capitalize()), options)


def plateau(values: Values, validates: bool = True) -> Callback | None:
    """What lowers the rate between two epochs by complete values; None where nothing does.

    `validates`: whether the training has a validation loss; else its own loss is watched.
    """
    if values["schedule"] != "plateau":
        return None
    watched = "val_loss" if validates else "loss"
    return Callback("ReduceLROnPlateau", {"monitor": watched, "factor": 0.5, "patience": 3})


_KERAS_OPTIMIZERS = {"sgd": "SGD", "rmsprop": "RMSprop", "adamw": "AdamW"}

IN_VARIABLES = frozenset(
    {"learning_rate", "epochs", "dropout", "dropout_visible", "dropout_blocks", "l2"}
)
"""Hyperparameters that a compiled program keeps in variables, or does not know: models that differ
in them alone share one."""
