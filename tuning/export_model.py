"""The part of an exported script that builds the model: a line of Keras for each layer.

Text alone, as `tuning.engine.models` builds it; a test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from tuning import catalog
from tuning.space import Value, Values


def layers(family: str, values: Values) -> Iterator[str]:
    """The layers before the one of the classes, from a family's complete values."""
    return _BODIES[family](values)


def dense_layers(values: Values) -> Iterator[str]:
    """The hidden layers of a dense network."""
    depth = _whole(values["layers"])
    behind = {"each": range(depth), "first": range(1), "last": range(depth - 1, depth)}
    drops = behind[str(values["dropout_after"])] if values["dropout"] else range(0)
    if values["dropout_visible"]:
        yield _dropout(values["dropout_visible"])
    for k in range(depth):
        units = (values.get(f"units_{k}") if k else None) or values["units"]
        yield _dense(units, values)
        if k in drops:
            yield _dropout(values["dropout"])


def convolutional_layers(values: Values) -> Iterator[str]:
    """The blocks of a convolutional network, then its dense layer."""
    pooling = "MaxPooling2D" if values["pooling"] == "max" else "AveragePooling2D"
    for block in range(_whole(values["blocks"])):
        size = [str(_whole(values["filters"]) * 2**block), str(values["kernel_size"])]
        options = ", ".join([*size, 'padding="same"', *_options(values)])
        yield f"keras.layers.Conv2D({options})"
        yield f"keras.layers.{pooling}(2)"
    yield "keras.layers.Flatten()"
    yield _dense(values["dense_units"], values)
    if values["dropout"]:
        yield _dropout(values["dropout"])


_BODIES = {catalog.DENSE.name: dense_layers, catalog.CONVOLUTIONAL.name: convolutional_layers}


def optimizer(values: Values) -> str:
    """The optimizer as Keras code."""
    name = str(values["optimizer"])
    options = f"learning_rate={values['learning_rate']!r}"
    if name in catalog.WITH_MOMENTUM and values["momentum"]:
        options += f", momentum={values['momentum']!r}"
    return f"keras.optimizers.{_OPTIMIZERS.get(name, name.capitalize())}({options})"


_OPTIMIZERS = {"sgd": "SGD", "rmsprop": "RMSprop"}


def _dense(units: Value, values: Values) -> str:
    return f"keras.layers.Dense({', '.join([str(units), *_options(values)])})"


def _dropout(share: Value) -> str:
    return f"keras.layers.Dropout({share!r})"


def _options(values: Values) -> Iterator[str]:
    yield f"activation={_quoted(values['activation'])}"
    start = str(values["initialization"])
    if start != "glorot_uniform":  # Keras' default
        yield f"kernel_initializer={_quoted(catalog.KERAS_INITIALIZERS.get(start, start))}"
    if values.get("max_norm"):
        yield f"kernel_constraint=keras.constraints.MaxNorm({values['max_norm']!r})"


def _whole(value: Value) -> int:
    return int(value or 1)


def _quoted(value: object) -> str:
    return json.dumps(str(value))
