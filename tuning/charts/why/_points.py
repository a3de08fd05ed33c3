"""The points of an explanation's figure: a trace for those of a kind, each perhaps a trial."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tuning.charts._base import OF_POINTS, rounded


class Point(NamedTuple):
    """Where it stands, for which trial if for any, and what it says on hover."""

    x: float
    y: float | None
    number: int | None
    told: str = ""


def points(
    kind: str,
    found: Sequence[Point],
    marker: dict[str, Any],
    *,
    hover: str = "",
    of_trials: bool = True,
) -> dict[str, Any]:
    """The trace of all points of a kind; `of_trials`: whether they can be picked as trials.

    `hover`: what all of them say alike, as Plotly's template, in place of a text for each; a rung
    has hundreds, and a report has many rungs.
    """
    told = {} if hover else {"text": [point.told for point in found]}
    return {
        "type": "scatter",
        "mode": "markers",
        "uid": kind,
        "name": kind,
        "x": [point.x for point in found],
        "y": rounded(point.y for point in found),
        **told,
        "customdata": [point.number for point in found],
        "meta": OF_POINTS if of_trials else {},
        "marker": marker,
        "hovertemplate": f"{hover or '%{text}'}<extra></extra>",
        "cliponaxis": False,
    }
