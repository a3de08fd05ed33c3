"""Records of a race -> its standings."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import replace

from tuning.analysis import paired
from tuning.analysis.comparison import Trajectory, contenders, trajectory
from tuning.analysis.standings.course import area, spent_to
from tuning.analysis.standings.field import Field, field
from tuning.analysis.standings.records import Standing, Standings
from tuning.analysis.standings.words import sentence
from tuning.store import RaceBy
from tuning.store.view import StudyView


def standings(views: Sequence[StudyView], by: RaceBy, budget: float | None) -> Standings:
    """The standings of these studies, which share data and objective.

    `by`: `epochs`, or `seconds` of training; `budget`: in that unit, None where it is not known.
    """
    return of_trajectories([trajectory(view) for view in views], by, budget)


def of_trajectories(
    runs: Sequence[Trajectory],
    by: RaceBy = "epochs",
    budget: float | None = None,
    target: float | None = None,
) -> Standings:
    """The same, of what is reckoned already; `target`: another than the usual one."""
    shown = field(contenders(runs), by, budget)
    if not shown.runs:
        return replace(Standings(by=by), sentence=sentence(Standings()))
    scored = [place for place, (_, own) in enumerate(shown.runs) if shown.scores(own)]
    chances = paired.best(shown.costs(scored)) if len(scored) > 1 else None
    best = dict(zip(scored, chances or [], strict=False))
    medians = [m for _, own in shown.runs if (m := _median(shown, own)) is not None]
    target = _target(shown, medians) if target is None else target
    rows = [_standing(shown, place, best.get(place), target) for place in range(len(shown.runs))]
    order = sorted(range(len(rows)), key=lambda place: _rank(shown, rows[place]))
    found = Standings(
        rows=tuple(rows[place] for place in order),
        by=by,
        at=shown.at,
        target=target,
        is_final=shown.is_final,
        is_whole=shown.is_whole,
        left_out=tuple(study.id for study in shown.left_out),
    )
    if found.is_whole and found.winner is None and found.probability is not None:
        costs, first = shown.costs(scored), scored.index(order[0])
        found = replace(found, more_seeds=paired.seeds_to_tell(costs, first))
    return replace(found, sentence=sentence(found))


def _standing(shown: Field, place: int, best: float | None, target: float | None) -> Standing:
    contender, runs = shown.runs[place]
    names, scores = _names(shown), list(shown.scores(runs).values())
    chances = {names[k]: _beats(shown, place, k) for k in range(len(names)) if k != place}
    return Standing(
        strategy=names[place],
        title=contender.title,
        studies=tuple(run.study.id for run in contender.trajectories),
        median=_median(shown, runs),
        low=min(scores, default=None),
        high=max(scores, default=None),
        beats={name: chance for name, chance in chances.items() if chance is not None},
        best=best,
        area=area(shown, runs),
        epochs_to_target=spent_to(runs, target, "epochs"),
        seeds=len(scores),
    )


def _rank(shown: Field, row: Standing) -> tuple[float, float]:
    """The best median first; of those that are level, who is more probably the best."""
    cost = math.inf if row.median is None else shown.objective.cost(row.median)
    return cost, -round(row.best or 0.0, 1)


def _beats(shown: Field, one: int, other: int) -> float | None:
    costs = shown.costs([one, other])
    return paired.better(costs[:, 0].tolist(), costs[:, 1].tolist())


def _names(shown: Field) -> list[str]:
    every = [contender.strategy for contender, _ in shown.runs]
    return [
        contender.title if every.count(contender.strategy) > 1 else contender.strategy
        for contender, _ in shown.runs
    ]


def _median(shown: Field, runs: Sequence[Trajectory]) -> float | None:
    scores = shown.scores(runs).values()
    return statistics.median(scores) if scores else None


def _target(shown: Field, medians: Sequence[float]) -> float | None:
    """The second best of the medians: the best that two have reached."""
    return sorted(medians, key=shown.objective.cost)[1] if len(medians) > 1 else None
