"""The part of an exported script that builds the model: its layers and its optimizer as code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tuning.catalog import KerasObject, Layer, Seed
from tuning.export import templates

WIDTH = 100
Call = tuple[str, list[str]]
"""A function's name and its arguments."""


class Expression(str):
    """An option that is a piece of Python, in place of a value."""


def model(layers: Sequence[Layer], outputs: str) -> str:
    """The statements that make `model`. `outputs`: code for the number of the last one's units."""
    last = replace(layers[-1], options={**layers[-1].options, "units": Expression(outputs)})
    chain = (*layers[:-1], last)
    if any(layer.skip for layer in chain):
        return templates.FUNCTIONAL.format(layers="\n".join(map(_appended, chain)))
    return templates.SEQUENTIAL.format(
        layers="\n".join(_lines(*call(each), 12, "", ",") for each in chain)
    )


def _appended(layer: Layer) -> str:
    inputs = f"[x[-1], x[{-1 - layer.skip}]]" if layer.skip else "x[-1]"
    return _lines(*call(layer), 4, "x.append(", f"({inputs}))")


def optimizer(described: KerasObject) -> str:
    """An optimizer as code; Adam's and AdamW's have the script's own `BETAS`."""
    name, [rate, *others] = call(described)
    betas = ["**BETAS"] if described.kind in ("Adam", "AdamW") else []
    return f"{name}({', '.join([rate, *betas, *others])})"


def plateau(described: KerasObject | None) -> dict[str, str]:
    """What the training says of a callback that lowers the rate between epochs, piece by piece."""
    if described is None:
        return {"plateau": "", "history": "", "on_plateau": ""}
    return {
        "plateau": templates.PLATEAU.format(plateau=_code(described)),
        "history": "history = ",
        "on_plateau": templates.ON_PLATEAU,
    }


def call(described: KerasObject) -> Call:
    """A Keras object as code that makes it."""
    arguments = [
        _code(value) if name in _FIRST else f"{name}={_code(value)}"
        for name, value in described.options.items()
    ]
    return f"keras.{described.module}.{described.kind}", arguments


_FIRST = ("units", "rate", "filters", "kernel_size", "pool_size", "max_value", "l2")
"""Options that stand first in Keras' own signatures, and need no name."""


def _code(value: Any) -> str:
    if isinstance(value, Expression):
        return value
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, Seed):
        return f"seed + {value.after}" if value.after else "seed"
    if isinstance(value, KerasObject):
        name, arguments = call(value)
        return f"{name}({', '.join(arguments)})"
    return repr(value)


def _lines(name: str, arguments: list[str], indent: int, before: str, after: str) -> str:
    """A call in one line, or with a line for each argument."""
    space = " " * indent
    line = f"{space}{before}{name}({', '.join(arguments)}){after}"
    if len(line) <= WIDTH:
        return line
    inside = [f"{space}    {each}," for each in arguments]
    return "\n".join([f"{space}{before}{name}(", *inside, f"{space}){after}"])
