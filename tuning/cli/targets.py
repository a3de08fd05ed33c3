"""What a command is about: a study by its number, or a race (`r3`) as one.

What reckons races is imported where a race is met: pandas takes half a second.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, NamedTuple, Protocol

import click

from tuning import export
from tuning.cli import terminal
from tuning.cli.shared import print_json
from tuning.errors import quoted
from tuning.store import RaceRecord, Store, StudyRecord
from tuning.store.view import StudyView
from tuning.study import StudyState


class Which(NamedTuple):
    """What a person named."""

    number: int
    is_race: bool = False


class _WhichType(click.ParamType):
    name = "id"
    _study = click.IntRange(min=1)

    def convert(self, value: Any, param: Any, ctx: Any) -> Which:
        if isinstance(value, Which):
            return value
        race = re.fullmatch(r"r([0-9]{1,18})", str(value))
        if race is not None:
            return Which(int(race[1]), True)
        if not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
            self.fail(
                f"{quoted(value)} must be the number of a study (3) or of a race (r3).", param, ctx
            )
        return Which(self._study.convert(value, param, ctx))


target_argument = click.argument("which", metavar="ID", type=_WhichType())


class Progress(Protocol):
    """Shows how far something is while it is entered."""

    def __enter__(self) -> Progress: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None: ...

    def update(self) -> None:
        """Shows what is known now."""

    def say(self, text: str) -> None:
        """A line that stays."""


@dataclass(frozen=True)
class Target:
    """One study, or all studies of a race."""

    store: Store
    which: Which

    @property
    def name(self) -> str:
        """As it is typed: `3`, `r3`."""
        return f"{'r' if self.which.is_race else ''}{self.which.number}"

    @property
    def kind(self) -> str:
        return "race" if self.which.is_race else "study"

    def race(self) -> RaceRecord | None:
        """The race's record; None for a study. Raises NotFound."""
        return self.store.race(self.which.number) if self.which.is_race else None

    def studies(self) -> list[StudyRecord]:
        """Its studies as they are now, by number. Raises NotFound."""
        if self.which.is_race:
            return self.store.race_studies(self.which.number)
        return [self.store.study(self.which.number)]

    def state(self) -> StudyState:
        """Its state: a race runs while one of its studies does. Raises NotFound."""
        if not self.which.is_race:
            return self.store.study(self.which.number).state
        from tuning.analysis.raced import together

        return together([study.state for study in self.studies()])

    def views(self) -> list[StudyView]:
        return [StudyView(self.store, study.id) for study in self.studies()]

    def print(self, views: Sequence[StudyView], as_json: bool) -> None:
        """What is known of it, for people or as the JSON that scripts rely on."""
        race = self.race()
        if race is not None:
            from tuning.cli import race_terminal

            race_terminal.print_race(race, views, as_json)
        elif as_json:
            print_json(export.study_json(views[0]))
        else:
            terminal.print_study(views[0])

    def progress(self, views: Sequence[StudyView]) -> Progress:
        """What shows on standard error how far it is."""
        race = self.race()
        if race is None:
            return terminal.RunProgress(views[0])
        from tuning.cli.race_progress import RaceProgress

        return RaceProgress(race, views)
