"""The baselines in a figure whose axis is a score: dashed, named lines.

One that lies far from what is drawn does not stretch the axis: it is named at the edge beyond which
it lies. Names that would stand on each other stand together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from tuning.charts._base import GREY, Figure
from tuning.honesty import BASELINES, Honest, words
from tuning.text.names import cut, plotly
from tuning.text.words import score

REACH = 0.4
"""How far, in lengths of what is drawn, an axis is stretched to show a baseline."""
APART = 0.09
"""The part of an axis that a name takes: as near as this, names stand together."""
LINE_HEIGHT = 15
"""Pixels of a line of names above a figure."""
DASHES = {"constant": "dot", "linear": "dash", "untuned": "dashdot"}
MOST_LETTERS = 26


class Level(NamedTuple):
    """A baseline on an axis."""

    name: str
    title: str
    """For people, and safe for a figure."""
    value: float


def levels(honest: Honest | None) -> list[Level]:
    """Those that have a score, the best known last; none of studies of earlier versions."""
    if honest is None:
        return []
    known = [(name, honest.baselines.get(name)) for name in BASELINES]
    return [
        Level(name, f"{plotly(cut(words.title(name, honest), MOST_LETTERS))} {score(value)}", value)
        for name, value in known
        if value is not None and math.isfinite(value)
    ]


def with_baselines(figure: Figure, honest: Honest | None, axis: Literal["x", "y"] = "y") -> Figure:
    """The figure with its baselines; `axis`: the one that shows the study's score."""
    found, ends = levels(honest), _ends(figure, axis)
    if not found or ends is None:
        return figure
    near = [level for level in found if _is_near(level.value, ends)]
    layout, key = dict(figure["layout"]), f"{axis}axis"
    fixed = layout.get(key, {}).get("range")
    reached = (min([ends[0], *_values(near)]), max([ends[1], *_values(near)]))
    if fixed is not None and reached != ends:  # one that is free reaches to its lines by itself
        room = 0.04 * (reached[1] - reached[0])
        low = reached[0] - room if reached[0] < ends[0] else ends[0]
        high = reached[1] + room if reached[1] > ends[1] else ends[1]
        layout[key] = layout[key] | {"range": [low, high]}
    layout["shapes"] = [*layout.get("shapes", []), *(_line(level, axis) for level in near)]
    far = [level for level in found if level not in near]
    names = _apart(
        [*_names(near, reached[1] - reached[0], axis)], [*_beyond(far, ends, axis)], reached
    )
    layout["annotations"] = [*layout.get("annotations", []), *names]
    if axis == "x":
        lines = max(name["text"].count("<br>") + 1 for name in names)
        layout["margin"] = layout.get("margin", {}) | {"t": 10 + LINE_HEIGHT * lines}
    return {**figure, "layout": layout}


def _values(found: Iterable[Level]) -> list[float]:
    return [level.value for level in found]


def _ends(figure: Figure, axis: str) -> tuple[float, float] | None:
    """How far the axis reaches: as it is told to, or as what is drawn does."""
    fixed = figure["layout"].get(f"{axis}axis", {}).get("range")
    if fixed is not None:
        return float(fixed[0]), float(fixed[1])
    known = [value for trace in figure["data"] for value in _drawn(trace, axis)]
    return (min(known), max(known)) if known else None


def _drawn(trace: dict[str, Any], axis: str) -> Iterator[float]:
    """A trace's places on the axis, the ends of its bars included."""
    values = trace.get(axis) or []
    spreads = (trace.get(f"error_{axis}") or {}).get("array") or []
    if trace.get("type") == "bar" and axis == "x":
        spreads = [width / 2 for width in trace.get("width") or []]
    for place, value in enumerate(values):
        if isinstance(value, int | float) and math.isfinite(value):
            spread = (spreads[place] if place < len(spreads) else 0.0) or 0.0
            yield from (value - spread, value + spread)


def _is_near(value: float, ends: tuple[float, float]) -> bool:
    low, high = ends
    reach = REACH * max(high - low, 0.02 * abs(high))
    return low - reach <= value <= high + reach


def _line(level: Level, axis: str) -> dict[str, Any]:
    other = "x" if axis == "y" else "y"
    return {
        "type": "line",
        "layer": "below" if axis == "y" else "above",  # in front of bars
        "name": level.name,
        f"{axis}0": level.value,
        f"{axis}1": level.value,
        f"{other}ref": "paper",
        f"{other}0": 0,
        f"{other}1": 1,
        "line": {"color": GREY, "width": 1.5, "dash": DASHES[level.name]},
    }


def _names(near: Sequence[Level], length: float, axis: str) -> Iterator[dict[str, Any]]:
    """Each above its line, at the start of the other axis; of an upright line above the figure."""
    for group in _groups(near, APART * length):
        text = "<br>".join(level.title for level in reversed(group))
        if axis == "y":
            yield _name(text, y=group[-1].value, xref="paper", x=0, yanchor="bottom")
        else:
            yield _name(text, x=group[0].value, yref="paper", y=1, yanchor="bottom")


def _groups(near: Sequence[Level], apart: float) -> list[list[Level]]:
    """By value from low to high; what stands too near to the one before stands with it."""
    groups: list[list[Level]] = []
    for level in sorted(near, key=lambda level: level.value):
        if groups and level.value - groups[-1][-1].value < apart * len(groups[-1]):
            groups[-1].append(level)
        else:
            groups.append([level])
    return groups


def _beyond(far: Sequence[Level], ends: tuple[float, float], axis: str) -> Iterator[dict[str, Any]]:
    """Those that lie beyond an edge, named there with an arrow."""
    for is_low in (True, False):
        found = [level for level in far if (level.value < ends[0]) is is_low]
        if not found:
            continue
        if axis == "y":
            text = "<br>".join(f"{'↓' if is_low else '↑'} {level.title}" for level in found)
            side: dict[str, Any] = {"y": 0, "yanchor": "bottom"} if is_low else {"y": 1}
            yield _name(text, yref="paper", xref="paper", x=0, **{"yanchor": "top"} | side)
        else:
            text = "<br>".join(f"{'←' if is_low else '→'} {level.title}" for level in found)
            end: dict[str, Any] = {"x": 0} if is_low else {"x": 1, "xanchor": "right"}
            yield _name(text, yref="paper", xref="paper", y=1, yanchor="bottom", **end)


def _apart(
    names: list[dict[str, Any]], beyond: list[dict[str, Any]], ends: tuple[float, float]
) -> list[dict[str, Any]]:
    """All names; a line's that would stand on those at the lower edge stands above them."""
    edge = next((one for one in beyond if one.get("y") == 0), None)
    if edge is None or not names:
        return [*names, *beyond]
    lowest, *others = names
    lines = edge["text"].count("<br>") + 1
    if lowest["y"] - ends[0] >= APART * lines * (ends[1] - ends[0]):
        return [*names, *beyond]
    edge["text"] = f"{lowest['text']}<br>{edge['text']}"
    return [*others, *beyond]


def _name(text: str, **place: Any) -> dict[str, Any]:
    look = {"text": text, "showarrow": False, "font": {"size": 11}, "align": "left"}
    return look | {"xanchor": "left"} | place
