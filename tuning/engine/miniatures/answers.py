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
HERE, ASIDE = "here", "here, beside"
"""Places in the engine's own process, which has the strategies' libraries: for searches, and for
their contests, which take seconds and hold up no search."""
OWN = (HERE, ASIDE)


def own_place(said: dict[str, Any]) -> str | None:
    """Where in the engine's own process it is answered; None if workers do that."""
    lesson = LESSONS.get(said["lesson"])
    if lesson is None or not lesson.is_of_strategy:
        return None
    return ASIDE if said["kind"] == "contest" else HERE


def answer(said: dict[str, Any]) -> str:
    """The answer as JSON. Raises what its module raises: a fault of ours."""
    module = import_module(f"{__package__}.{MODULES[said['kind']]}")
    return json.dumps(module.answer(said), allow_nan=False, separators=(",", ":"))
