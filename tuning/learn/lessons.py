"""The lessons: what a file of `pages/` must say, and all of them by name.

A lesson's name is its file's: that of a hyperparameter, or of a strategy.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from tuning import catalog
from tuning.errors import NotFound, quoted
from tuning.learn import _pages
from tuning.space import Fixed, Value, Values
from tuning.strategies import STRATEGIES

FAMILY = "dense"
"""The family of every network in a miniature."""
DATA = ("moons", "circles", "spirals", "quarters", "digits")
"""What a miniature may train on: points of the plane, by their shape, or handwritten digits."""
SEEDS = range(10)
"""The seeds that a reader can train a miniature from."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Control(_Part):
    """A hyperparameter that the reader moves, and where it may stand."""

    name: str
    stops: tuple[Value, ...]
    start: Value

    @model_validator(mode="before")
    @classmethod
    def _in_kind(cls, said: dict[str, Any]) -> dict[str, Any]:
        stops = tuple(_own(said["name"], stop) for stop in said["stops"])
        return {**said, "stops": stops, "start": _own(said["name"], said["start"])}

    @model_validator(mode="after")
    def _starts_at_a_stop(self) -> Control:
        if self.start not in self.stops or len(set(self.stops)) < max(len(self.stops), 2):
            raise ValueError(f"{self.name} needs stops that differ, and starts at one of them")
        return self

    def stop(self, value: object) -> Value | None:
        """The stop that equals a value; None where there is none."""
        if not isinstance(value, str | int | float):
            return None
        alike = (stop for stop in self.stops if isinstance(stop, bool) == isinstance(value, bool))
        return next((stop for stop in alike if stop == value), None)


class Training(_Part):
    """A miniature that trains one small network for each setting of its controls."""

    kind: Literal["training"]
    data: Literal["moons", "circles", "spirals", "quarters", "digits"]
    wrong: float = Field(default=0.0, ge=0.0, le=0.5)
    """The share of training rows that carry a wrong label: what a network can only memorize."""
    epochs: int = Field(ge=1, le=100)
    fixed: dict[str, Value] = Field(default_factory=dict)
    controls: tuple[Control, ...] = Field(min_length=1, max_length=2)
    watch: str
    """What to look at, in one sentence."""

    @field_validator("fixed")
    @classmethod
    def _in_kind(cls, fixed: dict[str, Value]) -> dict[str, Value]:
        return {name: _own(name, value) for name, value in fixed.items()}

    @property
    def start(self) -> dict[str, Value]:
        """Where the controls stand at first."""
        return {control.name: control.start for control in self.controls}

    @property
    def settings(self) -> int:
        """How many there are."""
        return math.prod(len(control.stops) for control in self.controls)

    def at(self, values: object) -> dict[str, Value] | None:
        """A setting of the controls, each at one of its stops; None if this is none."""
        if not isinstance(values, dict) or set(values) != {one.name for one in self.controls}:
            return None
        found = {one.name: one.stop(values[one.name]) for one in self.controls}
        return None if None in found.values() else found

    def complete(self, values: Values) -> Values:
        """The whole configuration of a setting, as a family takes it."""
        at_most = {} if "epochs" in values else {"epochs": self.epochs}
        return {**self.fixed, **at_most, **values}


class Search(_Part):
    """A miniature in which a strategy searches the known landscape."""

    kind: Literal["search"]
    strategy: str
    trials: int = Field(ge=2, le=60)
    """About how many it may try: each strategy makes of it what it can."""
    watch: str


class Question(_Part):
    """Predict, then see: which of two or three settings will win?"""

    ask: str
    choices: tuple[dict[str, Value], ...] = Field(min_length=2, max_length=3)
    because: str
    """What explains the outcome, whichever it was."""


class Lesson(_Part):
    """One page of Learn."""

    name: str
    title: str
    summary: str
    """One sentence: what stands in lists and on links."""
    text: str
    """Markdown."""
    sources: tuple[str, ...] = Field(min_length=1)
    """Markdown, a line each."""
    see_also: tuple[str, ...] = ()
    """Other lessons."""
    figure: str = ""
    """A figure of `tuning.charts.lessons`; empty for none."""
    alt: str = ""
    """What the figure shows, in words."""
    miniature: Training | Search = Field(discriminator="kind")
    questions: tuple[Question, ...] = ()

    @model_validator(mode="after")
    def _choices_can_be_tried(self) -> Lesson:
        for choice in (choice for each in self.questions for choice in each.choices):
            if isinstance(self.miniature, Training):
                known = self.miniature.at({**self.miniature.start, **choice}) is not None
            else:
                known = set(choice) == {"strategy"} and choice["strategy"] in STRATEGIES
            if not known:
                raise ValueError(f"{self.name}: {quoted(choice)} is no setting of its miniature")
        return self

    @property
    def is_of_strategy(self) -> bool:
        """Whether it explains a strategy, and not a hyperparameter."""
        return isinstance(self.miniature, Search)

    @property
    def version(self) -> str:
        """Changes with what its miniature trains: answers of another version say nothing."""
        asked = [self.miniature.model_dump(mode="json", exclude={"watch"})]
        asked += [
            question.model_dump(mode="json", include={"choices"}) for question in self.questions
        ]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:12]

    def choice(self, question: int, index: int) -> dict[str, Value]:
        """A question's choice as a whole setting of the miniature."""
        chosen = self.questions[question].choices[index]
        if isinstance(self.miniature, Search):
            return chosen
        return self.miniature.at({**self.miniature.start, **chosen}) or chosen


def _own(name: str, value: Value) -> Value:
    """A value in the hyperparameter's own kind. Raises for what the family does not take."""
    family = catalog.family(FAMILY)
    if name not in family.names:
        raise ValueError(f"{name} is no hyperparameter of the {FAMILY} family")
    family[name].check(Fixed(value=value))
    return family[name].in_kind(Fixed(value=value)).points()[0]


def _read() -> dict[str, Lesson]:
    found = (Lesson(name=path.stem, **_pages.read(path)) for path in _pages.folder("pages"))
    return {lesson.name: lesson for lesson in sorted(found, key=_place)}


def _place(lesson: Lesson) -> tuple[bool, float]:
    """Hyperparameters in the order of the form, then the strategies in theirs."""
    if isinstance(lesson.miniature, Search):
        return True, STRATEGIES[lesson.miniature.strategy].place
    return False, catalog.family(FAMILY).names.index(lesson.name)


LESSONS = _read()
"""By name: hyperparameters in the order of the form, then strategies in theirs."""


def lesson(name: str) -> Lesson:
    """Raises NotFound."""
    if name not in LESSONS:
        raise NotFound(f"There is no lesson called {quoted(name)}.")
    return LESSONS[name]


def title_of(name: str) -> str:
    """A hyperparameter's title: its lesson's, which is shorter than the form's."""
    known = LESSONS.get(name) or catalog.family(FAMILY)[name]
    return known.title


def beside(name: str, by: int) -> Lesson | None:
    """The lesson so many places after this one (before it, where `by` is negative), if any."""
    names = list(LESSONS)
    place = names.index(name) + by if name in LESSONS else -1
    return LESSONS[names[place]] if 0 <= place < len(names) else None


def of_kind(kind: Literal["training", "search"]) -> list[Lesson]:
    """The lessons on hyperparameters (`training`), or on strategies (`search`)."""
    return [each for each in LESSONS.values() if each.miniature.kind == kind]
