"""Which module makes the answer to which kind of question, and where it works.

A module has `answer(said)`: from what was asked (the JSON of `tuning.learn.Asked`) to the answer
as the browser takes it, in plain values without a number that is not finite.
"""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from tuning.learn import LESSONS

MODULES = {"training": "training", "search": "searching", "contest": "contests"}
"""By kind, in this folder."""


def is_here(said: dict[str, Any]) -> bool:
    """Whether the engine's own process answers it: that has the libraries of the strategies."""
    lesson = LESSONS.get(said["lesson"])
    return lesson is not None and lesson.is_of_strategy


def answer(said: dict[str, Any]) -> str:
    """The answer as JSON. Raises what its module raises: a fault of ours."""
    module = import_module(f"{__package__}.{MODULES[said['kind']]}")
    return json.dumps(module.answer(said), allow_nan=False, separators=(",", ":"))
