"""A strategy's own search of the known landscape, step by step.

The adapter that runs studies, and the library behind it, choose every trial; the landscape answers
what it scores, at once, where a study would train it. A step is a trial that has ended.
"""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tuning import strategies
from tuning.engine.miniatures.ground import Ground
from tuning.engine.miniatures.steps import Step, as_json
from tuning.engine.strategies import strategy_class
from tuning.learn import Asked, Lesson, Search, searched
from tuning.study import StudySpec


def answer(said: dict[str, Any]) -> dict[str, Any]:
    """Searches as it was asked for (`Asked`'s JSON); the answer as the browser takes it."""
    asked = Asked.of(said)
    return search(asked.lesson, asked.seed)


def search(lesson: Lesson, seed: int) -> dict[str, Any]:
    """The search of a lesson's miniature; the same seed gives the same steps.

    Where a person proposes every trial there is nothing to search, and there are no steps.
    """
    miniature = lesson.miniature
    assert isinstance(miniature, Search)
    began = time.perf_counter()
    steps: list[dict[str, Any]] = []
    if not strategies.strategy(miniature.strategy).by_person:
        spec = searched.study(miniature.strategy, miniature.trials, seed)
        steps = as_json(spec, steps_of(spec))
    return {
        "kind": "search",
        "lesson": lesson.name,
        "strategy": miniature.strategy,
        "seed": seed,
        "steps": steps,
        "seconds": round(time.perf_counter() - began, 3),
    }


def steps_of(spec: StudySpec) -> list[Step]:
    """The trials of a study of the landscape, in the order in which they ended."""
    ground = Ground(spec)
    with TemporaryDirectory(prefix="miniature-") as folder:
        strategy_class(spec.strategy.name)(spec, Path(folder)).rehearse(ground)
    return ground.steps
