"""The axes of a race's figure: how far they go, what a height means, and the line of a target.

Imports neither Plotly nor Streamlit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuning import metrics, strategies
from tuning.analysis.comparison import By, Contender, Trajectory, seed_range
from tuning.charts._base import SPENT, axes
from tuning.errors import TuningError
from tuning.objective import Objective
from tuning.text.words import score as in_words

BEGINNING = 0.2
"""The axis of scores begins at what is reached after this part of the way."""
TARGET = "target"
"""The name of the line that a person can drag."""


@dataclass(frozen=True)
class Look:
    """How a race is drawn."""

    by: By = "epochs"
    end: float | None = None
    """Where the axis of what is spent ends; None: at what the longest study may spend."""
    distance: bool = False
    """Whether heights are distances to the best score of all, on a log scale."""
    target: float | None = None
    """A score at which a line stands, which a person can drag."""
    corrected: bool = False
    """Whether scores are those corrected for the choosing, where all are known."""

    def of(self, found: Sequence[Contender]) -> Sequence[Contender]:
        """The contenders by the scores that are drawn."""
        known = [contender.corrected for contender in found] if self.corrected else []
        drawn = [contender for contender in known if contender is not None]
        return drawn if len(drawn) == len(found) else found


@dataclass(frozen=True)
class Scale:
    """What a score is as a height."""

    best: float | None = None
    """The best score of all, from which distances are; None: a height is the score."""
    least: float = 0.0
    """Stands for no distance, of which there is no logarithm."""
    is_higher: bool = True

    @classmethod
    def of(cls, found: Sequence[Contender], look: Look) -> Scale:
        """Heights are scores, or distances to the best of all scores where the look says so."""
        scores = [score for run in runs_of(look.of(found)) for score in run.scored["best"].tolist()]
        if not look.distance or not scores:
            return cls()
        objective = objective_of(found)
        best = objective.best(scores)
        apart = [
            abs(score - best) for score in scores if abs(score - best) > 1e-9 * max(abs(best), 1.0)
        ]
        return cls(best, min(apart, default=1e-3) / 2, objective.direction == "max")

    def at(self, score: float) -> float:
        """The height of a score."""
        return score if self.best is None else max(abs(score - self.best), self.least)

    def score(self, height: float) -> float:
        """The score that stands at a height; the other way round."""
        if self.best is None:
            return height
        return self.best - height if self.is_higher else self.best + height

    def all(self, scores: Iterable[float | None]) -> list[float | None]:
        """The heights of scores; None where there is none."""
        return [None if score is None else self.at(score) for score in scores]


def objective_of(found: Sequence[Contender]) -> Objective:
    """That of the contenders, which are compared by one; the usual one where there are none."""
    return found[0].trajectories[0].study.spec.objective if found else Objective()


def runs_of(found: Sequence[Contender]) -> list[Trajectory]:
    """The trajectories of all contenders, one after another."""
    return [trajectory for contender in found for trajectory in contender.trajectories]


def group_of(contender: Contender) -> str:
    """Names a contender among others, by its studies."""
    return "-".join(str(trajectory.study.id) for trajectory in contender.trajectories)


def layout(found: Sequence[Contender], look: Look, scale: Scale) -> dict[str, Any]:
    """A race's axes, its legend, and the line of its target."""
    title = f"{metrics.title(objective_of(found).metric)}{_remarks(objective_of(found), look)}"
    if scale.best is not None:
        title = f"{title}: distance to the best ({in_words(scale.best)})"
    shapes = [] if look.target is None else [_line(look.target, scale)]
    return axes(
        SPENT[look.by],
        title,
        xaxis=_across(found, look),
        yaxis=_up(found, look, scale),
        margin={"r": 16, "t": 8},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 14}},
        shapes=shapes,
        # A line that was dragged is where it was dragged to: what this page says wins over that.
        editrevision=str(look.target),
    )


def _remarks(objective: Objective, look: Look) -> str:
    """How the scores are to be read."""
    told = ["corrected"] if look.corrected else []
    told += ["lower is better"] if objective.direction == "min" else []
    return f" ({', '.join(told)})" if told else ""


