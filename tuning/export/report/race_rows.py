"""The standings of a race as a report's texts."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tuning.analysis.comparison import Contender
from tuning.analysis.standings import Band, Standing, Standings
from tuning.analysis.standings.words import chance
from tuning.text.words import score


class Row(NamedTuple):
    """A strategy in the standings."""

    place: int
    """Of its contender among those that the browser has."""
    title: str
    color: str
    median: str
    range: str
    chosen: str
    test: str
    best: str
    beats: str
    area: str
    to_target: str
    thinking: str
    seeds: str


def rows(found: Sequence[Contender], shown: Standings, thinking: Mapping[int, float]) -> list[Row]:
    """In the order of the standings. `thinking`: by study, its strategy's own seconds."""
    titles = {row.strategy: row.title for row in shown.rows}
    places = {contender.title: place for place, contender in enumerate(found)}
    return [
        _row(row, places[row.title], found[places[row.title]], titles, thinking)
        for row in shown.rows
    ]


def _row(
    row: Standing,
    place: int,
    contender: Contender,
    titles: dict[str, str],
    thinking: Mapping[int, float],
) -> Row:
    own = [thinking[run.study.id] for run in contender.trajectories]
    return Row(
        place,
        row.title,
        contender.color,
        score(row.median),
        _range(row),
        score(row.chosen.median),
        "–" if row.test is None else f"{score(row.test.median)} ({_range(row.test)})",
        chance(row.best),
        _beats(row, titles),
        "–" if row.area is None else f"{row.area:.2f}",
        "–" if row.epochs_to_target is None else f"{row.epochs_to_target:,.0f}",
        f"{statistics.median(own):.2g} s",
        str(row.seeds),
    )


def _range(row: Standing | Band) -> str:
    return "–" if row.low is None else f"{score(row.low)} to {score(row.high)}"


def _beats(row: Standing, titles: dict[str, str]) -> str:
    told = [f"{chance(likely)} {titles[rival]}" for rival, likely in row.beats.items()]
    return ", ".join(told) or "–"
