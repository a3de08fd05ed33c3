"""A rung or a round by its scores, with the line between who trains on and who does not."""

from __future__ import annotations

from typing import Any

from tuning.analysis.why import Cut, Member
from tuning.charts._base import GREY, axes
from tuning.charts.why._drawn import Drawn, Look, Mark, Panel
from tuning.charts.why._points import Point, points
from tuning.text.words import score

HEIGHT = 248


def cut(found: Cut, look: Look) -> Drawn:
    """Places by score, the best first; the line stands behind the last that is kept."""
    above = [m for m in found.members if m.place <= found.keep and m.number != found.parent]
    below = [m for m in found.members if m.place > found.keep and m.number != found.parent]
    data = [
        _of(above, "above the line", {"color": look.color, "size": 10}),
        _of(below, "below the line", {"color": GREY, "size": 10, "symbol": "x"}),
        _of([found.own], "let through", {"color": look.own, "size": 14, "symbol": "diamond"}),
        *_missed(found),
    ]
    layout = axes(
        f"Place in the {found.step}, by the scores known then",
        look.metric,
        xaxis={"range": [0.3, found.size + 0.7], "tickformat": "d", "showgrid": False}
        | ({"dtick": 1} if found.size <= 16 else {}),
        shapes=[_line(found)],
    )
    legend = (
        Mark("●", look.color, f"above the line: the {found.keep} that train on"),
        Mark("✖", GREY, "below it: cut"),
        Mark("◆", look.own, "the trial that this one goes on from"),
    )
    name = f"The {found.step} of {found.size} trials by score, and the line behind {found.keep}"
    panel = Panel("", {"data": data, "layout": layout}, HEIGHT, name)
    return Drawn(f"The {found.step} that it came from", legend, (panel,), is_wide=True)


def _of(members: list[Member], kind: str, marker: dict[str, Any]) -> dict[str, Any]:
    hover = f"Trial %{{customdata}}: %{{y:.5~r}}, place %{{x}}, {kind}"
    own = [Point(member.place, member.score, member.number) for member in members]
    return points(kind, own, marker, hover=hover)


def _missed(found: Cut) -> list[dict[str, Any]]:
    """From the first below the line up to the last above it."""
    if found.last is None or found.next is None or not found.missed:
        return []
    place = found.next.place
    return [
        {
            "type": "scatter",
            "mode": "lines+text",
            "uid": "missed",
            "name": "missed by",
            "x": [place, place],
            "y": [found.next.score, found.last.score],
            "text": ["", f"missed by {score(found.missed)}"],
            "textposition": "top right",
            "line": {"color": GREY, "width": 2, "dash": "dot"},
            "hoverinfo": "skip",
            "cliponaxis": False,
        }
    ]


def _line(found: Cut) -> dict[str, Any]:
    at = found.keep + 0.5
    ends = {"x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", **ends, "line": {"color": GREY, "width": 2, "dash": "dash"}}
