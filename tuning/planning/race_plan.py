"""A race as a file or a form asks for it: its gate, what it takes, its seeds by default.

Starts nothing. Must not import Streamlit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, StrictFloat, StrictInt

from tuning import strategies
from tuning.errors import InvalidInput, quoted
from tuning.planning import race
from tuning.planning.checks import check
from tuning.planning.estimate import Past, estimate
from tuning.planning.plan import Plan, plan
from tuning.planning.race import Entry
from tuning.planning.speed import Speed
from tuning.planning.suggest import filled
from tuning.settings import Settings
from tuning.store import RaceBy
from tuning.study import DataSpec, StudySpec
from tuning.text import names

USUAL_SEEDS = 5
"""Seeds of a race that nobody chose, where they take less than `USUAL_SECONDS` …"""
USUAL_SECONDS = 120.0
LEAST_SEEDS = 2
"""… and so many at least: one alone says nothing about luck."""


class RaceSpec(BaseModel):
    """What makes a race of a study's data, space, evaluation and objective."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    datasets: tuple[str, ...] = ()
    """Names of the data sets on which it is run; empty: the one that the rest names."""
    strategies: tuple[str, ...] = ()
    """Empty: those that a race suggests, as far as they can take part."""
    by: RaceBy = "epochs"
    budget: StrictFloat | None = None
    """What each study may train, in epochs or in seconds of training."""
    seeds: StrictInt | None = None
    """None: `usual_seeds`."""


@dataclass(frozen=True)
class RacePlan:
    """A race that can be started: its name, its terms, and its checked studies."""

    name: str
    by: RaceBy
    budget: float
    studies: tuple[StudySpec, ...]
    """Those of one data set after those of another."""


def check_race(
    base: StudySpec,
    asked: RaceSpec,
    settings: Settings,
    speed: Speed | None = None,
    known: Iterable[Past] = (),
    data: Sequence[DataSpec] = (),
) -> RacePlan:
    """The gate of a race: every study of it has passed `checks.check`.

    `data`: the data sets on which it is run, in place of the base's; `speed` and `known` are for
    the estimate. Raises InvalidInput with its field for the first rule that is broken,
    DatasetUnavailable for data that are gone.
    """
    if asked.budget is None:
        raise InvalidInput(
            f"budget must say how many {asked.by} each study of the race may train.", "race.budget"
        )
    terms = Terms(tuple(on_each(base, data)), asked.budget, asked.by, speed, settings)
    specs = studies(_racing(terms, asked, known))
    if len({(spec.strategy.name, spec.seed) for spec in specs}) < 2:
        raise InvalidInput(
            "A race needs two studies or more: a further strategy, or another seed.",
            "race.strategies",
        )
    checked = tuple(check(spec, settings) for spec in specs)
    name = names.of_a_study(asked.name) or race.title(*terms.bases)
    return RacePlan(name, asked.by, asked.budget, checked)


def on_each(base: StudySpec, data: Sequence[DataSpec]) -> list[StudySpec]:
    """The base on each of these data sets, or on its own. Raises InvalidInput for one named twice.

    What nobody chose is settled for each of them by the gate.
    """
    for one in data:
        if sum((one.name, one.file) == (other.name, other.file) for other in data) > 1:
            raise InvalidInput(
                f"dataset must name each data set once, got {quoted(one.title)} twice.", "data"
            )
    return [base.model_copy(update={"data": one}) for one in data] or [base]


@dataclass(frozen=True)
class Racer:
    """One strategy in a race, on each of its data sets."""

    strategy: str
    entries: tuple[Entry, ...]
    """One a data set."""
    titles: tuple[str, ...]
    """Of the data sets."""

    @property
    def takes_part(self) -> bool:
        """On every data set: ranks need all of them."""
        return all(entry.takes_part for entry in self.entries)

    @property
    def reason(self) -> str:
        """Why it cannot take part, and on which of several data sets."""
        found = zip(self.titles, self.entries, strict=True)
        data, entry = next((title, entry) for title, entry in found if not entry.takes_part)
        return f"On {data}: {entry.reason}" if len(self.entries) > 1 else entry.reason

    @property
    def specs(self) -> list[StudySpec]:
        return [spec for entry in self.entries for spec in entry.specs]


