"""A race: several strategies on one study's data, space and evaluation, for one budget.

The budget is epochs, or seconds of training. For each strategy the options that use it as nearly
as they can without exceeding it, or the reason why it cannot take part. Starts nothing. Must not
import Streamlit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tuning import strategies
from tuning.errors import InvalidInput
from tuning.planning import race_seconds
from tuning.planning.checks import completed
from tuning.planning.plan import plan
from tuning.planning.speed import Speed
from tuning.settings import Settings
from tuning.space import Float, Int
from tuning.store import RaceBy
from tuning.strategies import Options, Strategy
from tuning.study import StrategySpec, StudySpec
from tuning.text.words import counted, listed

MOST_SEEDS = 10
MOST_BUDGET = 1_000_000
APART = 1000
"""From one seed to the next: KerasTuner draws each trial from the seed that follows the last
one's, so that neighbouring seeds would try nearly the same configurations."""
PREFIX = "Race: "


@dataclass(frozen=True)
class Entry:
    """One strategy in a race: its studies, one a seed, or why it cannot take part."""

    strategy: str
    specs: tuple[StudySpec, ...] = ()
    epochs: int = 0
    """The most epochs that one of its studies trains; by seconds, about how many."""
    reason: str = ""
    settings: str = ""
    """The options the budget decided, for people."""

    @property
    def takes_part(self) -> bool:
        return bool(self.specs)


def racers() -> list[str]:
    """Whoever can fill a budget alone, by name."""
    return [one.name for one in strategies.STRATEGIES.values() if one.can_race]


def usual() -> list[str]:
    """The strategies that a race suggests."""
    chosen = [one for one in strategies.STRATEGIES.values() if one.can_race and one.usual_racer]
    return [one.name for one in sorted(chosen, key=lambda one: one.usual_racer)]


def enter(
    base: StudySpec,
    chosen: Sequence[str],
    budget: float,
    seeds: int = 1,
    by: RaceBy = "epochs",
    speed: Speed | None = None,
    settings: Settings | None = None,
) -> list[Entry]:
    """The entries of a race, in the order asked for. Raises InvalidInput for a bad budget.

    `by`: what the budget counts, for each study. `speed` and `settings` are for the estimate that
    a race by seconds needs.
    """
    if not 1 <= budget <= MOST_BUDGET:
        raise InvalidInput(
            f"budget must be from 1 to {MOST_BUDGET:,} {by}, got {budget:,.12g}.", "race.budget"
        )
    if by == "epochs" and budget != int(budget):
        raise InvalidInput(
            f"budget must be a whole number of epochs, got {budget:,.12g}.", "race.budget"
        )
    if not 1 <= seeds <= MOST_SEEDS:
        raise InvalidInput(f"seeds must be from 1 to {MOST_SEEDS}, got {seeds}.", "race.seeds")
    if any(strategies.strategy(name).last_epoch for name in chosen):
        # Where one can only be scored by the last epoch of a fit, in a fair race everyone is.
        last = base.objective.model_copy(update={"reduce": "last"})
        base = base.model_copy(update={"objective": last})
    terms = _Terms(budget, by, speed, settings)
    base = base.model_copy(update={"training_seconds": None})
    return [_enter(base, name, terms, seeds) for name in chosen]


def title(*bases: StudySpec) -> str:
    """What a race is called that nobody names: `Race on digits`, `Race on iris and wine`."""
    return f"Race on {listed([base.data.title for base in bases])}"


def short_name(name: str) -> str:
    """A study's name; of one in a race without what all of its race share."""
    if not name.startswith(PREFIX):
        return name
    strategy, _, rest = name.removeprefix(PREFIX).partition(" on ")
    _, seed, number = rest.rpartition(", seed ")
    return f"{strategy}{seed}{number}" if seed else strategy


class _Terms(NamedTuple):
    """For what a race goes, and at which rate."""

    budget: float
    by: RaceBy
    speed: Speed | None
    settings: Settings | None

    def fill(self, strategy: Strategy, least: StudySpec) -> Options | None:
        """The options that use the budget; None if it is too small for the strategy."""
        assert strategy.fill is not None
        if self.by == "epochs":
            return strategy.fill(least, int(self.budget))
        return race_seconds.fill(strategy, least, self.budget, self.speed, self.settings)

    def epochs(self, spec: StudySpec) -> int:
        """The most epochs that a study trains; by seconds, about how many."""
        if self.by == "epochs":
            return strategies.budget_needed(spec)
        return plan(spec, self.speed, self.settings).epochs


