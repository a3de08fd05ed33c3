"""Records of a race -> its standings."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tuning.analysis import paired
from tuning.analysis.comparison import By, Trajectory, contenders, trajectory
from tuning.analysis.standings import tested
from tuning.analysis.standings.course import area, spent_to
from tuning.analysis.standings.field import Field, field
from tuning.analysis.standings.records import Band, Standing, Standings
from tuning.analysis.standings.remarks import notes
from tuning.analysis.standings.words import sentence
from tuning.store import RaceBy
from tuning.store.view import StudyView


def standings(views: Sequence[StudyView], by: RaceBy, budget: float | None) -> Standings:
    """The standings of these studies, which share data and objective.

    `by`: `epochs`, or `seconds` of training; `budget`: in that unit, None where it is not known.
    """
    return of_trajectories([trajectory(view) for view in views], by, budget)


class _Judged(NamedTuple):
    """The same race by the scores that decide it, by those where they were chosen, and whether
    they are the corrected ones."""

    shown: Field
    chosen: Field
    is_corrected: bool

    @property
    def rope(self) -> float:
        """A hundredth of a share, of other scores a hundredth of their median.

        Corrected scores need it: equal searches differ by the rows that were resampled. Chosen ones
        flatter by more than that: there it would promise what it cannot keep.
        """
        scores = [s for _, runs in self.shown.runs for s in self.shown.scores(runs).values()]
        if not self.is_corrected or not scores:
            return 0.0
        is_share = self.shown.objective.measure.is_share
        return paired.ROPE * (1.0 if is_share else _one_digit(abs(statistics.median(scores))))


def _one_digit(value: float) -> float:
    return float(f"{value:.1g}")


def of_trajectories(
    runs: Sequence[Trajectory],
    by: By = "epochs",
    budget: float | None = None,
    target: float | None = None,
) -> Standings:
    """The same, of what is reckoned already; `target`: another than the usual one."""
    if not runs:
        return replace(Standings(by=by), sentence=sentence(Standings()))
    judged = _judged(runs, by, budget)
    shown = judged.shown
    scored = [place for place, (_, own) in enumerate(shown.runs) if shown.scores(own)]
    costs = shown.costs(scored)
    chances = paired.best(costs) if len(scored) > 1 else None
    best = dict(zip(scored, chances or [], strict=False))
    clear = dict(zip(scored, paired.best(costs, rope=judged.rope) or [], strict=False))
    medians = [m for _, own in shown.runs if (m := _band(shown, own).median) is not None]
    target = _target(shown, medians) if target is None else target
    rows = [_standing(judged, place, best.get(place), target) for place in range(len(shown.runs))]
    rows = [replace(row, clear=clear.get(k) if chances else None) for k, row in enumerate(rows)]
    order = sorted(range(len(rows)), key=lambda place: _rank(shown, rows[place]))
    found = Standings(
        rows=tuple(rows[place] for place in order),
        by=by,
        at=shown.at,
        target=target,
        is_final=shown.is_final,
        is_whole=shown.is_whole,
        left_out=tuple(study.id for study in shown.left_out),
        judged_by="corrected" if judged.is_corrected else "chosen",
        corrected=sum(bool(len(run.scored)) and run.corrected is not None for run in runs),
        uncorrected=tuple(sorted(run.study.id for run in runs if run.corrected is None)),
        rope=judged.rope,
        is_lower_better=shown.objective.direction == "min",
        test_measure=tested.measure(shown),
    )
    if found.is_whole and found.winner is None and found.probability is not None:
        more = paired.seeds_to_tell(costs, scored.index(order[0]), judged.rope)
        found = replace(found, more_seeds=more)
    return replace(found, sentence=sentence(found), notes=notes(found))


def _judged(runs: Sequence[Trajectory], by: By, budget: float | None) -> _Judged:
    """By corrected scores where every study has one as soon as it has a score."""
    found = contenders(runs)
    chosen = field(found, by, budget)
    corrected = [one for contender in found if (one := contender.corrected) is not None]
    if len(corrected) < len(found) or not any(len(run.scored) for run in runs):
        return _Judged(chosen, chosen, is_corrected=False)
    return _Judged(field(corrected, by, budget), chosen, is_corrected=True)


def _standing(judged: _Judged, place: int, best: float | None, target: float | None) -> Standing:
    shown = judged.shown
    contender, runs = shown.runs[place]
    band = _band(shown, runs)
    return Standing(
        strategy=shown.names[place],
        title=contender.title,
        studies=tuple(run.study.id for run in contender.trajectories),
        median=band.median,
        low=band.low,
        high=band.high,
        beats=_beats(shown, place),
        best=best,
        area=area(shown, runs),
        epochs_to_target=spent_to(runs, target, "epochs"),
        seeds=len(shown.scores(runs)),
        clear_of=_beats(shown, place, judged.rope),
        chosen=_band(judged.chosen, judged.chosen.runs[place][1], shown.at),
        corrected=_corrected(judged, place),
        test=tested.tested(shown, place),
    )


def _rank(shown: Field, row: Standing) -> tuple[float, float]:
    """The best median first; of those that are level, who is more probably the best."""
    cost = math.inf if row.median is None else shown.objective.cost(row.median)
    return cost, -round(row.best or 0.0, 1)


def _beats(shown: Field, one: int, rope: float = 0.0) -> dict[str, float]:
    """By rival, the probability that this contender is better; without those that share no two
    seeds."""
    found = {}
    for other, name in enumerate(shown.names):
        costs = shown.costs([one, other])
        chance = paired.better(costs[:, 0].tolist(), costs[:, 1].tolist(), rope)
        if other != one and chance is not None:
            found[name] = chance
    return found


def _band(shown: Field, runs: Sequence[Trajectory], at: float | None = None) -> Band:
    """The scores at the common cost, or at another."""
    at = shown.at if at is None else at
    rows = [run.at(at, shown.by) for run in runs] if at is not None else []
    scores = [float(row["best"]) for row in rows if row is not None]
    return Band(statistics.median(scores), min(scores), max(scores)) if scores else Band()


def _corrected(judged: _Judged, place: int) -> Band | None:
    """Also where others have none, and the race is judged by chosen scores."""
    runs = [run.corrected for run in judged.chosen.runs[place][1]]
    known = [run for run in runs if run is not None and len(run.scored)]
    return _band(judged.shown, known) if known and None not in runs else None


def _target(shown: Field, medians: Sequence[float]) -> float | None:
    """The second best of the medians: the best that two have reached."""
    return sorted(medians, key=shown.objective.cost)[1] if len(medians) > 1 else None
