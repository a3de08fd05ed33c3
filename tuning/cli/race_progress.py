"""How far a race is, on standard error: standings that move in a terminal, else plain lines."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType

from rich.console import Group
from rich.live import Live
from rich.text import Text

from tuning.analysis import raced
from tuning.analysis.standings import by_dataset, standings
from tuning.cli import race_terminal, terminal
from tuning.space import show
from tuning.store import RaceRecord
from tuning.store.view import StudyView
from tuning.text.words import duration

LIVE_SECONDS = 1.0
"""How often the standings are reckoned while they are watched."""


class RaceProgress:
    """The progress of a race on standard error: a table that moves in a terminal, else lines."""

    def __init__(self, race: RaceRecord, views: Sequence[StudyView]) -> None:
        self._race, self._views = race, views
        self._console = terminal.console(stderr=True)
        self._tells_data = len(by_dataset(views)) > 1
        self._told = {view.study.id for view in views if view.study.state.is_finished()}
        self._last_line = time.monotonic()
        self._drawn = 0.0
        self._live = Live(console=self._console, transient=True, refresh_per_second=4)

    def __enter__(self) -> RaceProgress:
        race = self._race
        self.say(f"Race r{race.id}, {race.name}: {race_terminal.terms(race, self._views)}.")
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._live.stop()

    def say(self, text: str) -> None:
        """A line that stays; never folded where it could be read by a program."""
        self._console.print(text, soft_wrap=not self._console.is_terminal)

    def update(self) -> None:
        """Shows what the views hold now."""
        self._tell_ended_studies()
        now = time.monotonic()
        if self._console.is_terminal and now > self._drawn + LIVE_SECONDS:
            self._drawn = now
            self._draw()
        if not self._console.is_terminal and now > self._last_line + terminal.PLAIN_SECONDS:
            self._last_line = now
            self.say(self._sentence())

    def _draw(self) -> None:
        race, parts = self._race, by_dataset(self._views)
        found = [standings(own, race.by, race.budget) for own in parts]
        pairs = zip(parts, found, strict=True)
        tables = [race_terminal.standings_table(race, own, shown) for own, shown in pairs]
        told = race_terminal.spoken(self._views, found)
        # Of one data set the verdict alone: what is said besides stands below at the end.
        self._live.update(
            Group(*tables, Text(self._sentence()), Text(told[-1] if len(found) > 1 else told[0]))
        )

    def _tell_ended_studies(self) -> None:
        for study in (view.study for view in self._views):
            if not study.state.is_finished() or study.id in self._told:
                continue
            self._told.add(study.id)
            self._last_line = time.monotonic()
            why = f": {study.error}" if study.error else ""
            strategy, seed = race_terminal.title(study.strategy), study.spec.seed
            ended = f"{study.state.value} {show(study.best_score)}{why}"
            data = f" on {study.spec.data.title}" if self._tells_data else ""
            self.say(f"study {study.id}, {strategy}{data}, seed {seed} {ended}")

    def _sentence(self) -> str:
        """`studies 3/15 · trials 40 · epochs 210 · about 20 s left`."""
        every = [view.study for view in self._views]
        ended = sum(study.state.is_finished() for study in every)
        totals = [view.totals for view in self._views]
        parts = [
            f"studies {ended}/{len(every)}",
            f"trials {sum(one.completed for one in totals):,}",
            f"epochs {sum(one.epochs for one in totals):,}",
        ]
        left = raced.Race(self._race.id, tuple(every)).left()
        return " · ".join([*parts, *([f"about {duration(left)} left"] if left else [])])
