"""A race on several data sets: its standings on each, and what they say together, by mean ranks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tuning.analysis.ranks import Ranks, least, ranks
from tuning.analysis.standings.records import Standings
from tuning.store.view import StudyView
from tuning.text.words import listed, places


@dataclass(frozen=True)
class Ranked:
    """One strategy over data sets."""

    strategy: str
    title: str
    mean: float
    """Its mean rank; 1 is the best."""
    ranks: tuple[float, ...]
    """Its rank on each data set that counts."""


@dataclass(frozen=True)
class Overall:
    """How the strategies of a race stand over its data sets."""

    rows: tuple[Ranked, ...] = ()
    """The best mean rank first; empty before every strategy has a score on some data set."""
    datasets: tuple[str, ...] = ()
    """Those that count, as people say them: where every strategy has a score."""
    left_out: tuple[str, ...] = ()
    least: int = 0
    """From how many data sets on a claim is possible at all."""
    p: float | None = None
    difference: float | None = None
    """What `tuning.analysis.ranks` has of them."""
    groups: tuple[tuple[str, ...], ...] = ()
    """The titles of those that cannot be told apart, each group by mean ranks."""
    is_final: bool = False
    winner: str | None = None
    """Who is told from all others, and better."""
    sentence: str = ""

    def told_apart(self, one: str, other: str) -> bool:
        """Whether two titles stand in no group together."""
        return not any(one in group and other in group for group in self.groups)


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


# -- words -----------------------------------------------------------------------------------------

HOW = (
    "On each data set the best median has rank 1. Friedman's test asks whether the mean ranks "
    "differ more than by chance (p up to 0.05, by permutation), then two strategies are told apart "
    "where theirs differ by more than Nemenyi's critical difference (Demšar, JMLR 7:1)."
)


def sentence(shown: Overall) -> str:
    """Who is the best over data sets, or why nobody can tell."""
    if not shown.rows:
        return "No data set has a score of every strategy yet."
    told = [("" if shown.is_final else "So far: ") + _told(shown)]
    if shown.left_out:
        told.append(
            f"Without a score of every strategy, and not counted: {listed(shown.left_out)}."
        )
    return " ".join(told)


def _told(shown: Overall) -> str:
    first, last, count = shown.rows[0], shown.rows[-1], len(shown.datasets)
    over = f"over {count} data set{'' if count == 1 else 's'}"
    ahead = f"{first.title} has the best mean rank, {first.mean:.2f}"
    if level := [row.title for row in shown.rows[1:] if row.mean == first.mean]:
        ahead = f"{listed([first.title, *level])} have the best mean rank, {first.mean:.2f}"
    if count < shown.least:
        return (
            f"Too few data sets to tell: {over} {ahead}, but with {len(shown.rows)} strategies it "
            f"takes {shown.least} data sets at least, were the order the same on all of them."
        )
    by = f"by more than the critical difference of {shown.difference:.2f}"
    if shown.winner is not None:
        return f"{first.title} is the best {over}: mean rank {first.mean:.2f}, ahead of all {by}."
    if not shown.told_apart(first.title, last.title):
        chance = "under 0.01" if (shown.p or 0) < 0.01 else f"{shown.p:.2f}"
        return (
            f"Cannot tell them apart {over}: {ahead}, but ranks as unlike as these come by chance "
            f"with a probability of {chance}, and the critical difference is "
            f"{shown.difference:.2f}."
        )
    beaten = [row.title for row in shown.rows if shown.told_apart(first.title, row.title)]
    near = [row.title for row in shown.rows[1:] if row.title not in beaten]
    return (
        f"{first.title} is better than {listed(beaten)} {over}: mean rank {first.mean:.2f}, ahead "
        f"{by}. It cannot be told from {listed(near, 'or')}."
    )
