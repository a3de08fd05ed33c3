"""Columns that tell the target by themselves, which a model in use would not have.

A column does so if it is the target under other names, or the target in another unit. A few rows
agree by chance, so each rule asks how likely chance is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tuning.datasets.cells import Cleaned
from tuning.datasets.targets import Target
from tuning.errors import quoted

BY_CHANCE = 1e-9
"""How likely chance may be where a column is said to tell the target."""
FEWEST_STEPS = 20
"""Steps of rounding between a quantity's least and largest: with fewer, lines fit easily."""


@dataclass(frozen=True)
class Leak:
    """What a column tells of the target."""

    why: str
    is_certain: bool
    """Whether it is the target in other words, and so is left out."""


def find(column: Cleaned, target: Target) -> Leak | None:
    """What a column tells of the target; None if it does not tell it by itself."""
    cells = column.cells.to_numpy()[target.rows]
    if target.task == "classification":
        return _of_classes(column, cells, target)
    return _of_quantity(column, cells, target)


def _of_classes(column: Cleaned, cells: np.ndarray, target: Target) -> Leak | None:
    import pandas as pd

    codes, values = pd.factorize(cells, use_na_sentinel=True)
    known = codes >= 0
    if why := _by_absence(known, target):
        return Leak(why, False)
    codes, y, different = codes[known], target.y[known], len(values)
    if different < 2 or different > len(codes) / 2:
        return None
    classes = np.zeros(different, np.int64)
    classes[codes] = y
    if (classes[codes] != y).any():
        return None
    told = np.unique(classes)
    if len(told) < 2 or _chance(different, y) > BY_CHANCE:
        return None
    if different == len(told) == len(target.class_names):
        return Leak(f"each of its values stands for one class of {quoted(target.name)}", True)
    return Leak(
        f"each of its {different:,} values goes with one class of {quoted(target.name)} alone",
        False,
    )


def _by_absence(known: np.ndarray, target: Target) -> str:
    """Why what is missing tells the classes: no class has both rows with a value and without."""
    without = np.unique(target.y[~known])
    if not len(without) or np.isin(target.y[known], without).any():
        return ""
    if _chance(2, target.y) > BY_CHANCE:
        return ""
    names = " and ".join(quoted(target.class_names[number]) for number in without[:3])
    return f"it is missing in the rows of {names}, and in no others"


def _chance(values: int, y: np.ndarray) -> float:
    """At most how likely every one of so many values would have rows of one class alone.

    Of all orders of the classes (their multinomial coefficient), no more than classes ** values
    leave each value with one.
    """
    counts = [int(count) for count in np.bincount(y) if count]
    orders = math.lgamma(len(y) + 1) - sum(math.lgamma(count + 1) for count in counts)
    return math.exp(min(0.0, values * math.log(len(counts)) - orders))


def _of_quantity(column: Cleaned, cells: np.ndarray, target: Target) -> Leak | None:
    if column.kind != "number":
        return None
    x = cells.astype(np.float64)
    known = np.isfinite(x)
    x, y = x[known], target.y[known]
    if len(x) < FEWEST_STEPS:
        return None
    if _is_line(x, y):
        return Leak(f"it is {quoted(target.name)} in another unit", True)
    if x.min() > 0 and y.min() > 0 and _is_curve(np.log(x), np.log(y)):
        return Leak(f"it is {quoted(target.name)} under a power or in its inverse", True)
    if y.min() > 0 and _is_curve(x, np.log(y)):
        return Leak(f"it is the logarithm of {quoted(target.name)}", True)
    return None


def _is_line(x: np.ndarray, y: np.ndarray) -> bool:
    """Whether y is a line of x, but for the rounding of both."""
    x_step, y_step = _step(x), _step(y)
    if min(np.ptp(x) / x_step, np.ptp(y) / y_step) < FEWEST_STEPS:
        return False
    slope, start = _line(x, y)
    off = np.abs(y - (slope * x + start))
    allowed = 0.75 * (y_step + abs(slope) * x_step) + 1e-9 * np.abs(y).max()
    return bool((off <= allowed).all()) and abs(slope) * np.ptp(x) > 0.5 * np.ptp(y)


def _is_curve(x: np.ndarray, y: np.ndarray) -> bool:
    if min(len(np.unique(x)), len(np.unique(y))) < FEWEST_STEPS:
        return False
    slope, start = _line(x, y)
    off = np.abs(y - (slope * x + start))
    return bool(off.max() <= 1e-3 * np.ptp(y))


def _line(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The line of least squares."""
    centred = x - x.mean()
    spread = float((centred * centred).sum())
    slope = float((centred * (y - y.mean())).sum() / spread) if spread else 0.0
    return slope, float(y.mean() - slope * x.mean())


def _step(values: np.ndarray) -> float:
    """The unit in the last place that the numbers are written with."""
    for digits in range(-3, 9):
        unit = 10.0**-digits
        scaled = values / unit
        if np.all(np.abs(scaled - np.round(scaled)) <= 1e-6 * np.maximum(1, np.abs(scaled))):
            return unit
    return float(np.finfo(np.float64).eps * max(1.0, np.abs(values).max()))
