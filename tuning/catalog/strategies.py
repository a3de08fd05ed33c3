"""The search techniques: the library that searches, options, help, colour."""

from __future__ import annotations

from dataclasses import dataclass

from tuning.catalog.options import Option
from tuning.errors import InvalidInput


@dataclass(frozen=True)
class Strategy:
    """A search technique: the library that does it, its options, what it can use."""

    name: str
    title: str
    library: str
    help: str
    options: tuple[Option, ...]
    color: str
    """Its colour in every figure, chosen to be told apart in light and dark."""
    needs_points: bool = False
    """Whether continuous ranges must be cut into points before it can use them."""
    sequential: bool = False


_MAX_TRIALS = Option(
    "max_trials",
    "Trials",
    "How many configurations are tried at most.",
    "int",
    5,
    low=1,
    high=100_000,
)

STRATEGIES = {
    strategy.name: strategy
    for strategy in (
        Strategy(
            "random_search",
            "Random search",
            "KerasTuner RandomSearch",
            "Draws configurations at random: every parameter gets many different values, so the "
            "important ones are explored well at a price you set.",
            (_MAX_TRIALS,),
            "#2f7ed8",
        ),
    )
}


def strategy(name: str) -> Strategy:
    """Raises InvalidInput for an unknown name."""
    if name not in STRATEGIES:
        raise InvalidInput(
            f"The strategy must be one of {', '.join(STRATEGIES)}, got {name!r}.", "strategy.name"
        )
    return STRATEGIES[name]
