"""Confirming a study: its top trials are trained again on fresh seeds and splits.

`asked` says before which trials, to which epochs and what it costs; `confirmed` says after what
became of their order.
"""

from tuning.analysis.confirmation.asked import (
    MOST_REPEATS,
    REPEATS,
    Asked,
    asked,
    suggested,
    why_not,
)
from tuning.analysis.confirmation.confirmed import Confirmed, ConfirmedTrial, Pair, confirmed

__all__ = [
    "MOST_REPEATS",
    "REPEATS",
    "Asked",
    "Confirmed",
    "ConfirmedTrial",
    "Pair",
    "asked",
    "confirmed",
    "suggested",
    "why_not",
]
