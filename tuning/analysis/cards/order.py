"""In which order cards stand, and how they keep it while trials come."""

from __future__ import annotations

from collections.abc import Sequence

from tuning.analysis.cards._base import Card

MUCH = 10.0
"""A card passes the one above it once it is weightier by so much: by about a kind's step."""


def steady(cards: Sequence[Card], before: Sequence[str]) -> list[Card]:
    """Cards in the order in which their kinds stood before, unless a weight has changed by much.

    `cards`: the weightiest first. A new one comes in at its weight.
    """
    by_kind = {card.kind: card for card in cards}
    order = [by_kind[kind] for kind in before if kind in by_kind]
    for card in cards:
        if card.kind not in before:
            lighter = (place for place, one in enumerate(order) if one.weight < card.weight)
            order.insert(next(lighter, len(order)), card)
    for place in range(1, len(order)):
        at = place
        while at and order[at].weight > order[at - 1].weight + MUCH:
            order[at - 1], order[at] = order[at], order[at - 1]
            at -= 1
    return order
