"""Builds the model of a trial: its family's layers as Keras objects."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

import keras

from tuning import catalog, tasks
from tuning.catalog import KerasObject, Layer, Seed
from tuning.engine.compiled.fused import FusedModel
from tuning.engine.compiled.listening import LogsOnly, OnPlateau
from tuning.errors import TrialFailed
from tuning.metrics import MEASURES, Measure
from tuning.space import Values
from tuning.tasks import Task


@keras.saving.register_keras_serializable("tuning", name="mse")
def mse(y_true: keras.KerasTensor, y_pred: keras.KerasTensor) -> keras.KerasTensor:
    """Mean squared error, of probabilities (n, classes) against labels (n,) as one-hot rows.

    Keras' own would compare each probability with the class's number. Of quantities, (n, 1), it is
    Keras' own.
    """
    if y_pred.shape[-1] == 1:
        return keras.losses.mean_squared_error(keras.ops.reshape(y_true, (-1, 1)), y_pred)
    labels = keras.ops.one_hot(keras.ops.reshape(y_true, (-1,)), y_pred.shape[-1])
    return keras.ops.mean(keras.ops.square(y_pred - labels), axis=-1)


def build(
    family: str,
    values: Values,
    shape: catalog.Shape,
    classes: int,
    seed: int,
    metrics: tuple[str, ...] | None = None,
    task: Task = tasks.CLASSIFICATION,
    steps: int = 1,
) -> FusedModel:
    """A compiled model with weights drawn from `seed`; left-out values take their defaults.

    shape: of one row of the inputs; classes: of its targets; metrics: names of measures, the
    task's own by default; steps: of its training, along which its rate may fall.

    Every layer has a seed of its own: Keras' global one is shared with whatever else this process
    does meanwhile. Raises TrialFailed if Keras cannot build it.
    """
    chosen = catalog.family(family)
    full, names = chosen.values(values), metrics or task.metrics
    try:
        layers = chosen.layers(full, shape, task.output(classes))
        inputs = keras.Input(shape)
        model = FusedModel(inputs, _connected(inputs, layers, seed))
        model.compile(
            made(catalog.optimizer(full, steps), seed),
            task.loss,
            metrics=[metric(MEASURES[name]) for name in names if MEASURES[name].keras],
        )
    except (ValueError, TypeError, ArithmeticError, MemoryError) as error:
        raise TrialFailed(f"The model cannot be built: {str(error).splitlines()[0]}") from error
    model.shuffle_seed = seed
    return model


def lay_out(model: FusedModel, family: str, values: Values, steps: int) -> None:
    """Lets a rate that falls along the training arrive after so many steps."""
    rate = catalog.optimizer(catalog.family(family).values(values), steps).options["learning_rate"]
    if isinstance(rate, KerasObject):
        model.optimizer.learning_rate = made(rate, 0)


def callbacks(family: str, values: Values, validates: bool = True) -> list[LogsOnly]:
    """What changes the rate between two epochs."""
    found = catalog.plateau(catalog.family(family).values(values), validates)
    return [OnPlateau(made(found, 0))] if found else []


def metric(measure: Measure) -> Any:
    """What Keras takes for a measure as a metric, and reports under the measure's name."""
    if isinstance(measure.keras, Mapping):
        config = measure.keras.get("config", {}) | {"name": measure.name}
        return keras.metrics.get({"class_name": measure.keras["class_name"], "config": config})
    return keras.saving.get_registered_object(measure.keras) or measure.keras


def _connected(
    inputs: keras.KerasTensor, layers: tuple[Layer, ...], seed: int
) -> keras.KerasTensor:
    """What the last of the layers gives."""
    given = [inputs]
    for layer in layers:
        own = made(layer, seed, **({"name": layer.name} if layer.name else {}))
        given.append(own([given[-1], given[-1 - layer.skip]] if layer.skip else given[-1]))
    return given[-1]


def made(described: Any, seed: int, **more: Any) -> Any:
    """What is described as data: the Keras object itself, with seeds counted from `seed`."""
    if isinstance(described, Seed):
        return seed + described.after
    if not isinstance(described, KerasObject):
        return described
    options = {name: made(value, seed) for name, value in described.options.items()}
    return attrgetter(f"{described.module}.{described.kind}")(keras)(**options, **more)
