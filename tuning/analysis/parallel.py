"""Trials as lines over parallel axes: numbers, codes and the axes they belong to."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from tuning import metrics
from tuning.analysis.trials import best_and_latest, drawable, title_of, varying
from tuning.space import AnyParameter, Choice, Fixed, Float, Int, Value, show
from tuning.store import TrialRecord
from tuning.store.view import StudyView

MOST_LINES = 200
"""Trials that parallel coordinates draw at most."""


@dataclass(frozen=True)
class ParallelAxis:
    """One axis: what `Axis` of the canvas takes."""

    name: str
    label: str
    scale: Literal["linear", "log", "category"]
    low: float
    high: float
    ticks: list[tuple[float, str]] = field(default_factory=list)
    integer: bool = False


@dataclass(frozen=True)
class Parallel:
    """Trials as lines over axes; the column `score` colours them."""

    axes: list[ParallelAxis]
    rows: pd.DataFrame
    left_out: int
    better: Literal["high", "low"]


def parallel(
    view: StudyView, most: int = MOST_LINES, also: Collection[int] = frozenset()
) -> Parallel:
    """Numbers only: categories as codes, inactive values and missing scores as NaN.

    Of many trials the best and the latest, and in any case `also` these.
    """
    objective = view.study.spec.objective
    shown = [view.trials[number] for number in best_and_latest(view, most, also)]
    # In a replay, the axes of the whole study: they stand still.
    ever = [view.whole.trials[number] for number in best_and_latest(view.whole, most)]
    ever = shown if view.was is None else [*ever, *shown]
    names = varying(view.whole)
    axes = [axis_of(view, name, ever) for name in names]
    rows = _rows(shown, names, list(map(_codes, axes)))
    axes.append(_score_axis(objective.metric, [trial.score for trial in ever]))
    better: Literal["high", "low"] = "high" if objective.direction == "max" else "low"
    return Parallel(axes, rows, len(view.trials) - view.totals.unscored - len(shown), better)


def brushable(view: StudyView, axes: Sequence[ParallelAxis]) -> pd.DataFrame:
    """The columns of these axes for every trial, those that are not drawn included."""
    return coded([trial for trial in view.trials.values() if drawable(trial)], axes)


def coded(trials: Sequence[TrialRecord], axes: Sequence[ParallelAxis]) -> pd.DataFrame:
    """Any trials as the numbers of these axes, beside their `number` and `score`."""
    chosen = [axis for axis in axes if axis.name != "score"]
    return _rows(trials, [axis.name for axis in chosen], list(map(_codes, chosen)))


def _codes(axis: ParallelAxis) -> dict[str, float] | None:
    return {text: code for code, text in axis.ticks} if axis.scale == "category" else None


def _rows(
    trials: Sequence[TrialRecord],
    names: Sequence[str],
    codes: Sequence[dict[str, float] | None],
) -> pd.DataFrame:
    columns: dict[str, np.ndarray] = {"number": np.array([t.number for t in trials], dtype=float)}
    for name, known in zip(names, codes, strict=True):
        values = [_as_number(trial.values.get(name), known) for trial in trials]
        columns[name] = np.array(values, dtype=float)
    columns["score"] = np.array([trial.score for trial in trials], dtype=float)
    return pd.DataFrame(columns)


def axis_of(view: StudyView, name: str, trials: Sequence[TrialRecord]) -> ParallelAxis:
    """The axis of a hyperparameter, wide enough for these trials."""
    parameter = view.study.spec.space.parameters.get(name)
    values = [t.values[name] for t in trials if t.values.get(name) is not None]
    label = title_of(view.study, name)
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if isinstance(parameter, Int | Float) and len(numbers) == len(values):
        low, high = min([parameter.low, *numbers]), max([parameter.high, *numbers])
        scale = "linear" if low <= 0 else parameter.scale
        return ParallelAxis(name, label, scale, low, high, integer=isinstance(parameter, Int))
    texts = _texts(parameter, values)
    ticks = [(float(code), text) for code, text in enumerate(texts)]
    return ParallelAxis(name, label, "category", 0.0, float(max(len(ticks) - 1, 0)), ticks)


def numbers_of(axis: ParallelAxis, trials: Sequence[TrialRecord]) -> np.ndarray:
    """A hyperparameter's values as numbers or codes on its axis; NaN where it is inactive."""
    codes = _codes(axis)
    return np.array([_as_number(t.values.get(axis.name), codes) for t in trials], dtype=float)


def _texts(parameter: AnyParameter | None, values: Sequence[Value]) -> list[str]:
    # A fixed value may still differ between trials: Hyperband decides their epochs.
    is_listed = parameter is not None and not isinstance(parameter, Int | Float | Fixed)
    known = parameter.points() if parameter is not None and is_listed else []
    extra = [value for value in values if value not in known]
    every = [*known, *extra]
    if isinstance(parameter, Choice | Fixed) and not any(isinstance(v, str) for v in every):
        every = sorted(every, key=lambda v: float(v or 0))
    return list(dict.fromkeys(show(value) for value in every)) or ["–"]


def _as_number(value: Value, codes: dict[str, float] | None) -> float:
    if value is None:
        return float("nan")
    return codes.get(show(value), float("nan")) if codes is not None else float(value)


def _score_axis(metric: str, scores: Sequence[float | None]) -> ParallelAxis:
    known = [score for score in scores if score is not None and math.isfinite(score)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if low == high:
        room = 0.005 * (abs(low) or 1.0)
        low, high = low - room, high + room
    return ParallelAxis("score", metrics.title(metric), "linear", low, high)
