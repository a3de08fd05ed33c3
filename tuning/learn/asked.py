"""The gate of the miniatures: what a browser may ask the engine to train or to search.

There are finitely many such questions, so that every answer can be kept under its key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

from tuning.errors import InvalidInput, NotFound, quoted
from tuning.learn.lessons import SEEDS, Lesson, Search, Training, lesson
from tuning.space import Value

Kind = Literal["training", "search", "contest"]


@dataclass(frozen=True)
class Asked:
    """One training, one search, or one question with all of its choices."""

    kind: Kind
    lesson: Lesson
    values: dict[str, Value] = field(default_factory=dict)
    """Of a training: a stop of each control."""
    seed: int = 0
    question: int = 0
    """Of a contest: which of the lesson's questions."""

    @classmethod
    def of(cls, said: object) -> Asked:
        """From a browser's JSON. Raises InvalidInput."""
        if not isinstance(said, dict):
            raise InvalidInput(f"A miniature is asked for by an object, got {quoted(said)}.")
        try:
            page = lesson(str(said.get("lesson")))
        except NotFound as error:
            raise InvalidInput(str(error)) from error
        match said.get("kind"), page.miniature:
            case "training", Training():
                return cls("training", page, _values(page.miniature, said), _seed(said))
            case "search", Search():
                return cls("search", page, seed=_seed(said))
            case "contest", _:
                return cls("contest", page, question=_question(page, said))
        raise InvalidInput(
            f"The lesson {page.name} has nothing of kind {quoted(said.get('kind'))}."
        )

    @property
    def key(self) -> str:
        """Names what is asked: equal keys have equal answers."""
        what = [self.kind, self.values, self.seed, self.question]
        return f"{self.lesson.name}:{self.lesson.version}:{json.dumps(what, sort_keys=True)}"

    def as_json(self) -> dict[str, Any]:
        """What `of` makes this of again."""
        own: dict[str, Any] = {"kind": self.kind, "lesson": self.lesson.name}
        if self.kind == "contest":
            return own | {"question": self.question}
        return own | {"seed": self.seed} | ({"values": self.values} if self.values else {})


def _values(miniature: Training, said: dict[str, Any]) -> dict[str, Value]:
    values = miniature.at(said.get("values"))
    if values is None:
        stops = "; ".join(f"{one.name} {list(one.stops)}" for one in miniature.controls)
        raise InvalidInput(
            f"Each control stands at one of its stops ({stops}), got {quoted(said.get('values'))}."
        )
    return values


def _seed(said: dict[str, Any]) -> int:
    return _whole(said.get("seed", 0), SEEDS, "The seed")


def _question(page: Lesson, said: dict[str, Any]) -> int:
    if not page.questions:
        raise InvalidInput(f"The lesson {page.name} has no question.")
    return _whole(said.get("question", 0), range(len(page.questions)), "The question")


def _whole(value: object, among: range, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in among:
        raise InvalidInput(f"{what} is a whole number from 0 to {among[-1]}, got {quoted(value)}.")
    return value
