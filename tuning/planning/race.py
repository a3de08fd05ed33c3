"""A race: several strategies on one study's data, space and evaluation, for one budget in epochs.

For each strategy the options that use the budget as nearly as they can without exceeding it, or
the reason why it cannot take part. Starts nothing. Must not import Streamlit.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tuning import strategies
from tuning.errors import InvalidInput
from tuning.planning.checks import completed
from tuning.space import Float, Int
from tuning.strategies import count
from tuning.study import StrategySpec, StudySpec

RACERS = tuple(name for name in strategies.STRATEGIES if name != "by_hand")
"""Whoever can search alone."""
MOST_SEEDS = 5
MOST_BUDGET = 1_000_000
PREFIX = "Race: "

Options = dict[str, Any]


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


def enter(base: StudySpec, racers: Sequence[str], budget: int, seeds: int = 1) -> list[Entry]:
    """The entries of a race, in the order asked for. Raises InvalidInput for a bad budget."""
    if not 1 <= budget <= MOST_BUDGET:
        raise InvalidInput(
            f"budget must be from 1 to {MOST_BUDGET:,} epochs, got {budget:,}.", "race.budget"
        )
    if not 1 <= seeds <= MOST_SEEDS:
        raise InvalidInput(f"seeds must be from 1 to {MOST_SEEDS}, got {seeds}.", "race.seeds")
    if set(racers) & set(strategies.SCIKIT):
        # scikit-learn scores a fit by its last epoch: in a fair race, so does everyone.
        last = base.objective.model_copy(update={"reduce": "last"})
        base = base.model_copy(update={"objective": last})
    return [_enter(base, name, budget, seeds) for name in racers]


def short_name(name: str) -> str:
    """A study's name; of one in a race without what all of its race share."""
    if not name.startswith(PREFIX):
        return name
    strategy, _, rest = name.removeprefix(PREFIX).partition(" on ")
    _, seed, number = rest.rpartition(", seed ")
    return f"{strategy}{seed}{number}" if seed else strategy


def most_epochs(spec: StudySpec) -> int:
    """The most epochs that a checked spec can train for its trials.

    What is counted beforehand, unless the number of epochs is itself searched: then a grid has
    its own mean, and whatever is drawn may be drawn long.
    """
    counts = count(spec)
    if "epochs" not in spec.space.searched:
        return counts.epochs
    name, options = spec.strategy.name, spec.strategy.options
    if name not in ("grid_search", "grid_search_cv", "hparams_grid"):
        return counts.fits * strategies.most_epochs(spec)
    points = spec.space["epochs"].points(options.get("points", options.get("inside", 0) + 2))
    lengths = [float(value) for value in points]  # type: ignore[arg-type]
    trials = counts.trials * spec.evaluation.fits
    again = (counts.fits - trials) * max(lengths)
    return round(trials * statistics.fmean(lengths) + again)


def _enter(base: StudySpec, name: str, budget: int, seeds: int) -> Entry:
    strategy = strategies.strategy(name)
    own = base.strategy.options if base.strategy.name == name else {}
    known = strategies.check_options(strategy.options, own, "strategy")
    try:
        least = completed(_with(base, name, known | LEAST[name]))
    except InvalidInput as error:
        return Entry(name, reason=str(error))
    chosen = FILL[name](least, budget)
    if chosen is None:
        return Entry(name, reason=_too_much(least, budget))
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
    return Entry(name, specs, most_epochs(spec), settings=_settings(strategy, spec, chosen))


def _with(base: StudySpec, name: str, options: Options) -> StudySpec:
    return base.model_copy(update={"strategy": StrategySpec(name=name, options=options)})


def _too_much(least: StudySpec, budget: int) -> str:
    counts, needed = count(least), most_epochs(least)
    points = " (2 points of each range)" if {"points", "inside"} & set(LEAST[_name(least)]) else ""
    points = points if _has_ranges(least) else ""
    trials = f"{counts.trials:,} trial{'' if counts.trials == 1 else 's'}"
    return (
        f"The budget of {budget:,} epochs is too small: even its smallest search{points} has "
        f"{trials}, {needed:,} epochs."
    )


def _name(spec: StudySpec) -> str:
    return spec.strategy.name


def _has_ranges(spec: StudySpec) -> bool:
    return any(isinstance(p, Int | Float) for p in spec.space.searched.values())


def _settings(strategy: strategies.Strategy, spec: StudySpec, chosen: Options) -> str:
    titles = {option.name: option.title for option in strategy.options}
    idle = () if _has_ranges(spec) else ("points", "inside")
    told = [
        f"{titles[name].lower()} {spec.strategy.options[name]}"
        for name in chosen
        if name not in idle
    ]
    text = ", ".join(told) or "every value that is listed"
    return text[:1].upper() + text[1:]


# -- filling the budget --------------------------------------------------------------------------

