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
    """`0.9735 ± 0.0012`: four places, and the digits of what is too small for them."""
    if value is None or math.isnan(value):
        return "–"
    spread = f" ± {_placed(deviation)}" if deviation is not None else ""
    return f"{_placed(value)}{spread}"


def _placed(value: float) -> str:
    """With four places, unless only zeros would show."""
    return number(value, 2) if 0 < abs(value) < 5e-5 else f"{value:.4f}"


def listed(texts: Sequence[str], last: str = "and") -> str:
    """`A, B and C`."""
    return f" {last} ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))
