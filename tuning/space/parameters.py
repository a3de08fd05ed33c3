"""What one hyperparameter may be: the kinds of parameters, and the values they stand for.

`Int`, `Float`, `Choice`, `Boolean` are searched, `Fixed` is not. `points()` are the very values
that every strategy tries and every page draws. What is impossible is refused when a parameter is
made; `flaw` names what was once allowed and no new study may begin with. Imports no library of
the search strategies: their adapters translate from here.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Annotated, Any, Literal, Self, TypeGuard

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tuning.errors import quoted

Value = bool | int | float | str | None
Values = dict[str, Value]
Scale = Literal["linear", "log"]
MOST_STEPS = 10_000
"""Steps that a range may have: each is a value that strategies list."""
LARGEST = 2**53
"""Beyond it a number of a range no longer knows its neighbours."""


class Parameter(BaseModel):
    """What all kinds of parameters share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: dict[str, list[Value]] = Field(default_factory=dict)
    """Active only if each named parameter has one of the listed values."""

    @model_validator(mode="after")
    def _conditions_can_be_written(self) -> Self:
        """JSON, which keeps a study, knows no NaN and no infinity."""
        for value in (value for wanted in self.when.values() for value in wanted):
            if isinstance(value, float) and not math.isfinite(value):
                raise ValueError(f"a condition names finite numbers or texts, got {value}")
        return self

    @property
    def searched(self) -> bool:
        return True

    @property
    def is_finite(self) -> bool:
        """Whether it has a finite list of values of its own (no grid points needed)."""
        return True

    @property
    def flaw(self) -> str:
        """Why no new study may have it, though one made earlier does; empty if it may."""
        return ""

    @property
    def is_varied(self) -> bool:
        """Whether a search can give it more than one value."""
        return self.searched and len(self.points(2)) > 1

    def points(self, most: int | None = None) -> list[Value]:
        """Its values in order; of a longer or continuous range, `most` spread from end to end."""
        raise NotImplementedError

    def contains(self, value: Value) -> bool:
        """Whether it can have this value."""
        return value in self.points()


class _Range(Parameter):
    scale: Scale = "linear"
    grid: list[float] = Field(default_factory=list)
    """The values a grid takes from this range; empty: all steps, or spread points."""

    @model_validator(mode="after")
    def _check(self) -> _Range:
        low, high, step = self.low, self.high, self.step  # type: ignore[attr-defined]
        if not (is_number(low) and is_number(high)):
            raise ValueError(
                f"low and high must be finite numbers, got {quoted(low)} and {quoted(high)}"
            )
        if low > high:
            raise ValueError(f"low must not be above high, got low {low:g} and high {high:g}")
        if self.scale == "log" and low <= 0:
            raise ValueError(f"a log scale needs low above 0, got {low:g}")
        if step is not None:
            self._check_step(low, high, step)
        if len(set(self.grid)) < len(self.grid):
            raise ValueError(f"grid points must not repeat, got {quoted(self.grid)}")
        outside = [point for point in self.grid if not low <= point <= high]
        if outside:
            raise ValueError(f"grid points must lie from {low:g} to {high:g}, got {outside[0]:g}")
        return self

    def _check_step(self, low: float, high: float, step: float) -> None:
        if not is_number(step) or step <= 0:
            raise ValueError(f"step must be above 0, got {quoted(step)}")
        steps = (high - low) / step
        if not math.isfinite(steps):
            raise ValueError(_too_small(low, high, step))
        if self.scale == "linear" and high > low and abs(steps - round(steps)) > 1e-6:
            raise ValueError(
                f"step {step:g} does not fit: it must divide the way from {low:g} to {high:g}"
            )

    @property
    def is_varied(self) -> bool:
        if self.grid:
            return len(self.grid) > 1
        return bool(self.high > self.low)  # type: ignore[attr-defined]

    def position(self, value: float) -> float:
        """Where a value stands between the ends, on the range's own scale: 0 to 1."""
        low, high = self.low, self.high  # type: ignore[attr-defined]
        if high == low:
            return 0.5
        if self.scale == "log":
            return float(np.log(value / low) / np.log(high / low))
        return float((value - low) / (high - low))

    def _spread(self, count: int) -> np.ndarray:
        low, high = self.low, self.high  # type: ignore[attr-defined]
        make = np.geomspace if self.scale == "log" else np.linspace
        return make(low, high, max(count, 1)) if high > low else np.array([low])


