"""Several estimates of one number on a common scale, as our own HTML: a line each.

Its style sheet is `tuning/browser/scale/style.css`. Unlike the figures it is text between marks: it
needs no script, fits any width and is read out line by line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

from tuning.honesty.numbers import places, ranged
from tuning.text.words import number, score

ROOM = 0.05
"""Of the scale's length, beyond the outermost marks."""


class Line(NamedTuple):
    """One estimate."""

    kind: str
    """What the style sheet knows it by."""
    title: str
    value: float
    low: float | None = None
    high: float | None = None
    help: str = ""
    is_level: bool = False
    """Whether the others are held against it: it is drawn through all lines."""


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float

    def at(self, value: float) -> str:
        return f"{100 * (value - self.low) / (self.high - self.low):.2f}%"

    def ticks(self) -> list[float]:
        """Three to six round numbers between the ends."""
        rough = (self.high - self.low) / 4
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(k * power for k in (1, 2, 2.5, 5, 10) if k * power >= rough)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [k * step for k in range(first, last + 1)]


def scale(lines: Sequence[Line], told: str) -> str:
    """The lines in their order on a scale that holds them all; `told` is what it shows.

    Nothing of a single line, which has nothing to stand beside.
    Numbers without an interval have one place more than the first that has one.
    """
    if len(lines) < 2:
        return ""
    axis = _axis(lines)
    levels = "".join(f'<s style="left:{axis.at(one.value)}"></s>' for one in lines if one.is_level)
    widths = [one.high - one.low for one in lines if one.low is not None and one.high is not None]
    digits = places(widths[0]) + 1 if widths else None
    rows = "".join(_row(line, axis, levels, digits) for line in lines)
    ticks = "".join(f'<i style="left:{axis.at(t)}">{number(t)}</i>' for t in axis.ticks())
    return (
        f'<div class="ts-scale" role="list" aria-label="{escape(told)}">{rows}'
        f'<div class="ts-scale-axis" aria-hidden="true"><span></span><div>{ticks}</div></div></div>'
    )


def _row(line: Line, axis: _Axis, levels: str, digits: int | None) -> str:
    bar = ""
    if line.low is not None and line.high is not None:
        width = axis.at(line.high - line.low + axis.low)
        bar = f'<b style="left:{axis.at(line.low)};width:{width}"></b>'
    help = f' title="{escape(line.help)}"' if line.help else ""
    return (
        f'<div class="ts-scale-{line.kind}" role="listitem"{help}><span>{escape(line.title)}</span>'
        f'<div aria-hidden="true">{levels}{bar}<u style="left:{axis.at(line.value)}"></u></div>'
        f"<span>{_number(line, digits)}</span></div>"
    )


def _number(line: Line, digits: int | None) -> str:
    if line.low is None or line.high is None:
        return score(line.value) if digits is None else f"{line.value:,.{digits}f}"
    return ranged(line.value, line.low, line.high)


def _axis(lines: Sequence[Line]) -> _Axis:
    ends = [end for one in lines for end in (one.value, one.low, one.high) if end is not None]
    low, high = min(ends), max(ends)
    room = ROOM * (high - low) or max(abs(high) * ROOM, 0.01)
    return _Axis(low - room, high + room)
