"""The distribution of the scores: a bar a bin, in front of it the part that is selected."""

from __future__ import annotations

from typing import Any

from tuning import metrics
from tuning.analysis import Distribution
from tuning.charts._base import GREY, OF_POINTS, Figure, axes, rgba, rounded
from tuning.text.words import score


def distribution(
    found: Distribution, *, color: str, metric: str, selected: frozenset[int] | None = None
) -> Figure:
    """Trials by score; where some are selected, these in colour before all of them in grey."""
    middles = rounded((found.edges[1:] + found.edges[:-1]) / 2)
    widths = rounded(found.edges[1:] - found.edges[:-1])
    ends = [
        f"{score(low)} to {score(high)}"
        for low, high in zip(found.edges[:-1], found.edges[1:], strict=True)
    ]
    bars: dict[str, Any] = {
        "type": "bar",
        "uid": "all",
        "name": "All trials",
        "meta": OF_POINTS,
        "x": middles,
        "y": found.counts(),
        "width": widths,
        "customdata": found.numbers,
        "text": ends,
        "textposition": "none",
        "marker": {"color": color if selected is None else rgba(GREY, 0.5)},
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 0.55}},
        "hovertemplate": "%{y} trials scored %{text}<extra></extra>",
    }
    data = [bars]
    if selected is not None:
        front = {
            "uid": "selected",
            "name": "Selected",
            "y": found.counts(selected),
            "customdata": [[n for n in own if n in selected] for own in found.numbers],
            "marker": {"color": color},
            "hovertemplate": "%{y} of the selected trials scored %{text}<extra></extra>",
        }
        data.append(bars | front)
    yaxis = {"rangemode": "tozero", "tickformat": "d", "nticks": 6}
    layout = axes(metrics.title(metric), "Trials", yaxis=yaxis, barmode="overlay", bargap=0.04)
    return {"data": data, "layout": layout}
