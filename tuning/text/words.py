"""Numbers and lists as people write them. Imports nothing of the project."""

from __future__ import annotations

import math
from collections.abc import Sequence


def number(value: float, digits: int = 4) -> str:
    """In at most so many significant digits: `0.1667`, `0.00226`, `12345`, `1e-7`.

    What is not 0 is never shown as 0, and no digit before the point is left out.
    """
    if not math.isfinite(value) or value == 0:
        return f"{value:g}"
    if 10**digits <= abs(value) < 1e15:
        return f"{value:.0f}"
    text = f"{value:.{digits}g}"
    mantissa, e, power = text.partition("e")
    return f"{mantissa}e{int(power)}" if e else text


def score(value: float | None, deviation: float | None = None) -> str:
    """`0.9735 ± 0.0012`, `54.313 ± 2.104`, `180,921`: the deviation has the places of its value."""
    if value is None or math.isnan(value):
        return "–"
    spread = f" ± {_placed(deviation, places(value))}" if deviation is not None else ""
    return f"{_placed(value, places(value))}{spread}"


def places(value: float) -> int:
    """Decimal places at which a score is told: four, fewer from 10 on (five digits in all), more
    below 0.01 (three digits)."""
    if value == 0 or not math.isfinite(value):
        return 4
    power = math.floor(math.log10(abs(value)))
    return max(4 - power, 0) if power > 0 else 4 if power > -3 else 2 - power


def _placed(value: float, count: int) -> str:
    """With so many places, unless only zeros would show."""
    if not math.isfinite(value) or abs(value) >= 1e15:
        return number(value)
    if 0 < abs(value) < max(0.5 * 10**-count, 5e-5):
        return number(value, 3)
    return f"{value:,.{count}f}"


def percent(part: float) -> str:
    """`12%`; what is not 0 is never shown as 0, and what is not all never as all."""
    if 0 < part < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= part < 1 else f"{part:.0%}"


def counted(count: int, noun: str) -> str:
    """`1 trial`, `1,200 trials`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(texts: Sequence[str], last: str = "and") -> str:
    """`A, B and C`."""
    return f" {last} ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def span(low: float, high: float) -> str:
    """Between two times, as a person says it: `10 to 40 s`, `40 s to 3 min`."""
    first, last = duration(low), duration(high)
    if first == last:
        return first
    number, _, unit = first.partition(" ")
    return f"{number if last.partition(' ')[2] == unit else first} to {last}"


def duration(seconds: float) -> str:
    """About how long, as a person says it: `40 s`, `3 min`, `2 h 10 min`."""
    if seconds < 90:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