def _line(target: float, scale: Scale) -> dict[str, Any]:
    height = scale.at(target)
    return {
        "type": "line",
        "name": TARGET,
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": height,
        "y1": height,
        "line": {"color": "#8a949e", "width": 2, "dash": "dash"},
        "label": {
            "text": f"\u00a0target {in_words(target)}",
            "textposition": "start",
            "xanchor": "left",
            "yanchor": "bottom",
            "font": {"size": 13},
        },
    }


def _across(found: Sequence[Contender], look: Look) -> dict[str, Any]:
    end = _end(found, look)
    xaxis: dict[str, Any] = {"range": [0, end]} if end is not None else {"rangemode": "tozero"}
    if look.by != "seconds":
        xaxis["tickformat"] = ",d"
    longest = max((len(one.table) for one in runs_of(found)), default=0)
    if look.by == "trials" and longest < 12:
        xaxis["dtick"] = 1
    return xaxis


def _end(found: Sequence[Contender], look: Look) -> float | None:
    """What the longest study may spend: the axis is the same from start to end. None if open."""
    every = runs_of(found)
    if look.end is not None:
        return max([look.end, *(one.spent(look.by) for one in every)])
    if look.by == "seconds" or not every:
        return None
    planned = [_planned(one, look.by) for one in every]
    spent = [one.spent(look.by) for one in every if len(one.table)]
    return None if None in planned else max([*spent, *(p for p in planned if p)], default=None)


def _planned(trajectory: Trajectory, by: By) -> int | None:
    study = trajectory.study
    known = study.trials_planned if by == "trials" else study.epochs_planned
    if known is not None:
        return known
    try:
        counted = strategies.count(study.spec)
    except TuningError:  # data of one's own that are gone
        return None
    return counted.trials if by == "trials" else counted.epochs


def _up(found: Sequence[Contender], look: Look, scale: Scale) -> dict[str, Any]:
    ends = _contest(found, look)
    if scale.best is not None:
        far = max((scale.at(end) for end in ends or ()), default=1.0)
        low, high = math.log10(scale.least * 0.8), math.log10(far * 1.15)
        ticks = [digit * 10.0**power for power in range(-9, 13) for digit in (1, 2, 5)]
        ticks = [tick for tick in ticks if low <= math.log10(tick) <= high]
        texts = [f"{tick:.6g}" for tick in ticks]
        return {"type": "log", "range": [low, high], "tickvals": ticks, "ticktext": texts}
    return {} if ends is None else {"range": ends}


def _contest(found: Sequence[Contender], look: Look) -> list[float] | None:
    """The ends of the axis of scores; early scores, and those of a seed that begins late, may lie
    outside.

    They are far from all others, which would be squeezed into a few per cent of the height. The
    ends are round, so that the axis stays where it is while scores come.
    """
    tables = [one.scored for one in runs_of(found) if len(one.scored)]
    if not tables:
        return None
    spent = max(float(table[look.by].iloc[-1]) for table in tables)
    begun = BEGINNING * (spent if look.end is None else min(look.end, spent / BEGINNING / 2))
    values = [] if look.target is None else [look.target]
    for contender in found:
        line = seed_range(contender, look.by)
        first = max(int(np.searchsorted(line["x"].to_numpy(float), begun, "right")) - 1, 0)
        values += line["median"].iloc[first:].tolist()
    for table in tables:
        spread = table["spread"].fillna(0.0).iloc[-1]
        values += [table["best"].iloc[-1] - spread, table["best"].iloc[-1] + spread]
    low, high = min(values), max(values)
    room = 0.08 * (high - low) or 0.005 * (abs(high) or 1.0)
    step = _round(0.1 * (high - low + 2 * room))
    return [math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step]


def _round(least: float) -> float:
    """The least of 1, 2, 5, 10, 20, … (and 0.5, 0.2, 0.1, …) that is not less."""
    power = 10.0 ** math.floor(math.log10(least))
    return power * next(digit for digit in (1, 2, 5, 10) if digit * power >= least)
