"""What decides which fits share a program. Depends on TensorFlow and Keras alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import keras

from tuning.engine.compiled.dense import hidden


def signature_of(model: keras.Model) -> str:
    """`signature`, worked out once a compilation: reading a model's whole config takes a while."""
    widest = getattr(model, "widest", ())
    optimizer, wide, known = model.__dict__.get("program_signature", (None, (), ""))
    if optimizer is not model.optimizer or wide != widest:
        known = signature(model, widest)
        model.__dict__["program_signature"] = (model.optimizer, widest, known)
    return str(known)


def signature(model: keras.Model, widest: Sequence[int] = ()) -> str:
    """What decides a model's program: architecture, loss, metrics, kind of optimizer.

    Names, seeds and what a program keeps in variables (rates above zero) are left out. widest: the
    units of a program that narrower models share, in place of the model's own.
    """
    config = model.get_config()
    wide = dict(zip((layer.name for layer in hidden(model)), widest, strict=False))
    for layer in config["layers"] if wide else ():
        if layer["config"]["name"] in wide:
            layer["config"] |= {"units": wide[layer["config"]["name"]], "shared": True}
    compiled = model.get_compile_config() or {}
    text = json.dumps(
        [type(model).__mro__[1].__name__, _neutral(config), _neutral(compiled)],
        default=str,
        sort_keys=True,
    )
    for number, layer in enumerate(model.layers):
        text = text.replace(f'"{layer.name}"', f'"layer {number}"')
    return text


_IN_VARIABLES = ("rate", "learning_rate", "l2", "initial_learning_rate", "decay_steps")
_LEFT_OUT = ("seed", "build_config", "compile_config", "shape")
"""What follows from the rest besides: the shapes of what layers are given."""


def _neutral(config: Any) -> Any:
    """A config without names and seeds, and of rates only whether they are above zero."""
    if isinstance(config, dict):
        neutral = {}
        for key, value in config.items():
            if key in _IN_VARIABLES and isinstance(value, float | int):
                neutral[key] = bool(value)
            elif key not in _LEFT_OUT and not _is_own_name(key, config):
                neutral[key] = _neutral(value)
        return neutral
    if isinstance(config, list | tuple):
        return [_neutral(value) for value in config]
    return config


def _is_own_name(key: str, config: dict[str, Any]) -> bool:
    """Whether this is the name of a model or an optimizer: they are counted up, layers renamed."""
    return key == "name" and ("layers" in config or "learning_rate" in config)
