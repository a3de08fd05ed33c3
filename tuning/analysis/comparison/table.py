"""The table of a comparison: one row a study."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from tuning.analysis.comparison.trajectories import Trajectory
from tuning.analysis.comparison.verdict import Place, Verdict
from tuning.store import StudyRecord


@dataclass(frozen=True)
class Row:
    """One study in the table of a comparison."""

    study: StudyRecord
    best: float | None
    deviation: float | None
    corrected: tuple[float, float, float] | None
    """The best's score corrected for the choosing, and the ends of its 90 % interval."""
    missing: str
    """Why there is no corrected score; empty where there is one."""
    parts: int
    """Fits behind the best score."""
    trials: int
    epochs: int
    arrived: int | None
    """Epochs spent when its best came within 1 % of its final best."""
    place: Place | None
    """Its contender's; None for a study that repeats another."""
    wins: bool


def table(trajectories: Sequence[Trajectory], verdict: Verdict) -> list[Row]:
    """One row a study, the best first; those without a score last."""
    scored = [trajectory for trajectory in trajectories if trajectory.last is not None]
    scored.sort(key=_best, reverse=bool(trajectories) and trajectories[0].is_higher)
    winner = verdict.winner
    return [
        Row(
            study=trajectory.study,
            best=None if trajectory.last is None else _best(trajectory),
            deviation=_deviation(trajectory),
            corrected=_corrected(trajectory),
            missing=trajectory.missing,
            parts=len(_parts(trajectory)),
            trials=len(trajectory.table),
            epochs=trajectory.epochs,
            arrived=trajectory.arrived(),
            place=verdict.place_of(trajectory.study.id),
            wins=winner is not None and trajectory in winner.trajectories,
        )
        for trajectory in [*scored, *(t for t in trajectories if t.last is None)]
    ]


def _best(trajectory: Trajectory) -> float:
    return float(trajectory.last["best"]) if trajectory.last is not None else math.nan


def _deviation(trajectory: Trajectory) -> float | None:
    if trajectory.last is None or pd.isna(trajectory.last["spread"]):
        return None
    return float(trajectory.last["spread"])


def _corrected(trajectory: Trajectory) -> tuple[float, float, float] | None:
    if (last := trajectory.last) is None:
        return None
    found = (float(last["corrected"]), float(last["low"]), float(last["high"]))
    return None if math.isnan(sum(found)) else found


def _parts(trajectory: Trajectory) -> tuple[float, ...]:
    if trajectory.last is None:
        return ()
    return trajectory.parts.get(int(trajectory.last["incumbent"]), ())
