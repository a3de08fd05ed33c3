"""Mean ranks over data sets -> the critical-difference diagram (Demšar 2006), as a plain dict.

The better half is named at the left, the others at the right, each by a line to its place on the
axis of ranks; thick bars join those that cannot be told apart. Imports neither Plotly nor
Streamlit.
"""

from __future__ import annotations

import math
from typing import Any

from tuning import strategies
from tuning.analysis.standings.records import Overall, Ranked
from tuning.charts._base import GREY, Figure, axes
from tuning.text.names import plotly

LETTERS = 14
"""A longer name takes a second line, so that both sides have room on a narrow page."""
STEP, BAR = 1.0, 0.45
"""Heights: of a name, and of a bar that joins."""
TOP = 60
"""Pixels above the axis and below the names."""
ROW, THIN = 46, 24
"""Pixels of a name and of a bar."""


def critical(shown: Overall) -> Figure:
    """The diagram; `shown` has rows."""
    half = math.ceil(len(shown.rows) / 2)
    bars = -BAR * (len(shown.groups) + 0.6)
    left = [(row, bars - STEP * k) for k, row in enumerate(shown.rows[:half])]
    right = [(row, bars - STEP * k) for k, row in enumerate(shown.rows[: half - 1 : -1])]
    last = len(shown.rows)
    room = 0.06 * (last - 1)
    data = [
        *(_line(row, y, 1 - room) for row, y in left),
        *(_line(row, y, last + room) for row, y in right),
        *(_bar(shown, group, -BAR * (k + 0.8)) for k, group in enumerate(shown.groups)),
        *(_point(row) for row in shown.rows),
        *_ruler(shown),
    ]
    bottom = bars - STEP * max(half - 1, 0) - 0.5 * STEP
    y = {"range": [bottom, 1.4], "showgrid": False, "showline": False, "automargin": True}
    x = {
        "range": [1 - room, last + room],
        "dtick": 1,
        "side": "top",
        "showgrid": False,
        "showline": False,
        "fixedrange": True,
    }
    beside = {"overlaying": "y", "side": "right", "matches": "y"}
    layout = axes(
        "Mean rank (1 is the best)",
        "",
        xaxis=x,
        yaxis=y | {"fixedrange": True} | _names(left),
        yaxis2=y | {"fixedrange": True, "zeroline": False} | beside | _names(right),
        shapes=[_axis(last)],
    )
    return {"data": data, "layout": layout}


def height(shown: Overall) -> int:
    """Pixels that it takes."""
    return 2 * TOP + ROW * math.ceil(len(shown.rows) / 2) + THIN * len(shown.groups)


def told(shown: Overall) -> str:
    """The diagram in words."""
    ranks = ", ".join(f"{row.title} {row.mean:.2f}" for row in shown.rows)
    apart = "; ".join(" – ".join(group) for group in shown.groups) or "none"
    return (
        f"Critical-difference diagram. Mean ranks: {ranks}. Critical difference: "
        f"{shown.difference:.2f}. Not told apart: {apart}."
    )


def _names(rows: list[tuple[Ranked, float]]) -> dict[str, Any]:
    return {
        "tickvals": [y for _, y in rows],
        "ticktext": [f"<b>{_folded(row.title)}</b><br>{row.mean:.2f}" for row, _ in rows],
        "tickfont": {"size": 13},
        "ticks": "",
    }


def _folded(title: str) -> str:
    """In two lines where it is long."""
    if len(title) <= LETTERS or " " not in title:
        return plotly(title)
    words = title.split(" ")
    half = min(range(1, len(words)), key=lambda k: abs(len(" ".join(words[:k])) - len(title) / 2))
    return "<br>".join(plotly(" ".join(part)) for part in (words[:half], words[half:]))


def _line(row: Ranked, y: float, edge: float) -> dict[str, Any]:
    """From the axis down, then to the name at the edge."""
    return _quiet([row.mean, row.mean, edge], [0.0, y, y]) | {
        "mode": "lines",
        "line": {"color": _color(row), "width": 2},
        "yaxis": "y" if edge <= row.mean else "y2",
        "uid": f"line-{row.strategy}",
    }


def _point(row: Ranked) -> dict[str, Any]:
    hover = f"{plotly(row.title)}<br>mean rank %{{x:.2f}}<extra></extra>"
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row.mean],
        "y": [0.0],
        "marker": {"size": 11, "color": _color(row)},
        "cliponaxis": False,
        "hovertemplate": hover,
        "uid": f"rank-{row.strategy}",
    }


def _bar(shown: Overall, group: tuple[str, ...], y: float) -> dict[str, Any]:
    means = [row.mean for row in shown.rows if row.title in group]
    told = f"not told apart: {plotly(', '.join(group))}"
    over = 0.015 * (len(shown.rows) - 1)
    return _quiet([min(means) - over, max(means) + over], [y, y]) | {
        "mode": "lines",
        "line": {"color": GREY, "width": 7},
        "hoverinfo": "text",
        "text": told,
        "uid": f"group-{'-'.join(group)}",
    }


def _ruler(shown: Overall) -> list[dict[str, Any]]:
    """How long the critical difference is, above the axis; not longer than that."""
    if shown.difference is None:
        return []
    end = min(1 + shown.difference, len(shown.rows))
    is_cut = shown.difference > len(shown.rows) - 1
    text = f"critical difference {shown.difference:.2f}{' (longer than the axis)' * is_cut}"
    ends = {"symbol": "line-ns-open", "size": 9, "color": GREY, "line": {"width": 2}}
    ruler = _quiet([1.0, end], [0.7, 0.7]) | {"mode": "lines+markers", "marker": ends}
    words = _quiet([1.0], [0.78]) | {"mode": "text", "text": [text], "textposition": "top right"}
    ruler |= {"line": {"color": GREY, "width": 2}, "uid": "ruler"}
    return [ruler, words | {"textfont": {"size": 12}, "uid": "ruler-text"}]


def _axis(last: int) -> dict[str, Any]:
    ends = {"x0": 1, "x1": last, "y0": 0, "y1": 0}
    return {"type": "line", "line": {"color": GREY, "width": 1.5}, **ends}


def _quiet(x: list[float], y: list[float]) -> dict[str, Any]:
    return {"type": "scatter", "x": x, "y": y, "hoverinfo": "skip", "cliponaxis": False}


def _color(row: Ranked) -> str:
    known = strategies.STRATEGIES.get(row.strategy)
    return known.color if known else GREY
