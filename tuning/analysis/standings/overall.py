"""A race on several data sets: its standings on each, and what they say together, by mean ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tuning.analysis.ranks import Ranks, least, ranks
from tuning.analysis.standings.overall_words import sentence
from tuning.analysis.standings.records import Overall, Ranked, Standings
from tuning.store.view import StudyView
from tuning.text.words import places


def by_dataset(views: Sequence[StudyView]) -> list[tuple[StudyView, ...]]:
    """The studies of a race, those of one data set together, in their order."""
    found: dict[str, list[StudyView]] = {}
    for view in views:
        found.setdefault(view.study.dataset, []).append(view)
    return [tuple(own) for own in found.values()]


def overall(parts: Sequence[tuple[str, Standings]]) -> Overall:
    """Of the standings on each data set, by its name for people."""
    is_final = all(shown.is_final for _, shown in parts)
    counted = [(name, shown) for name, shown in parts if _is_scored(shown, parts)]
    left_out = tuple(name for name, shown in parts if not _is_scored(shown, parts))
    titles = {row.strategy: row.title for _, shown in parts for row in shown.rows}
    found = Overall(left_out=left_out, is_final=is_final, least=least(max(len(titles), 2)))
    if counted and len(titles) > 1:
        found = _ranked(found, counted, titles)
    return replace(found, sentence=sentence(found))


def _is_scored(shown: Standings, parts: Sequence[tuple[str, Standings]]) -> bool:
    """Whether every strategy of the race has a score in it."""
    every = {row.strategy for _, one in parts for row in one.rows}
    return {row.strategy for row in shown.rows if row.median is not None} == every


def _ranked(
    found: Overall, counted: Sequence[tuple[str, Standings]], titles: dict[str, str]
) -> Overall:
    names = list(titles)
    told = ranks(np.array([_costs(shown, names) for _, shown in counted]))
    order = sorted(range(len(names)), key=lambda k: told.mean[k])
    rows = tuple(
        Ranked(names[k], titles[names[k]], told.mean[k], tuple(own[k] for own in told.each))
        for k in order
    )
    first, *others = order
    wins = all(told.differ(first, other) for other in others)
    return replace(
        found,
        rows=rows,
        datasets=tuple(name for name, _ in counted),
        p=told.p,
        difference=told.difference,
        groups=_titled(told, [titles[name] for name in names]),
        winner=names[first] if wins else None,
    )


def _titled(told: Ranks, titles: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(titles[k] for k in group) for group in told.groups)


def _costs(shown: Standings, names: Sequence[str]) -> list[float]:
    """What the medians are, the smaller the better; who looks level is level."""
    medians = {row.strategy: row.median or 0.0 for row in shown.rows}
    sign = 1.0 if shown.is_lower_better else -1.0
    digits = places(float(np.median(np.abs(list(medians.values())))))
    return [sign * round(medians[name], digits) for name in names]
