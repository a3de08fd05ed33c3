"""The search strategies, without their libraries: a file each says all that is known of one.

`STRATEGIES` holds what the files have. What a file must say is in `_base.py`; how a strategy
searches is its adapter's business, in `tuning.engine.strategies`. Imports no library that trains.
"""

from tuning.strategies._base import GROUPS, Brackets, Options, Strategy
from tuning.strategies._counts import GRID_POINTS, Counts, mean_epochs
from tuning.strategies._known import (
    STRATEGIES,
    brackets,
    budget_needed,
    by_person,
    count,
    decides_epochs,
    find,
    measured,
    most_epochs,
    points,
    refits,
    strategy,
    strategy_of,
)
from tuning.strategies._option import Option, check_options

find(__name__, __path__)

__all__ = [
    "GRID_POINTS",
    "GROUPS",
    "STRATEGIES",
    "Brackets",
    "Counts",
    "Option",
    "Options",
    "Strategy",
    "brackets",
    "budget_needed",
    "by_person",
    "check_options",
    "count",
    "decides_epochs",
    "find",
    "mean_epochs",
    "measured",
    "most_epochs",
    "points",
    "refits",
    "strategy",
    "strategy_of",
]
