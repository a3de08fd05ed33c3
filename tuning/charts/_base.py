"""What all figures share: the palette, and the layout of their axes.

A figure is a plain dict in Plotly's own terms. Backgrounds are clear and texts uncoloured: the
component that draws a figure gives it the theme's fonts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tuning.text.names import cut, plotly

Figure = dict[str, Any]

BEST = "#e0a100"
"""The best trial, wherever it is shown."""
GREY = "#8a949e"
"""What is drawn in the background."""
RIGHT = "#17937f"
CORRECTED = RIGHT
"""A score corrected for the choosing, and its band."""
TRIALS = ["#2f7ed8", "#ef665e", "#5d47ed", "#e82c84", "#1e8493", "#779109", "#9d5015", "#8d8dc5"]
"""Trials side by side, told apart on white and on black, also by those who do not see red or green:
in OKLab, as Machado and others simulate it, any two are 0.07 apart, with `BEST` (a test)."""

MOST_LETTERS = 24
"""Letters of a class's name beside an axis; the hover has all."""
SPENT = {"trials": "Trials finished", "epochs": "Epochs trained", "seconds": "Seconds of training"}


OF_POINTS: dict[str, Any] = {"trials": "points"}
"""The `meta` of a trace whose customdata is a trial's number a point, or a list of such numbers."""


def of_trials(*numbers: int) -> dict[str, Any]:
    """The `meta` of a trace that shows these trials as a whole: in a figure they can be picked."""
    return {"trials": list(numbers)}


def trial_colors(numbers: Sequence[int], best: int | None) -> dict[int, str]:
    """A colour for each trial: the best has its own, others keep theirs unless two would clash."""
    colors: dict[int, str] = {}
    for number in numbers:
        free = [color for color in TRIALS if color not in colors.values()] or TRIALS
        own = TRIALS[number % len(TRIALS)]
        colors[number] = BEST if number == best else own if own in free else free[0]
    return colors


def rgba(color: str, alpha: float) -> str:
    """A `#rrggbb` colour with an opacity from 0 to 1."""
    red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:g})"


def axes(x: str, y: str, **more: Any) -> dict[str, Any]:
    """The layout of a figure with these axis titles; `more` is merged into it."""
    layout: dict[str, Any] = {
        "xaxis": {"title": _title(x), "zeroline": False},
        "yaxis": {"title": _title(y), "zeroline": False},
        "margin": {"l": 8, "r": 12, "t": 10, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
    }
    for name, value in more.items():
        layout[name] = layout[name] | value if isinstance(layout.get(name), dict) else value
    return layout


def held(figure: Figure, x: tuple[float, float] | None, y: tuple[float, float] | None) -> Figure:
    """The figure with axes that reach just so far, and a little beyond; None leaves one free."""
    layout = dict(figure["layout"])
    for name, ends in (("xaxis", x), ("yaxis", y)):
        if ends is not None:
            room = 0.04 * (ends[1] - ends[0]) or 0.5
            layout[name] = layout.get(name, {}) | {"range": [ends[0] - room, ends[1] + room]}
            if layout[name].get("tickformat") == "d":
                layout[name]["dtick"] = _whole_step(ends[1] - ends[0])
    return {**figure, "layout": layout}


def _whole_step(span: float) -> int:
    """A round number of which some eight make the span."""
    steps = (step * 10**power for power in range(12) for step in (1, 2, 5))
    return next(step for step in steps if step >= span / 8)


def _title(text: str) -> dict[str, Any]:
    return {"text": text, "font": {"size": 13}, "standoff": 8}


def rounded(values: Iterable[float | None]) -> list[float | None]:
    """Five digits: more than a figure or its hover shows, and a third of the bytes."""
    return [None if v is None or v != v else float(f"{v:.5g}") for v in values]


def numbered(names: Iterable[str]) -> list[str]:
    """Class numbers as category names: Plotly would read a class's name as HTML or a date."""
    return [str(place) for place, _ in enumerate(names)]


def row_axis(rows: Sequence[str]) -> dict[str, Any]:
    """A vertical axis of named rows, the first at the top."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(rows[::-1]),
        "range": [-0.6, len(rows) - 0.4],
        "showgrid": False,
        "title": {"text": ""},
    }


def class_axis(names: Iterable[str], most: int = MOST_LETTERS) -> dict[str, Any]:
    """An axis of classes: each name as it is, a long one cut."""
    texts = [plotly(cut(name, most)) for name in names]
    places = list(range(len(texts)))
    return {"type": "category", "showgrid": False, "tickvals": places, "ticktext": texts}
