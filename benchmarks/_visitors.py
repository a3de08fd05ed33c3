"""Visitors of lessons, as their browsers ask: one who moves a control, many at the same moment."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import click
import httpx

from tuning.learn import Training, of_kind
from tuning.learn.lessons import SEEDS

MOVES = 20
"""Of one visitor."""
ROUNDS = 4
"""How often all visitors move at the same moment."""
PAUSE = 0.5
"""Seconds in which a visitor looks at the answer."""


@dataclass(frozen=True)
class Move:
    """One request, and what came of it."""

    seconds: float
    state: str
    is_cached: bool
    """Answered at once, without having waited or trained."""


class Deck:
    """Settings of all lessons, in an order of chance; none comes twice."""

    def __init__(self) -> None:
        cards = list(_settings())
        random.Random(0).shuffle(cards)
        self._cards = iter(cards)
        self.size = len(cards)

    def draw(self) -> dict[str, Any]:
        card = next(self._cards, None)
        if card is None:
            raise click.ClickException(f"The lessons have only {self.size} settings.")
        return card


def _settings() -> Iterator[dict[str, Any]]:
    for lesson in of_kind("training"):
        assert isinstance(lesson.miniature, Training)
        controls = lesson.miniature.controls
        for stops in itertools.product(*(control.stops for control in controls)):
            values = {control.name: stop for control, stop in zip(controls, stops, strict=True)}
            for seed in SEEDS:
                yield {"kind": "training", "lesson": lesson.name, "values": values, "seed": seed}


async def move(client: httpx.AsyncClient, visitor: int, said: dict[str, Any]) -> Move:
    began, lines = time.perf_counter(), []
    request = {"visitor": f"visitor {visitor}", **said}
    async with client.stream("POST", "/miniature", json=request) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            lines.append(json.loads(line)["state"])
    return Move(time.perf_counter() - began, lines[-1], lines == ["done"])


async def one(client: httpx.AsyncClient, deck: Deck) -> list[Move]:
    moves: list[Move] = []
    for _ in range(MOVES):
        moves.append(await move(client, 0, deck.draw()))
        await asyncio.sleep(PAUSE)
    return moves


async def many(client: httpx.AsyncClient, deck: Deck, visitors: int) -> list[Move]:
    moves: list[Move] = []
    for _ in range(ROUNDS):
        moves += await asyncio.gather(*(move(client, n, deck.draw()) for n in range(visitors)))
        await asyncio.sleep(PAUSE)
    return moves
