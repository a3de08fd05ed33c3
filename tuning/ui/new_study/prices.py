"""What each strategy would cost the study that is being written: trials, epochs and time here.

Every strategy is priced at each change of the form: a price is kept under the fields that decide
it, so that a change of one strategy's options prices that one alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from tuning import strategies
from tuning.planning.estimate import Past, estimate
from tuning.planning.plan import plan
from tuning.planning.speed import Speed
from tuning.ui import context, widgets
from tuning.ui.new_study.draft import Reader

IDLE = ("name", "seed", "strategy.name")
"""Fields that change no price."""
EXACT = 10_000
"""Numbers from here on are told in thousands or millions: a card tells an order of magnitude."""


def of_all(fields: Mapping[str, Any], told: Collection[str] = ()) -> dict[str, str]:
    """By strategy `5 trials · 75 epochs · 3 to 12 s`, with the options that the form has for it.

    Why it cannot run as the form stands, where that is so; a dash where that is among the
    sentences that are `told` elsewhere.
    """
    home, speed = str(context.settings().home), context.speed()
    known, reader = (
        tuple(context.past_of(fields["model"], speed)),
        Reader({**fields, "name": "", "seed": 1}),
    )
    prices = {
        name: _price(_Asked(name, repr(_deciding(fields, name)), home, speed, known, reader))
        for name in strategies.STRATEGIES
    }
    return {name: "–" if price in told else price for name, price in prices.items()}


@dataclass(frozen=True)
class _Asked:
    """What decides about one strategy's price, and who can read it."""

    name: str
    fields: str
    home: str
    speed: Speed
    known: tuple[Past, ...]
    reader: Reader = field(compare=False)


def _deciding(fields: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    """The fields that decide about one strategy's price."""
    own = {f"strategy.{option.name}" for option in strategies.strategy(name).options}
    return [
        (place, value)
        for place, value in fields.items()
        if place not in IDLE and (place in own or not place.startswith("strategy."))
    ]


@lru_cache(maxsize=500)
def _price(asked: _Asked) -> str:
    draft = asked.reader.draft(asked.name)
    if draft.spec is None:
        return next(iter(draft.errors.values()))
    if strategies.strategy(asked.name).by_person:
        return "as many trials as you add"
    planned = plan(draft.spec, asked.speed, context.settings())
    time = estimate(planned, asked.known).text
    epochs = f"{planned.bound}{_plural(planned.epochs, 'epoch')}"
    return f"{_plural(planned.trials, 'trial')} · {epochs} · {time}"


def _plural(count: int, noun: str) -> str:
    if count < EXACT:
        return widgets.counted(count, noun)
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if count >= size:
            return f"{count / size:.3g} {letter} {noun}s"
    raise AssertionError(count)