def _enter(base: StudySpec, name: str, terms: _Terms, seeds: int) -> Entry:
    strategy = strategies.strategy(name)
    own = base.strategy.options if base.strategy.name == name else {}
    known = strategies.check_options(strategy.options, own, "strategy")
    try:
        if strategy.fill is None:
            raise InvalidInput(f"{strategy.title} cannot fill a budget by itself.")
        least = completed(_with(base, name, known | strategy.least))
    except InvalidInput as error:
        return Entry(name, reason=str(error))
    chosen = terms.fill(strategy, least)
    if chosen is None:
        return Entry(name, reason=_too_much(strategy, least, terms))
    spec = completed(_with(least, name, least.strategy.options | chosen))
    if terms.by == "seconds":
        spec = spec.model_copy(update={"training_seconds": float(terms.budget)})
    return Entry(
        name,
        tuple(_seeded(spec, k, seeds) for k in range(seeds)),
        terms.epochs(spec),
        settings=_settings(strategy, spec, chosen, terms),
    )


def further(raced: Sequence[StudySpec], seeds: int) -> list[StudySpec]:
    """So many more seeds of each strategy on each data set, from all of its studies so far."""
    last = max(spec.seed for spec in raced)
    firsts = {(spec.data.name, spec.strategy.name): spec for spec in reversed(raced)}
    return [
        _named(spec, (last + APART * k) % 2**31)
        for spec in reversed(firsts.values())
        for k in range(1, seeds + 1)
    ]


def _seeded(spec: StudySpec, k: int, seeds: int) -> StudySpec:
    """The study of the k-th seed: of all strategies the same."""
    return _named(spec, (spec.seed + APART * k) % 2**31, tells_seed=seeds > 1)


def _named(spec: StudySpec, seed: int, *, tells_seed: bool = True) -> StudySpec:
    title = f"{PREFIX}{strategies.strategy_of(spec).title} on {spec.data.title}"
    name = title + (f", seed {seed}" if tells_seed else "")
    return spec.model_copy(update={"seed": seed, "name": name})


def _with(base: StudySpec, name: str, options: Options) -> StudySpec:
    return base.model_copy(update={"strategy": StrategySpec(name=name, options=options)})


def _too_much(strategy: Strategy, least: StudySpec, terms: _Terms) -> str:
    counts, needed = strategies.count(least), strategies.budget_needed(least)
    cut = strategy.needs_points and _has_ranges(least)
    points = f" ({strategies.points(least)} points of each range)" if cut else ""
    trials = counted(counts.trials, "trial")
    takes = f"{needed:,} epochs"
    if terms.by == "seconds":
        seconds = race_seconds.training(least, terms.speed, terms.settings)
        takes = f"about {math.ceil(seconds):,} s of training"
    return (
        f"The budget of {terms.budget:,.6g} {terms.by} is too small: even its smallest search"
        f"{points} has {trials}, {takes}."
    )


def _has_ranges(spec: StudySpec) -> bool:
    return any(isinstance(p, Int | Float) for p in spec.space.searched.values())


def _settings(strategy: Strategy, spec: StudySpec, chosen: Options, terms: _Terms) -> str:
    titles = {option.name: option.title for option in strategy.options}
    left_out = [] if _has_ranges(spec) else [strategy.points_option]
    end = "every value that is listed"
    if terms.by == "seconds" and strategy.extend is not None:
        left_out += strategy.extend(spec, race_seconds.PLENTY * strategies.budget_needed(spec))
        end = f"until {terms.budget:g} s of training are used up"
    told = [
        f"{titles[name].lower()} {spec.strategy.options[name]}"
        for name in chosen
        if name not in left_out
    ]
    if not told or (terms.by == "seconds" and strategy.extend is not None):
        told.append(end)
    text = ", ".join(told)
    return text[:1].upper() + text[1:]
