"""Parallel axes of many trials: the Python side of a component drawn on a canvas.

Owns the description of an axis, its checks, the brush as values, and the mount. The drawing
is `tuning/browser/parallel_coordinates/`. Nothing here knows studies or stores: rows come in as
numbers, and what is selected belongs to who calls.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from tuning.ui.components import sending, turns
from tuning.ui.components.assets import loader, picture_name
from tuning.ui.components.differences import Drawing

Scale = Literal["linear", "log", "category"]
Brush = dict[str, tuple[float, float]]

NUMBER = "number"
"""The column of rows that holds the trial number."""

_component = st.components.v2.component(
    "tuning_parallel_coordinates", js=loader("parallel_coordinates"), isolate_styles=False
)


@dataclass(frozen=True)
class Axis:
    """One vertical axis: a column of the rows and how to draw it.

    Attributes:
        name: The column in the rows.
        label: What a person reads above the axis.
        scale: "linear", "log" (low must be above 0) or "category" (the column holds codes).
        low: The value at the lower end; for a category the smallest code.
        high: The value at the upper end; for a category the largest code.
        ticks: Pairs of value and text. A category needs one for every code; a numeric axis
            may leave it empty, and nice ticks are chosen.
        integer: Whether only whole numbers occur.
    """

    name: str
    label: str
    scale: Scale
    low: float
    high: float
    ticks: list[tuple[float, str]] = field(default_factory=list)
    integer: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise ValueError(f"axis {self.name!r} needs finite ends, got {self.low}, {self.high}")
        if self.low > self.high:
            raise ValueError(f"axis {self.name!r}: low {self.low} is above high {self.high}")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f"axis {self.name!r}: a log scale starts above 0, got {self.low}")
        if self.scale == "category" and not self.ticks:
            raise ValueError(f"axis {self.name!r}: a category axis needs the texts of its codes")

    def as_json(self) -> dict[str, Any]:
        """The axis as the drawing reads it: plain numbers, strings and lists."""
        return {
            "name": self.name,
            "label": self.label,
            "scale": self.scale,
            "low": float(self.low),
            "high": float(self.high),
            "ticks": [[float(value), str(text)] for value, text in self.ticks],
            "integer": bool(self.integer),
        }


def selected(rows: pd.DataFrame, brush: Mapping[str, tuple[float, float]]) -> npt.NDArray[np.bool_]:
    """Tell which rows lie inside every range of the brush.

    Both ends belong to a range, and NaN (an inactive value, an unfinished trial) is inside
    none. A range on a column the rows lack is left out: axes may change while a brush stands.
    Compared in single precision, as the drawing does: a range may end at a drawn value.
    """
    mask = np.ones(len(rows), dtype=bool)
    for name, (low, high) in brush.items():
        if name in rows.columns:
            values = rows[name].to_numpy(dtype="float32", na_value=np.nan)
            mask &= (values >= np.float32(low)) & (values <= np.float32(high))
    return mask


def spec(
    axes: Sequence[Axis],
    *,
    color: str,
    better: Literal["high", "low"],
    height: int,
    note: str = "",
    brush: Mapping[str, tuple[float, float]] | None = None,
    picked: Collection[int] = (),
) -> dict[str, Any]:
    """Everything the drawing needs beside the rows, ready for JSON.

    Raises:
        ValueError: No axis, a name given twice, an unknown colour axis or direction.
    """
    names = [axis.name for axis in axes]
    if not names:
        raise ValueError("parallel coordinates need at least one axis")
    if len(set(names)) < len(names):
        raise ValueError(f"every axis needs a name of its own, got {names}")
    if color not in names:
        raise ValueError(f"color must name one of the axes {names}, got {color!r}")
    if better not in ("high", "low"):
        raise ValueError(f"better must be 'high' or 'low', got {better!r}")
    return {
        "axes": [axis.as_json() for axis in axes],
        "color": color,
        "better": better,
        "height": int(height),
        "note": note,
        "brush": {name: [low, high] for name, (low, high) in (brush or {}).items()},
        "picked": list(picked),
    }


def columns(axes: Sequence[Axis], rows: pd.DataFrame) -> pd.DataFrame:
    """The trial number and one column an axis, in axis order, as floats.

    Raises:
        ValueError: The rows lack one of these columns.
    """
    names = [NUMBER, *(axis.name for axis in axes)]
    missing = [name for name in names if name not in rows.columns]
    if missing:
        raise ValueError(f"the rows lack the columns {missing}")
    return rows[names].astype("float64").reset_index(drop=True)


def as_brush(value: object) -> Brush:
    """Read a brush as the browser reports it; whatever is not a range is left out."""
    if not isinstance(value, Mapping):
        return {}
    brush: Brush = {}
    for name, ends in value.items():
        if isinstance(ends, Sequence) and not isinstance(ends, str) and len(ends) == 2:
            low, high = float(ends[0]), float(ends[1])
            brush[str(name)] = (min(low, high), max(low, high))
    return brush


def parallel_coordinates(
    axes: Sequence[Axis],
    rows: pd.DataFrame,
    *,
    color: str,
    better: Literal["high", "low"],
    key: str,
    brush: Mapping[str, tuple[float, float]],
    picked: Collection[int],
    on_select: Callable[[Brush, list[int]], None],
    height: int = 380,
    note: str = "",
    file: str = "",
) -> None:
    """Draw one line a trial across parallel axes, those that are selected in front.

    The drawing surface lives in the browser and survives every rerun and every update of the rows
    for as long as `key` stays the same.

    Args:
        axes: The axes, left to right.
        rows: Numbers only: the column `number` and one column an axis. NaN means that the
            value is inactive in that trial; in the colour column, that it has not finished.
        color: The axis whose value colours the lines, normally the score.
        better: Which end of the colour axis is the good one.
        key: Names this figure; unique on the page.
        brush: Axis name to the values kept on it, both ends included.
        picked: Numbers of trials picked one by one: where there are some, these are selected, and
            else what lies inside the brush; use `selected` to apply it to rows.
        on_select: Called before the next run with both, once a person has changed them.
        height: Height of the drawing in pixels, without the line of text below it.
        note: A short remark shown below, such as "300 of 10,000 trials drawn".
        file: What a picture of it is called when a person keeps it; made from the key if empty.
    """

    def hear() -> None:
        said = turns.said(key, "selected")
        on_select(as_brush(said.get("brush")), [int(n) for n in said.get("picked") or ()])

    drawing = sending.once(rows, lambda: _drawing(axes, rows), *(axis.name for axis in axes))
    look = spec(
        axes, color=color, better=better, height=height, note=note, brush=brush, picked=picked
    )
    _component(
        key=key,
        data={
            "drawing": sending.message(key, drawing),
            "spec": look | {"turn": turns.turn(key, "selected")},
            "file": file or picture_name(key),
            "key": key,
        },
        on_selected_change=hear,
        on_lost_change=lambda: sending.forget(key),
    )


def _drawing(axes: Sequence[Axis], rows: pd.DataFrame) -> Drawing:
    """The columns by their places; in full precision, of which the browser takes the single one."""
    table = columns(axes, rows).to_numpy(na_value=np.nan).T.tolist()
    named = {k: [None if x != x else x for x in column] for k, column in enumerate(table)}
    return Drawing(json.dumps({"data": [named], "layout": {}}))