@dataclass(frozen=True)
class Terms:
    """For what a race goes: on each data set the same."""

    bases: tuple[StudySpec, ...]
    """One a data set."""
    budget: float
    by: RaceBy
    speed: Speed | None
    settings: Settings

    def enter(self, chosen: Sequence[str], seeds: int = 1) -> list[Racer]:
        """These strategies on every data set. Raises InvalidInput for a bad budget."""
        more = (seeds, self.by, self.speed, self.settings)
        each = [
            race.enter(filled(base, self.settings), chosen, self.budget, *more)
            for base in self.bases
        ]
        titles = tuple(base.data.title for base in self.bases)
        return [
            Racer(name, tuple(entries[k] for entries in each), titles)
            for k, name in enumerate(chosen)
        ]

    def plans(self, racers: Iterable[Racer]) -> list[Plan]:
        """Of one study of each on each data set; of those that can take part."""
        specs = [e.specs[0] for racer in racers if racer.takes_part for e in racer.entries]
        return [plan(spec, self.speed, self.settings) for spec in specs]


def studies(racers: Sequence[Racer]) -> list[StudySpec]:
    """The specs of all studies, those of one data set after those of another."""
    every = zip(*(racer.entries for racer in racers), strict=True)
    return [spec for entries in every for entry in entries for spec in entry.specs]


def _racing(terms: Terms, asked: RaceSpec, known: Iterable[Past]) -> list[Racer]:
    """Those that take part, with their seeds."""
    racers = terms.enter(_chosen(asked))
    racing = [racer for racer in racers if racer.takes_part]
    if asked.strategies or not racing:
        _all_take_part(racers)
    seeds = usual_seeds(terms.plans(racing), known) if asked.seeds is None else asked.seeds
    return terms.enter([racer.strategy for racer in racing], seeds)


def usual_seeds(plans: Iterable[Plan], known: Iterable[Past] = ()) -> int:
    """The seeds of a race that nobody chose; `plans`: of one study of each strategy and data set.

    Five where the estimate is under two minutes, else as many as fit, at least two. `known`: past
    studies with their family of models. Where those teach nothing, a further seed is taken to train
    as long again, with programs that are compiled by then.
    """
    first, further = 0.0, 0.0
    for planned in plans:
        time = estimate(planned, known := list(known))
        middle = (time.low + time.high) / 2
        first += middle if time.studies else planned.seconds
        further += middle if time.studies else min(2 * planned.quick, planned.seconds)
    fitting = 1 + math.floor((USUAL_SECONDS - first) / max(further, 1e-9))
    return max(LEAST_SEEDS, min(fitting, USUAL_SEEDS))


def _chosen(asked: RaceSpec) -> list[str]:
    """The strategies asked for, each once. Raises InvalidInput."""
    for name in asked.strategies:
        if name not in race.racers():
            raise InvalidInput(
                f"strategies must be among those that can race ({', '.join(race.racers())}), "
                f"got {quoted(name)}.",
                "race.strategies",
            )
        if asked.strategies.count(name) > 1:
            raise InvalidInput(
                f"strategies must name each strategy once, got {quoted(name)} twice.",
                "race.strategies",
            )
    return list(asked.strategies) or race.usual()


def _all_take_part(racers: Iterable[Racer]) -> None:
    """Whoever was asked for by name is not left out in silence. Raises InvalidInput."""
    for racer in racers:
        if not racer.takes_part:
            title = strategies.strategy(racer.strategy).title
            raise InvalidInput(f"{title} cannot take part: {racer.reason}", "race.strategies")
