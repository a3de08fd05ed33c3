"""A Plotly figure that is updated in place, so that zoom and hidden traces survive.

Owns the JSON of a figure and the mount; what of it travels is `sending`'s. The drawing is
`tuning/browser/figure/`, which loads Plotly's JavaScript from the app's own server. A figure of
trials reports those that a person picks in it, and shows those that are selected; which these are
belongs to who calls.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import streamlit as st
from plotly.io.json import to_json_plotly

from tuning.browser.plotly import TRACES
from tuning.text.names import plotly
from tuning.ui.components import sending, turns
from tuning.ui.components.assets import loader, picture_name, plotly_url
from tuning.ui.components.differences import Drawing

_component = st.components.v2.component(
    "tuning_live_figure", js=loader("figure"), isolate_styles=False
)


@dataclass(frozen=True)
class Picks:
    """Trials to be picked in a figure, whose traces say whose they are (`charts.of_trials`)."""

    selected: Collection[int] | None
    """All that are selected. None: nothing is."""
    picked: Collection[int]
    """Those of them that were picked one by one."""
    on_pick: Callable[[list[int]], None]
    """Called before the next run with those that are picked then."""
    on_clear: Callable[[], None]
    """Called before the next run if nothing is to be selected any more."""
    fades: bool = True
    """Whether the others are faded; else the selected have a ring."""


def live_figure(
    figure: go.Figure | dict[str, Any],
    *,
    key: str,
    height: int = 320,
    name: str = "",
    file: str = "",
    picks: Picks | None = None,
    on_drag: Callable[[float], None] | None = None,
) -> None:
    """Draw a figure that keeps its zoom and its legend choices while its data change.

    Fonts, grid and background follow the app's theme; what the figure or a template of its
    own sets explicitly wins. Nothing is redrawn while the figure stays the same.

    Args:
        figure: A Plotly figure, or one as a dict with "data" and "layout".
        key: Names this figure; unique on the page.
        height: Height in pixels.
        name: What it shows, for screen readers and above a picture of it; made from the axes'
            titles if empty.
        file: What a picture of it is called when a person keeps it; made from the key if empty.
        picks: For a figure of trials.
        on_drag: For a figure whose layout has a level line as its shape, which a person may drag:
            called before the next run with its height then.

    Raises:
        ValueError: A trace of a kind that the pages' Plotly does not have (`browser.plotly`).
    """

    def hear() -> None:
        if picks is None:
            return
        said = turns.said(key, "picked")
        if said.get("everything"):
            picks.on_clear()
        else:
            picks.on_pick([int(number) for number in said.get("trials", ())])

    def hear_drag() -> None:
        if on_drag is not None and isinstance(
            y := turns.said(key, "dragged").get("y"), int | float
        ):
            on_drag(float(y))

    made = sending.once(figure, lambda: _drawn(figure)) if type(figure) is dict else _drawn(figure)
    told = sending.message(key, made.drawing)
    title = plotly(name) if name else made.name
    _component(
        key=key,
        data={
            "drawing": told,
            **({"plotly": plotly_url()} if "whole" in told else {}),
            "points": made.points,
            "height": int(height),
            "name": name or made.name,
            **({"title": title} if title != (name or made.name) else {}),
            "file": file or picture_name(key),
            "key": key,
            **({"picks": _told(picks, key)} if picks else {}),
            **({"drags": True} if on_drag is not None else {}),
        },
        on_picked_change=hear,
        on_dragged_change=hear_drag,
        on_lost_change=lambda: sending.forget(key),
    )


class _Drawn(NamedTuple):
    """What is told of a figure wherever it is shown."""

    drawing: Drawing
    points: int
    name: str


def _drawn(figure: go.Figure | dict[str, Any]) -> _Drawn:
    plain = as_dict(figure)
    _hold_to_traces(plain["data"])
    return _Drawn(Drawing(to_json_plotly(plain)), count_points(plain), _name(plain["layout"]))


def _hold_to_traces(traces: Iterable[Any]) -> None:
    kinds = {_plain(trace).get("type", "scatter") for trace in traces}
    if not kinds <= set(TRACES):
        raise ValueError(f"a page's Plotly draws {', '.join(TRACES)}, got {', '.join(kinds)}")


def _told(picks: Picks, key: str) -> dict[str, Any]:
    selected = None if picks.selected is None else sorted(picks.selected)
    turn = turns.turn(key, "picked")
    return {
        "selected": selected,
        "picked": list(picks.picked),
        "turn": turn,
        "fades": picks.fades,
    }


def _name(layout: Mapping[str, Any]) -> str:
    titles = [_plain(layout.get(axis) or {}).get("title") or {} for axis in ("yaxis", "xaxis")]
    texts = [title if isinstance(title, str) else _plain(title).get("text") for title in titles]
    return " by ".join(text for text in texts if text) or "Chart"


def as_dict(figure: go.Figure | dict[str, Any]) -> dict[str, Any]:
    """The figure as a dict without a stock template, which would hide the app's theme."""
    plain = dict(figure.to_plotly_json() if isinstance(figure, go.Figure) else figure)
    layout = dict(plain.get("layout") or {})
    if _is_stock(layout.get("template")):
        del layout["template"]
    return {"data": list(plain.get("data") or ()), "layout": layout}


def _is_stock(template: Any) -> bool:
    # Compared as text: the same template comes with lists in one place, with tuples in another.
    return bool(template) and to_json_plotly(_plain(template)) in _stock_templates()


@functools.cache
def _stock_templates() -> frozenset[str]:
    # Plotly's default, and the one Streamlit puts in its place when it is imported.
    names = {"plotly", "streamlit"} & set(pio.templates)
    figures = [go.Figure(layout={"template": name}).to_plotly_json() for name in names]
    return frozenset(to_json_plotly(figure["layout"]["template"]) for figure in figures)


def count_points(figure: Mapping[str, Any]) -> int:
    """How many points the traces of a figure draw; NaN and None draw nothing."""
    return sum(_count(_plain(trace)) for trace in figure["data"])


def _plain(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else value.to_plotly_json()


def _count(trace: Mapping[str, Any]) -> int:
    for name in ("z", "y", "x", "values", "labels", "r", "lat"):
        values = trace.get(name)
        if values is None:
            continue
        if isinstance(values, Mapping):  # an array Plotly has packed already
            return int(_unpack(values).size)
        return int(pd.notna(np.asarray(values)).sum())
    return 0


def _unpack(packed: Mapping[str, Any]) -> npt.NDArray[Any]:
    data = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=packed["dtype"])
    return data[pd.notna(data)]
