"""Builds the model of a trial from its family and values."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import keras

from tuning import catalog
from tuning.engine.compiled.fused import FusedModel
from tuning.errors import TrialFailed
from tuning.space import Values


@keras.saving.register_keras_serializable("tuning", name="mse")
def mse(y_true: keras.KerasTensor, y_pred: keras.KerasTensor) -> keras.KerasTensor:
    """Mean squared error of probabilities (n, classes) against labels (n,) as one-hot rows.

    Keras' own would compare each probability with the class's number.
    """
    labels = keras.ops.one_hot(keras.ops.reshape(y_true, (-1,)), y_pred.shape[-1])
    return keras.ops.mean(keras.ops.square(y_pred - labels), axis=-1)


METRICS = {"mse": mse}
"""Metrics that are not Keras' own, by the name they are asked for."""
Seeds = Iterator[int]


def build(
    family: str,
    values: Values,
    shape: tuple[int, ...],
    classes: int,
    seed: int,
    metrics: tuple[str, ...] = ("accuracy",),
) -> FusedModel:
    """A compiled model with weights drawn from `seed`; left-out values take their defaults.

    Every layer has a seed of its own: Keras' global one is shared with whatever else this process
    does meanwhile. Raises TrialFailed if Keras cannot build it.
    """
    full = catalog.family(family).values(values)
    seeds = itertools.count(seed)
    try:
        inputs = keras.Input(shape)
        outputs = keras.layers.Dense(
            classes,
            activation="softmax",
            kernel_initializer=_initializer("glorot_uniform", seeds),
            name="classes",
        )(BODIES[family](inputs, full, seeds))
        model = FusedModel(inputs, outputs)
        model.compile(
            _optimizer(full),
            "sparse_categorical_crossentropy",
            metrics=[METRICS.get(name, name) for name in metrics],
        )
    except (ValueError, TypeError, ArithmeticError, MemoryError) as error:
        raise TrialFailed(f"The model cannot be built: {str(error).splitlines()[0]}") from error
    model.shuffle_seed = seed
    return model


def _dense_body(inputs: keras.KerasTensor, values: Values, seeds: Seeds) -> keras.KerasTensor:
    layers = int(values["layers"])  # type: ignore[arg-type]
    hidden = inputs
    if len(inputs.shape) > 2:
        hidden = keras.layers.Flatten()(hidden)
    if values["dropout_visible"]:
        hidden = keras.layers.Dropout(values["dropout_visible"], seed=next(seeds))(hidden)
    for layer in range(layers):
        width = values["units"] if layer == 0 else values.get(f"units_{layer}") or values["units"]
        hidden = keras.layers.Dense(
            int(width),  # type: ignore[arg-type]
            activation=values["activation"],
            kernel_initializer=_initializer(str(values["initialization"]), seeds),
            kernel_constraint=_constraint(values),
        )(hidden)
        if values["dropout"] and _has_dropout(str(values["dropout_after"]), layer, layers):
            hidden = keras.layers.Dropout(values["dropout"], seed=next(seeds))(hidden)
    return hidden


def _convolutional_body(
    inputs: keras.KerasTensor, values: Values, seeds: Seeds
) -> keras.KerasTensor:
    pool = (
        keras.layers.MaxPooling2D if values["pooling"] == "max" else keras.layers.AveragePooling2D
    )
    hidden = inputs
    for block in range(int(values["blocks"])):  # type: ignore[arg-type]
        hidden = keras.layers.Conv2D(
            int(values["filters"]) * 2**block,  # type: ignore[arg-type]
            int(values["kernel_size"]),  # type: ignore[arg-type]
            padding="same",
            activation=values["activation"],
            kernel_initializer=_initializer(str(values["initialization"]), seeds),
        )(hidden)
        hidden = pool(2)(hidden)
    hidden = keras.layers.Dense(
        int(values["dense_units"]),  # type: ignore[arg-type]
        activation=values["activation"],
        kernel_initializer=_initializer(str(values["initialization"]), seeds),
    )(keras.layers.Flatten()(hidden))
    if values["dropout"]:
        hidden = keras.layers.Dropout(values["dropout"], seed=next(seeds))(hidden)
    return hidden


BODIES = {"dense": _dense_body, "conv": _convolutional_body}


def _has_dropout(after: str, layer: int, layers: int) -> bool:
    return after == "each" or layer == (0 if after == "first" else layers - 1)


def _initializer(name: str, seeds: Seeds) -> keras.initializers.Initializer:
    kind = type(keras.initializers.get(catalog.KERAS_INITIALIZERS.get(name, name)))
    return kind() if kind is keras.initializers.Zeros else kind(seed=next(seeds))


def _constraint(values: Values) -> keras.constraints.Constraint | None:
    longest = float(values["max_norm"] or 0)
    return keras.constraints.MaxNorm(longest) if longest > 0 else None


def _optimizer(values: Values) -> keras.optimizers.Optimizer:
    name = str(values["optimizer"])
    settings = {"learning_rate": float(values["learning_rate"])}  # type: ignore[arg-type]
    if name in catalog.WITH_MOMENTUM:
        settings["momentum"] = float(values["momentum"] or 0)
    return keras.optimizers.get({"class_name": name, "config": settings})
