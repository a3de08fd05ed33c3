"""The part of an exported script that builds the model: a call of Keras for each layer.

Text alone, as `tuning.engine.models` builds it, seeds included; a test compares the two.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

from tuning import catalog
from tuning.space import Value, Values

WIDTH = 100
INDENT = " " * 12
Seeds = Iterator[int]


def layers(family: str, values: Values) -> Iterator[str]:
    """All layers as code, indented, from a family's complete values.

    The engine gives the layer of the classes the fit's own seed, and counts up from there.
    """
    seeds = itertools.count()
    start = _start("glorot_uniform", seeds)
    for call in _BODIES[family](values, seeds):
        yield _indented(*call)
    options = ['activation="softmax"', f"kernel_initializer={start}"]
    yield _indented("keras.layers.Dense", ["int(y_train.max()) + 1", *options])


Call = tuple[str, list[str]]
"""A function's name and its arguments."""


def dense_layers(values: Values, seeds: Seeds) -> Iterator[Call]:
    """The hidden layers of a dense network."""
    depth = _whole(values["layers"])
    behind = {"each": range(depth), "first": range(1), "last": range(depth - 1, depth)}
    drops = behind[str(values["dropout_after"])] if values["dropout"] else range(0)
    if values["dropout_visible"]:
        yield _dropout(values["dropout_visible"], seeds)
    for k in range(depth):
        units = (values.get(f"units_{k}") if k else None) or values["units"]
        yield _dense(units, values, seeds)
        if k in drops:
            yield _dropout(values["dropout"], seeds)


def convolutional_layers(values: Values, seeds: Seeds) -> Iterator[Call]:
    """The blocks of a convolutional network, then its dense layer."""
    pooling = "MaxPooling2D" if values["pooling"] == "max" else "AveragePooling2D"
    for block in range(_whole(values["blocks"])):
        size = [str(_whole(values["filters"]) * 2**block), str(_whole(values["kernel_size"]))]
        yield "keras.layers.Conv2D", [*size, 'padding="same"', *_options(values, seeds)]
        yield f"keras.layers.{pooling}", ["2"]
    yield "keras.layers.Flatten", []
    yield _dense(values["dense_units"], values, seeds)
    if values["dropout"]:
        yield _dropout(values["dropout"], seeds)


_BODIES = {catalog.DENSE.name: dense_layers, catalog.CONVOLUTIONAL.name: convolutional_layers}


def optimizer(values: Values) -> str:
    """The optimizer as Keras code."""
    name = str(values["optimizer"])
    options = f"learning_rate={values['learning_rate']!r}"
    if name == "adam":
        options += ", **BETAS"
    if name in catalog.WITH_MOMENTUM and values["momentum"]:
        options += f", momentum={values['momentum']!r}"
    return f"keras.optimizers.{_OPTIMIZERS.get(name, name.capitalize())}({options})"


_OPTIMIZERS = {"sgd": "SGD", "rmsprop": "RMSprop"}


def _indented(name: str, arguments: list[str]) -> str:
    """A call in one line, or with a line for each argument."""
    line = f"{INDENT}{name}({', '.join(arguments)}),"
    if len(line) <= WIDTH:
        return line
    return "\n".join(
        [f"{INDENT}{name}(", *(f"{INDENT}    {each}," for each in arguments), f"{INDENT}),"]
    )


def _dense(units: Value, values: Values, seeds: Seeds) -> Call:
    return "keras.layers.Dense", [str(_whole(units)), *_options(values, seeds)]


def _dropout(share: Value, seeds: Seeds) -> Call:
    return "keras.layers.Dropout", [repr(share), f"seed={_seed(seeds)}"]


def _options(values: Values, seeds: Seeds) -> Iterator[str]:
    yield f"activation={_quoted(values['activation'])}"
    yield f"kernel_initializer={_start(str(values['initialization']), seeds)}"
    if values.get("max_norm"):
        yield f"kernel_constraint=keras.constraints.MaxNorm({values['max_norm']!r})"


def _start(initialization: str, seeds: Seeds) -> str:
    name = catalog.KERAS_INITIALIZERS.get(initialization, initialization)
    if name == "zeros":
        return _quoted(name)
    kind = "".join(part.capitalize() for part in name.split("_"))
    return f"keras.initializers.{kind}(seed={_seed(seeds)})"


def _seed(seeds: Seeds) -> str:
    number = next(seeds)
    return f"seed + {number}" if number else "seed"


def _whole(value: Value) -> int:
    return int(value or 1)


def _quoted(value: object) -> str:
    return json.dumps(str(value))
