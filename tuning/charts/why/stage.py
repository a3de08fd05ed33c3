"""The values of the one hyperparameter that is varied: scored, this one, and still to try."""

from __future__ import annotations

from typing import Any

from tuning.analysis.why import Stage, Step
from tuning.analysis.why.stage import INCUMBENT, LEFT, THIS, TRIED, UNDER_WAY
from tuning.charts._base import BEST, GREY, axes, rgba
from tuning.charts.why._drawn import Drawn, Look, Mark, Panel, places
from tuning.charts.why._points import Point, points
from tuning.space import show
from tuning.text.names import plotly
from tuning.text.words import score

HEIGHT = 280
BELOW = 0.25
"""How far below the scores stands what has none, as a part of their width."""


def stage(found: Stage, look: Look) -> Drawn:
    """Values from left to right; those without a score by then stand in a row below."""
    looks: dict[str, dict[str, Any]] = {
        LEFT: {"symbol": "circle-open", "size": 9, "color": rgba(GREY, 0.9)},
        UNDER_WAY: {"symbol": "circle-open", "size": 11, "color": look.color},
        TRIED: {"symbol": "circle", "size": 10, "color": look.color},
        INCUMBENT: {"symbol": "star", "size": 14, "color": BEST},
        THIS: {"symbol": "diamond", "size": 14, "color": look.own},
    }
    known = [step.score for step in found.steps if step.score is not None]
    width = (max(known) - min(known) if known else 0.0) or 0.01
    floor = (min(known) if known else 0.0) - BELOW * width
    data = [_of(found, status, marker, floor) for status, marker in looks.items()]
    yaxis: dict[str, Any] = {"range": [floor - 0.15 * width, floor + (1 + 2 * BELOW) * width]}
    if not known:
        yaxis |= {"showticklabels": False, "showgrid": False}
    layout = axes(
        plotly(found.title),
        look.metric,
        xaxis=places([show(step.value) for step in found.steps]),
        yaxis=yaxis,
        shapes=[_rule(floor + 0.1 * width)],
    )
    legend = (
        Mark("★", BEST, INCUMBENT),
        Mark("●", look.color, TRIED),
        Mark("◆", look.own, THIS),
        Mark("○", look.color, UNDER_WAY),
        Mark("○", GREY, LEFT),
        Mark("┈", GREY, "below it: no score known by then"),
    )
    kept = ", ".join(f"{title} {value}" for title, value in found.kept)
    title = f"{found.title}, one value after the other"
    panel = Panel("", {"data": data, "layout": layout}, HEIGHT, f"Scores by {found.title}")
    return Drawn(f"{title}; kept: {kept}" if kept else title, legend, (panel,), is_wide=True)


def _of(found: Stage, status: str, marker: dict[str, Any], floor: float) -> dict[str, Any]:
    own = [
        Point(place, floor if step.score is None else step.score, step.number, _told(step))
        for place, step in enumerate(found.steps)
        if step.status == status
    ]
    return points(status, own, marker, of_trials=status != LEFT)


def _told(step: Step) -> str:
    who = f"Trial {step.number}, {step.status}" if step.number is not None else step.status
    result = "no score known by then" if step.score is None else score(step.score)
    return f"{plotly(show(step.value))}: {who}, {result}"


def _rule(at: float) -> dict[str, Any]:
    ends = {"x0": 0, "x1": 1, "xref": "paper", "y0": at, "y1": at}
    return {"type": "line", **ends, "line": {"color": rgba(GREY, 0.5), "width": 1, "dash": "dot"}}
