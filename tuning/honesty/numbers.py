"""Numbers in the sentences about a winner: as many digits as an interval allows."""

from __future__ import annotations

import math


def places(width: float) -> int:
    """Decimal places that an interval of such a width allows: 2 of 0.2, 3 of 0.02, 0 of 40."""
    if not math.isfinite(width) or width <= 0:
        return 3
    return min(max(math.ceil(0.75 - math.log10(width)), 2 if width < 1 else 0), 8)


def span(low: float, high: float) -> str:
    """`0.60 to 0.80`."""
    digits = places(high - low)
    return f"{low:,.{digits}f} to {high:,.{digits}f}"


def ranged(value: float, low: float, high: float) -> str:
    """`0.71 (0.60 to 0.80)`: a number, with the places that its interval allows."""
    return f"{value:,.{places(high - low)}f} ({span(low, high)})"


def difference(value: float) -> str:
    """With two digits, of a small one with one: `0.12`, `0.02`, `3.4`, `3,400`."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    power = math.floor(math.log10(abs(value)))
    return f"{value:,.{max(1 - power, 0) if power >= 0 else max(2, -power)}f}"
