"""The stored examples: a lesson's answer at its start, shown while no engine answers.

`python -m benchmarks.miniatures --record` makes them (`recorded/`, a file a lesson).
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

from tuning.learn.asked import Asked
from tuning.learn.lessons import Lesson, Training

FOLDER = Path(__file__).parent / "recorded"


def start(lesson: Lesson) -> Asked:
    """What a lesson's miniature asks for before anybody has moved a control."""
    if isinstance(lesson.miniature, Training):
        return Asked("training", lesson, lesson.miniature.start)
    return Asked("search", lesson)


def path(lesson: Lesson) -> Path:
    """Where a lesson's example is kept."""
    return FOLDER / f"{lesson.name}.json"


@functools.lru_cache(maxsize=64)
def _read(path: Path) -> dict[str, str]:
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {found["key"]: json.dumps(found["answer"])} if found else {}


def example(asked: Asked) -> str | None:
    """The stored answer (JSON) of a lesson, for its miniature at its start.

    None for a contest, and where the example is of an earlier version of the lesson.
    """
    if asked.kind == "contest":
        return None
    return _read(path(asked.lesson)).get(start(asked.lesson).key)