class Int(_Range):
    """A whole number from low to high, both included, in steps of `step`."""

    type: Literal["int"] = "int"
    low: int
    high: int
    step: int = 1

    @property
    def flaw(self) -> str:
        if self.scale == "log" and self.step != 1:
            return f"a log scale takes no step, got step {self.step}"
        broken = [point for point in self.grid if point != round(point)]
        return f"grid points must be whole numbers, got {broken[0]:g}" if broken else ""

    def points(self, most: int | None = None) -> list[Value]:
        if self.grid:
            return [round(point) for point in self.grid]
        count = (self.high - self.low) // self.step + 1
        if most is None or count <= most:
            return list(range(self.low, self.high + 1, self.step))
        snapped = self.low + np.round((self._spread(most) - self.low) / self.step) * self.step
        return [int(value) for value in np.unique(snapped)]

    def contains(self, value: Value) -> bool:
        return (
            isinstance(value, int)
            and not isinstance(value, bool)
            and self.low <= value <= self.high
            and ((value - self.low) % self.step == 0 or value in self.grid)
        )


class Float(_Range):
    """A number from low to high, both included; continuous unless `step` is given."""

    type: Literal["float"] = "float"
    low: float
    high: float
    step: float | None = None

    @model_validator(mode="after")
    def _log_has_no_step(self) -> Float:
        if self.scale == "log" and self.step is not None:
            raise ValueError(f"a log scale takes no step, got step {self.step:g}")
        return self

    @property
    def flaw(self) -> str:
        if self.step is not None and (self.high - self.low) / self.step > MOST_STEPS:
            return _too_small(self.low, self.high, self.step)
        return ""

    @property
    def is_finite(self) -> bool:
        return self.step is not None or bool(self.grid) or self.low == self.high

    def points(self, most: int | None = None) -> list[Value]:
        if self.grid:
            return list(self.grid)
        if self.step is None:
            return [self._inside(value) for value in self._spread(most or 5)]
        count = round((self.high - self.low) / self.step) + 1
        every: list[Value] = [self._inside(self.low + k * self.step) for k in range(count)]
        if most is None or count <= most:
            return every
        return [every[int(k)] for k in np.unique(np.round(np.linspace(0, count - 1, most)))]

    def _inside(self, value: float) -> float:
        """Free of the last bits' noise, and never beyond an end for it."""
        return min(max(tidy(value), self.low), self.high)

    def contains(self, value: Value) -> bool:
        return (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and self.low - 1e-12 <= value <= self.high + 1e-12
        )


class Choice(Parameter):
    """One of the listed values, all of one kind (text, numbers or booleans)."""

    type: Literal["choice"] = "choice"
    values: list[bool | int | float | str]

    @model_validator(mode="after")
    def _check(self) -> Choice:
        if not self.values:
            raise ValueError("a choice needs at least one value, got none")
        if len(set(map(repr, self.values))) < len(self.values):
            raise ValueError(f"a choice must not repeat a value, got {quoted(self.values)}")
        kinds = {
            str if isinstance(v, str) else bool if isinstance(v, bool) else float
            for v in self.values
        }
        if len(kinds) > 1:
            raise ValueError(
                f"the values of a choice must be of one kind, got {quoted(self.values)}"
            )
        return self

    @property
    def flaw(self) -> str:
        times = Counter(tidy(v) if isinstance(v, float) else v for v in self.values)
        again = [value for value, count in times.items() if count > 1]
        return f"a choice must not repeat a value, got {quoted(again[0])} twice" if again else ""

    def points(self, most: int | None = None) -> list[Value]:
        # Whole and broken numbers in one list are broken ones: libraries take one type.
        if any(isinstance(value, float) for value in self.values):
            return [float(value) for value in self.values]
        return list(self.values)


class Boolean(Parameter):
    """Off or on."""

    type: Literal["boolean"] = "boolean"

    def points(self, most: int | None = None) -> list[Value]:
        return [False, True]


class Fixed(Parameter):
    """One value that is not searched."""

    type: Literal["fixed"] = "fixed"
    value: Value

    @property
    def searched(self) -> bool:
        return False

    def points(self, most: int | None = None) -> list[Value]:
        return [self.value]


AnyParameter = Annotated[Int | Float | Choice | Boolean | Fixed, Field(discriminator="type")]


def tidy(value: float) -> float:
    """Free of the last bits' noise: 0.30000000000000004 is 0.3."""
    return float(f"{value:.12g}")


def is_number(value: Any) -> TypeGuard[int | float]:
    """Whether it is a finite number that can be reckoned with; a boolean is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= LARGEST if isinstance(value, int) else math.isfinite(value)


def _too_small(low: float, high: float, step: float) -> str:
    return (
        f"step {quoted(step)} is too small: from {low:g} to {high:g} there may be at most "
        f"{MOST_STEPS:,} steps"
    )