LEAST: dict[str, Options] = {
    "bayesian": {"max_trials": 1},
    "grid_search": {"points": 2},
    "grid_search_cv": {"points": 2},
    "halving_grid_search": {"points": 2, "resource": "epochs", "min_resources": 0},
    "halving_random_search": {"n_candidates": 1, "resource": "epochs", "min_resources": 0},
    "hparams_grid": {"inside": 0},
    "hyperband": {"max_epochs": 2, "hyperband_iterations": 1},
    "one_at_a_time": {"points": 2, "passes": 1},
    "random_search": {"max_trials": 1},
    "randomized_search_cv": {"n_iter": 1},
}
"""The smallest version of each strategy."""

MOST_CANDIDATES = 2000


def _cost(spec: StudySpec, **options: Any) -> int:
    return most_epochs(_with(spec, _name(spec), spec.strategy.options | options))


def _drawn(option: str) -> Callable[[StudySpec, int], Options | None]:
    """As many draws as the budget has room for, and no more than there are to draw."""

    def fill(spec: StudySpec, budget: int) -> Options | None:
        low, high = 0, 100_000
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (
                (middle, high) if _cost(spec, **{option: middle}) <= budget else (low, middle - 1)
            )
        if low == 0:
            return None
        chosen = _with(spec, _name(spec), spec.strategy.options | {option: low})
        return {option: min(low, count(chosen).trials)}

    return fill


def _bayesian(spec: StudySpec, budget: int) -> Options | None:
    """Draws, of which at most half are at random: else the Gaussian process has no turn."""
    chosen = _drawn("max_trials")(spec, budget)
    if chosen is None:
        return None
    starts = spec.strategy.options["num_initial_points"] or 3 * len(spec.space.searched)
    if 2 * starts > chosen["max_trials"]:
        chosen["num_initial_points"] = max(chosen["max_trials"] // 3, 1)
    return chosen


def _points(option: str, low: int) -> Callable[[StudySpec, int], Options | None]:
    """The finest grid that the budget has room for."""

    def fill(spec: StudySpec, budget: int) -> Options | None:
        best: int | None = None
        for value in range(low, _finest(spec) + low - 1):
            if _cost(spec, **{option: value}) > budget:
                break
            best = value
        return None if best is None else {option: best}

    return fill


def _finest(spec: StudySpec) -> int:
    """Beyond so many points a range has no more values to give."""
    searched = spec.space.searched.values()
    if any(not parameter.is_finite for parameter in searched):
        return 100
    return min(max(len(parameter.points()) for parameter in searched), 100)


def _one_at_a_time(spec: StudySpec, budget: int) -> Options | None:
    """As many points as there is room for, then as many passes."""
    chosen = _points("points", 2)(spec, budget)
    if chosen is None:
        return None
    passes = _largest(range(1, 11), lambda k: _cost(spec, passes=k, **chosen), budget)
    return chosen | {"passes": passes or 1}


def _hyperband(spec: StudySpec, budget: int) -> Options | None:
    """Survivors train as long as the others' trials or up to twice as long, whatever fills best.

    If not even one round of that fits, the longest that does.
    """
    usual = max(int(spec.fixed("epochs")), 2)
    rounds = {
        longest: min(budget // cost, 100)
        for longest in range(2, 2 * usual + 1)
        if (cost := _cost(spec, max_epochs=longest, hyperband_iterations=1)) <= budget
    }
    if not rounds:
        return None
    wanted = [longest for longest in rounds if longest >= usual] or [max(rounds)]
    used = {k: _cost(spec, max_epochs=k, hyperband_iterations=rounds[k]) for k in wanted}
    longest = max(wanted, key=lambda k: (used[k], -k))
    return {"max_epochs": longest, "hyperband_iterations": rounds[longest]}


def _halving(spec: StudySpec, budget: int) -> Options | None:
    """The candidates whose rounds fill the budget best."""
    most = min(budget // spec.evaluation.fits, MOST_CANDIDATES)
    costs = {n: _cost(spec, n_candidates=n) for n in range(1, most + 1)}
    fitting = {n: cost for n, cost in costs.items() if cost <= budget}
    if not fitting:
        return None
    # More candidates than there are change nothing: of equal costs the first.
    return {"n_candidates": max(fitting, key=lambda n: (fitting[n], -n))}


def _largest(values: Iterable[int], cost: Callable[[int], int], budget: int) -> int | None:
    fitting = [value for value in values if cost(value) <= budget]
    return max(fitting, default=None)


FILL: dict[str, Callable[[StudySpec, int], Options | None]] = {
    "bayesian": _bayesian,
    "grid_search": _points("points", 2),
    "grid_search_cv": _points("points", 2),
    "halving_grid_search": _points("points", 2),
    "halving_random_search": _halving,
    "hparams_grid": _points("inside", 0),
    "hyperband": _hyperband,
    "one_at_a_time": _one_at_a_time,
    "random_search": _drawn("max_trials"),
    "randomized_search_cv": _drawn("n_iter"),
}
"""For each strategy the options that a budget decides; None: not even its smallest fits."""
