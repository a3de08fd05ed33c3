"""Where earlier draws fell in each range, as bars, and where this one does."""

from __future__ import annotations

from typing import Any

from tuning.analysis.why import Coverage, Covered
from tuning.charts._base import GREY, OF_POINTS, Figure, axes, rgba
from tuning.charts.why._drawn import Drawn, Look, Mark, Panel, between, places
from tuning.text.names import plotly

HEIGHT = 210
MOST_CARRIED = 1_000
"""Trials before up to which a bar knows its own: they can be picked in it."""


def coverage(found: Coverage, look: Look) -> Drawn:
    """A small figure for each hyperparameter."""
    carries = found.before <= MOST_CARRIED
    panels = tuple(_panel(covered, look, carries) for covered in found.ranges)
    what = "trials before it, in each part of the range"
    legend = (
        Mark("■", GREY, f"{what}: a click selects them" if carries else what),
        Mark("◆", look.own, "where this one falls"),
    )
    return Drawn("What earlier draws had covered", legend, panels)


def _panel(covered: Covered, look: Look, carries: bool) -> Panel:
    name = f"Earlier trials by {covered.title}: {_told(covered)}"
    return Panel(covered.title, _figure(covered, look, carries), HEIGHT, name)


def _told(covered: Covered) -> str:
    if covered.own is None:
        return "not used by this trial"
    of = "parts" if covered.edges else "values"
    return f"{covered.visited} of {len(covered.parts)} {of} visited before"


def _figure(covered: Covered, look: Look, carries: bool) -> Figure:
    labels = [part.label for part in covered.parts]
    counts = [part.before for part in covered.parts]
    bars: dict[str, Any] = {
        "type": "bar",
        "uid": "before",
        "name": "Trials before",
        "x": list(range(len(counts))),
        "y": counts,
        "hovertext": [plotly(label) for label in labels],
        "marker": {"color": rgba(GREY, 0.7)},
        "hovertemplate": "%{hovertext}: %{y} before<extra></extra>",
    }
    if carries:
        bars |= {"customdata": [list(part.trials) for part in covered.parts], "meta": OF_POINTS}
    data: list[dict[str, Any]] = [bars]
    if covered.own is not None:
        before = counts[covered.own]
        data.append(
            {
                "type": "bar",
                "uid": "this",
                "name": "This trial",
                "x": [covered.own],
                "y": [1],
                "base": [before],
                "text": ["◆"],
                "textposition": "outside",
                "textfont": {"color": look.own, "size": 15},
                "cliponaxis": False,
                "customdata": [look.number],
                "meta": OF_POINTS,
                "hovertext": [plotly(labels[covered.own])],
                "marker": {"color": look.own},
                "hovertemplate": "This trial: %{hovertext}<extra></extra>",
            }
        )
    most = max([*counts, 0]) + 1
    yaxis = {"range": [0, 1.25 * most], "nticks": 4, "tickformat": "d"}
    xaxis = between(covered.edges) if covered.edges else places(labels)
    layout = axes(
        _told(covered), "Trials", xaxis=xaxis, yaxis=yaxis, barmode="overlay", bargap=0.15
    )
    return {"data": data, "layout": layout}
