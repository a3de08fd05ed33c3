"""The part of an exported script that builds the model: a call of Keras for each layer.

Text alone, from the same data that `tuning.engine.models` builds; a test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tuning.catalog import Layer, Part, Seed

WIDTH = 100
INDENT = " " * 12
Call = tuple[str, list[str]]
"""A function's name and its arguments."""


class Code(str):
    """An option that is a piece of Python, in place of a value."""


def layers(found: Sequence[Layer], outputs: str) -> Iterator[str]:
    """All layers as code, indented. `outputs`: the code that says how many units the last has."""
    last = replace(found[-1], options={**found[-1].options, "units": Code(outputs)})
    return (_indented(*call(layer)) for layer in (*found[:-1], last))


def optimizer(part: Part) -> str:
    """An optimizer as code; Adam's has the script's own `BETAS`."""
    name, [rate, *others] = call(part)
    betas = ["**BETAS"] if part.kind == "Adam" else []
    return f"{name}({', '.join([rate, *betas, *others])})"


def call(part: Part) -> Call:
    """A part of a network as code."""
    arguments = [
        _code(value) if name in _FIRST else f"{name}={_code(value)}"
        for name, value in part.options.items()
    ]
    return f"keras.{part.module}.{part.kind}", arguments


_FIRST = ("units", "rate", "filters", "kernel_size", "pool_size", "max_value")
"""Options that stand first in Keras' own signatures, and need no name."""


def _code(value: Any) -> str:
    if isinstance(value, Code):
        return value
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, Seed):
        return f"seed + {value.after}" if value.after else "seed"
    if isinstance(value, Part):
        name, arguments = call(value)
        return f"{name}({', '.join(arguments)})"
    return repr(value)


def _indented(name: str, arguments: list[str]) -> str:
    """A call in one line, or with a line for each argument."""
    line = f"{INDENT}{name}({', '.join(arguments)}),"
    if len(line) <= WIDTH:
        return line
    return "\n".join(
        [f"{INDENT}{name}(", *(f"{INDENT}    {each}," for each in arguments), f"{INDENT}),"]
    )
