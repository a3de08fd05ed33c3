"""Drawings on their way to one browser: whole the first time, and as differences from then on.

The session knows what it told the browser last of each drawing. A browser that does not have that,
since it was lost on the way or its page is another, says so (`tuning/browser/versions.js`), and is
told the whole.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
import streamlit as st

from tuning.ui.components.differences import Drawing, Plain, difference

LONG = 32
"""From so many points on, a trace's numbers are packed."""
FILLED = ("x", "customdata")
MOST_KEPT = 60
"""Drawings of a session of which the latest is known; of others the whole is sent."""
MOST_MADE = 128
_SENT = "drawings-sent"
Made = TypeVar("Made")

_making = threading.Lock()
_made: dict[int, tuple[object, tuple[object, ...], Any]] = {}


def once(of: object, make: Callable[[], Made], *how: object) -> Made:
    """What is made of an object that is shown again, in this browser or another: `make` once, as
    long as `how` is the same. Nobody may change the object."""
    with _making:
        known = _made.get(id(of))
    if known is not None and known[0] is of and known[1] == how:
        return cast(Made, known[2])
    made = make()
    with _making:
        _made[id(of)] = of, how, made
        if len(_made) > MOST_MADE:
            del _made[next(iter(_made))]
    return made


class _Sent(NamedTuple):
    drawing: Drawing
    message: Plain


def message(key: str, drawing: Drawing) -> Plain:
    """What the browser is told, so that it has the drawing under this key.

    {"version": …} with "whole", or with "change" and the version that it is a change of as "base".
    The same text again as long as the drawing stays the same.
    """
    sent = _sent()
    before = sent.pop(key, None)
    if before is not None and before.drawing.version == drawing.version:
        sent[key] = before
        return before.message
    told: Plain = {"version": drawing.version}
    change = difference(before.drawing, drawing) if before is not None else None
    if before is None or change is None:
        told["whole"] = {**drawing.plain, "data": list(map(packed, drawing.plain["data"]))}
    else:
        told |= {"base": before.drawing.version, "change": change}
    sent[key] = _Sent(drawing, told)
    if len(sent) > MOST_KEPT:
        del sent[next(iter(sent))]
    return told


def forget(key: str) -> None:
    """The browser does not have what it was told: the next message has the whole."""
    _sent().pop(key, None)


def _sent() -> dict[str, _Sent]:
    kept: dict[str, _Sent] = st.session_state.setdefault(_SENT, {})
    return kept


# -- long columns in few bytes ---------------------------------------------------------------------


def packed(trace: Plain) -> Plain:
    """The trace with its long lists of numbers as Plotly's typed arrays: half the bytes.

    Where a line has a gap, its other columns repeat their last value.
    """
    if trace.get("type", "scatter") != "scatter":
        return trace
    found = dict(trace)
    for name, values in trace.items():
        if isinstance(values, list) and len(values) >= LONG and _are_numbers(values):
            numbers = np.array(values, dtype=float)  # None is NaN
            found[name] = _typed(_filled(numbers) if name in FILLED else numbers)
    return found


def _are_numbers(values: list[Any]) -> bool:
    kinds = set(map(type, values))
    return kinds <= {int, float, type(None)} and kinds != {type(None)}


def _filled(numbers: np.ndarray) -> np.ndarray:
    """Each NaN is the last number before it, if there is one."""
    last = np.maximum.accumulate(np.where(np.isnan(numbers), 0, np.arange(len(numbers))))
    return numbers[last]


def _typed(numbers: np.ndarray) -> dict[str, str]:
    whole = bool(np.isfinite(numbers).all() and (numbers == np.rint(numbers)).all())
    size = float(np.nanmax(np.abs(numbers)))
    kinds = [("i1", 127.0), ("i2", 32767.0), ("i4", 2147483647.0)] if whole else []
    kind = next((kind for kind, most in kinds if size <= most), "f4")
    return {
        "dtype": kind,
        "bdata": base64.b64encode(numbers.astype(f"<{kind}").tobytes()).decode(),
    }
