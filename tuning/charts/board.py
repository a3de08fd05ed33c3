"""A board's chart: every trial by its number, and whose trial was the best so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from tuning import metrics
from tuning.charts._base import BEST, GREY, TRIALS, Figure, axes, rgba, rounded
from tuning.text.names import cut, plotly

MOST_NAMED = 12
"""Records that are named at the steps; of more, the latest."""
LETTERS = 14
BESIDE, ABOVE = 0.2, 0.07
"""Names closer than these parts of both axes would write over each other."""
LATE = 0.7
"""From this part of the axis on, a name stands to the left of its step."""


class Tried(NamedTuple):
    """A trial that has a score."""

    number: int
    name: str
    score: float
    told: str
    """Its values, for people."""
    is_record: bool
    """Whether none before was better."""


def board(tried: Sequence[Tried], *, metric: str, own: str | None = None) -> Figure:
    """Trials in the order of their numbers; those of `own` stand out, records bear names."""
    last = tried[-1].number if tried else 1
    records = [trial for trial in tried if trial.is_record]
    return {
        "data": [_steps(tried), _points(tried, own), _names(records, last)],
        "layout": axes(
            "Trials, in the order they came",
            metrics.title(metric),
            xaxis={"tickformat": "d", "range": [0, last + 1]} | ({"dtick": 1} if last < 12 else {}),
        ),
    }


def _steps(tried: Sequence[Tried]) -> dict[str, Any]:
    records = [trial for trial in tried if trial.is_record]
    ends = [*records, records[-1]._replace(number=tried[-1].number)] if records else []
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [trial.number for trial in ends],
        "y": rounded(trial.score for trial in ends),
        "line": {"color": BEST, "width": 3, "shape": "hv"},
        "hoverinfo": "skip",
        "name": "Best so far",
        "uid": "best",
    }


def _points(tried: Sequence[Tried], own: str | None) -> dict[str, Any]:
    mine = [trial.name == own for trial in tried]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [trial.number for trial in tried],
        "y": rounded(trial.score for trial in tried),
        "text": [f"{plotly(trial.name)}<br>{plotly(trial.told)}" for trial in tried],
        "marker": {
            "size": [12 if is_mine else 8 for is_mine in mine],
            "symbol": ["diamond" if is_mine else "circle" for is_mine in mine],
            "color": [TRIALS[0] if is_mine else rgba(GREY, 0.85) for is_mine in mine],
        },
        "hovertemplate": "%{y:.5~r} by %{text}<extra></extra>",
        "name": "Trials",
        "uid": "trials",
    }


def _names(records: Sequence[Tried], last: int) -> dict[str, Any]:
    """Who raised the best, above each step."""
    shown = _apart(records, last)[-MOST_NAMED:]
    late = [trial.number > LATE * last for trial in shown]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [trial.number for trial in shown],
        "y": rounded(trial.score for trial in shown),
        "text": [plotly(cut(trial.name, LETTERS)) for trial in shown],
        "textposition": ["top left" if is_late else "top right" for is_late in late],
        "cliponaxis": False,
        "hoverinfo": "skip",
        "name": "Who",
        "uid": "names",
    }


def _apart(records: Sequence[Tried], last: int) -> list[Tried]:
    """Those whose names do not write over the name of a later one."""
    kept: list[Tried] = []
    for trial in reversed(records):
        span = abs(records[-1].score - records[0].score) or 1.0
        if not kept or (
            kept[-1].number - trial.number > BESIDE * last
            or abs(kept[-1].score - trial.score) > ABOVE * span
        ):
            kept.append(trial)
    return kept[::-1]
