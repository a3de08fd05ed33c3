"""A parameter in words, by the same ones wherever it is named: forms, reports, what has changed."""

from __future__ import annotations

from tuning.space.parameters import AnyParameter, Boolean, Choice, Fixed, Float, Int, Value
from tuning.space.spelling import show, spell
from tuning.text.words import listed


def told(parameter: AnyParameter) -> str:
    """`32 to 512, step 32`, `0.0001 to 0.1, on a log scale`, `relu or tanh`, `0.001`."""
    if isinstance(parameter, Fixed):
        return typed(parameter.value)
    if isinstance(parameter, Boolean):
        return "on or off"
    if isinstance(parameter, Choice):
        return listed([typed(value) for value in parameter.values], "or")
    return f"{ends(parameter)}{', on a log scale' if parameter.scale == 'log' else ''}"


def ends(parameter: Int | Float) -> str:
    """A range and its step, if that is not plain: `32 to 512, step 32`, `1 to 4`."""
    is_plain = parameter.step is None or (isinstance(parameter, Int) and parameter.step == 1)
    step = "" if is_plain else f", step {spell(parameter.step)}"
    return f"{spell(parameter.low)} to {spell(parameter.high)}{step}"


def typed(value: Value) -> str:
    """A value as it was typed, nothing of it lost: `1/6`, `relu`, `on`."""
    return spell(value) if isinstance(value, float) else show(value)
