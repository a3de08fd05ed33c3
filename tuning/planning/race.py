"""A race: several strategies on one study's data, space and evaluation, for one budget in epochs.

For each strategy the options that use the budget as nearly as they can without exceeding it, or
the reason why it cannot take part. Starts nothing. Must not import Streamlit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tuning import strategies
from tuning.errors import InvalidInput
from tuning.planning.checks import completed
from tuning.space import Float, Int
from tuning.strategies import Options, Strategy
from tuning.study import StrategySpec, StudySpec

MOST_SEEDS = 5
MOST_BUDGET = 1_000_000
PREFIX = "Race: "


@dataclass(frozen=True)
class Entry:
    """One strategy in a race: its studies, one a seed, or why it cannot take part."""

    strategy: str
    specs: tuple[StudySpec, ...] = ()
    epochs: int = 0
    """The most epochs that one of its studies trains."""
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


def enter(base: StudySpec, chosen: Sequence[str], budget: int, seeds: int = 1) -> list[Entry]:
    """The entries of a race, in the order asked for. Raises InvalidInput for a bad budget."""
    if not 1 <= budget <= MOST_BUDGET:
        raise InvalidInput(
            f"budget must be from 1 to {MOST_BUDGET:,} epochs, got {budget:,}.", "race.budget"
        )
    if not 1 <= seeds <= MOST_SEEDS:
        raise InvalidInput(f"seeds must be from 1 to {MOST_SEEDS}, got {seeds}.", "race.seeds")
    if any(strategies.strategy(name).last_epoch for name in chosen):
        # Where one can only be scored by the last epoch of a fit, in a fair race everyone is.
        last = base.objective.model_copy(update={"reduce": "last"})
        base = base.model_copy(update={"objective": last})
    return [_enter(base, name, budget, seeds) for name in chosen]


def title(base: StudySpec) -> str:
    """What a race is called that nobody names: `Race on digits`."""
    return f"Race on {base.data.title}"


def short_name(name: str) -> str:
    """A study's name; of one in a race without what all of its race share."""
    if not name.startswith(PREFIX):
        return name
    strategy, _, rest = name.removeprefix(PREFIX).partition(" on ")
    _, seed, number = rest.rpartition(", seed ")
    return f"{strategy}{seed}{number}" if seed else strategy


def _enter(base: StudySpec, name: str, budget: int, seeds: int) -> Entry:
    strategy = strategies.strategy(name)
    own = base.strategy.options if base.strategy.name == name else {}
    known = strategies.check_options(strategy.options, own, "strategy")
    try:
        if strategy.fill is None:
            raise InvalidInput(f"{strategy.title} cannot fill a budget by itself.")
        least = completed(_with(base, name, known | strategy.least))
    except InvalidInput as error:
        return Entry(name, reason=str(error))
    chosen = strategy.fill(least, budget)
    if chosen is None:
        return Entry(name, reason=_too_much(strategy, least, budget))
    spec = completed(_with(least, name, least.strategy.options | chosen))
    title = f"{PREFIX}{strategy.title} on {base.data.title}"
    specs = tuple(
        spec.model_copy(
            update={
                "seed": (base.seed + k) % 2**31,
                "name": title + (f", seed {base.seed + k}" if seeds > 1 else ""),
            }
        )
        for k in range(seeds)
    )
    return Entry(
        name, specs, strategies.budget_needed(spec), settings=_settings(strategy, spec, chosen)
    )


def _with(base: StudySpec, name: str, options: Options) -> StudySpec:
    return base.model_copy(update={"strategy": StrategySpec(name=name, options=options)})


def _too_much(strategy: Strategy, least: StudySpec, budget: int) -> str:
    counts, needed = strategies.count(least), strategies.budget_needed(least)
    cut = strategy.needs_points and _has_ranges(least)
    points = f" ({strategies.points(least)} points of each range)" if cut else ""
    trials = f"{counts.trials:,} trial{'' if counts.trials == 1 else 's'}"
    return (
        f"The budget of {budget:,} epochs is too small: even its smallest search{points} has "
        f"{trials}, {needed:,} epochs."
    )


def _has_ranges(spec: StudySpec) -> bool:
    return any(isinstance(p, Int | Float) for p in spec.space.searched.values())


def _settings(strategy: Strategy, spec: StudySpec, chosen: Options) -> str:
    titles = {option.name: option.title for option in strategy.options}
    idle = "" if _has_ranges(spec) else strategy.points_option
    told = [
        f"{titles[name].lower()} {spec.strategy.options[name]}" for name in chosen if name != idle
    ]
    text = ", ".join(told) or "every value that is listed"
    return text[:1].upper() + text[1:]
