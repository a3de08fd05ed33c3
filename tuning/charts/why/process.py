"""What a Gaussian process believed along each hyperparameter: mean, uncertainty, acquisition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuning.analysis.why import Known, Process, Slice
from tuning.charts._base import GREY, OF_POINTS, axes, rgba, rounded
from tuning.charts.why._drawn import Drawn, Look, Mark, Panel, numbers, places
from tuning.metrics import within
from tuning.space import show
from tuning.text.names import plotly

HEIGHT = 210
ROOM = 0.06
"""Above and below what is drawn, as a part of it."""


def process(found: Process, look: Look) -> Drawn:
    """A small figure for each hyperparameter, all with one axis of scores."""
    legend = (
        Mark("━", look.color, f"expected {within(look.metric)}"),
        Mark("▇", rgba(look.color, 0.35), "± its uncertainty"),
        Mark("╍", look.color, f"acquisition: {found.acquisition}"),
        Mark("◆", look.own, "the point it chose"),
        Mark("●", GREY, "scores it knew, of trials that differ in the others, too"),
    )
    ends = _ends(found)
    panels = tuple(_panel(found, one, look, ends) for one in found.slices)
    return Drawn("What the Gaussian process believed", legend, panels)


def _ends(found: Process) -> list[float]:
    """The axis of scores: what was believed, and the better half of what was known."""
    drawn = [found.bound, found.expected]
    for one in found.slices:
        drawn += one.bound
        drawn += [m - u for m, u in zip(one.mean, one.uncertainty, strict=True)]
        drawn += [m + u for m, u in zip(one.mean, one.uncertainty, strict=True)]
    low, high = min(drawn), max(drawn)
    room = ROOM * ((high - low) or 0.01)
    return [low - room, high + room]


def _panel(found: Process, one: Slice, look: Look, ends: list[float]) -> Panel:
    at = {value: place for place, value in enumerate(one.values)}
    is_listed = one.scale == "category"
    data = [
        *(_bars(one, look) if is_listed else _band(one, look)),
        _known(one, at if is_listed else None),
        _chosen(found, one, at if is_listed else None, look),
    ]
    xaxis = places(list(map(show, one.values))) if is_listed else numbers(one.scale, one.values)
    yaxis = {"range": ends, "nticks": 5}
    chosen = show(one.chosen)
    layout = axes(f"chose {plotly(chosen)}", look.metric, xaxis=xaxis, yaxis=yaxis)
    name = f"{look.metric} that the process expected, by {one.title}; it chose {chosen}"
    return Panel(one.title, {"data": data, "layout": layout}, HEIGHT, name)


def _band(one: Slice, look: Look) -> list[dict[str, Any]]:
    """Along a range: a band, the mean in it, the acquisition above or below."""
    x: list[Any] = list(one.values)
    low = [m - u for m, u in zip(one.mean, one.uncertainty, strict=True)]
    high = [m + u for m, u in zip(one.mean, one.uncertainty, strict=True)]
    edge = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": x}
    return [
        {**edge, "uid": "low", "y": rounded(low)},
        {
            **edge,
            "uid": "high",
            "y": rounded(high),
            "fill": "tonexty",
            "fillcolor": rgba(look.color, 0.22),
        },
        _curve(x, one.mean, "expected", {"color": look.color, "width": 2.5}),
        _curve(x, one.bound, "acquisition", {"color": look.color, "width": 1.8, "dash": "dash"}),
    ]


def _curve(x: list[Any], y: Sequence[float], name: str, line: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "uid": name,
        "name": name,
        "x": x,
        "y": rounded(y),
        "line": line,
        "hovertemplate": f"%{{x}}: {name} %{{y:.5~r}}<extra></extra>",
    }


def _bars(one: Slice, look: Look) -> list[dict[str, Any]]:
    """Of a list, which has nothing between its values: each by itself."""
    x = list(range(len(one.values)))
    labels = [plotly(show(value)) for value in one.values]
    spread = {
        "type": "data",
        "array": rounded(one.uncertainty),
        "color": rgba(look.color, 0.45),
        "thickness": 8,
        "width": 0,
    }
    base = {"type": "scatter", "mode": "markers", "x": x, "customdata": labels}
    return [
        {
            **base,
            "uid": "expected",
            "name": "expected",
            "y": rounded(one.mean),
            "error_y": spread,
            "marker": {"symbol": "line-ew", "size": 16, "line": {"color": look.color, "width": 3}},
            "hovertemplate": "%{customdata}: expected %{y:.5~r}<extra></extra>",
        },
        {
            **base,
            "uid": "acquisition",
            "name": "acquisition",
            "y": rounded(one.bound),
            "marker": {
                "symbol": "line-ew",
                "size": 16,
                "line": {"color": rgba(look.color, 0.75), "width": 2},
            },
            "hovertemplate": "%{customdata}: acquisition %{y:.5~r}<extra></extra>",
        },
    ]


def _known(one: Slice, places_of: dict[Any, int] | None) -> dict[str, Any]:
    def place(known: Known) -> Any:
        return known.value if places_of is None else places_of.get(known.value)

    return {
        "type": "scatter",
        "mode": "markers",
        "uid": "known",
        "name": "known",
        "x": [place(known) for known in one.known],
        "y": rounded(known.score for known in one.known),
        "customdata": [known.number for known in one.known],
        "meta": OF_POINTS,
        "marker": {"size": 5, "color": rgba(GREY, 0.9)},
        "hovertemplate": "Trial %{customdata}: %{y:.5~r}<extra></extra>",
    }


def _chosen(
    found: Process, one: Slice, places_of: dict[Any, int] | None, look: Look
) -> dict[str, Any]:
    x = one.chosen if places_of is None else places_of.get(one.chosen)
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": "chosen",
        "name": "chosen",
        "x": [x],
        "y": rounded([found.expected]),
        "customdata": [look.number],
        "meta": OF_POINTS,
        "marker": {
            "symbol": "diamond",
            "size": 12,
            "color": look.own,
            "line": {"color": "#ffffff", "width": 1.2},
        },
        "hovertemplate": f"Chosen: {plotly(show(one.chosen))}, expected %{{y:.5~r}}<extra></extra>",
    }
