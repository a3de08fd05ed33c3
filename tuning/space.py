"""The search space: what each hyperparameter may be, and when it matters.

A `Space` maps names to parameters: `Int`, `Float`, `Choice`, `Boolean` are searched, `Fixed` is
not. A parameter with `when` is active only while other parameters have the values it names; an
inactive value is absent from a trial's values, never a number. Imports no library of the search
strategies: their adapters translate from here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

Value = bool | int | float | str | None
Values = dict[str, Value]
Scale = Literal["linear", "log"]


class Parameter(BaseModel):
    """What all kinds of parameters share."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: dict[str, list[Any]] = Field(default_factory=dict)
    """Active only if each named parameter has one of the listed values."""

    @property
    def searched(self) -> bool:
        return True

    @property
    def is_finite(self) -> bool:
        """Whether it has a finite list of values of its own (no grid points needed)."""
        return True

    def points(self, most: int | None = None) -> list[Value]:
        """Its values in order; of a longer or continuous range, `most` spread from end to end."""
        raise NotImplementedError

    def contains(self, value: Value) -> bool:
        return value in self.points()


class _Range(Parameter):
    scale: Scale = "linear"
    grid: list[float] = Field(default_factory=list)
    """The values a grid takes from this range; empty: all steps, or spread points."""

    @model_validator(mode="after")
    def _check(self) -> _Range:
        low, high, step = self.low, self.high, self.step  # type: ignore[attr-defined]
        if not (math.isfinite(low) and math.isfinite(high)):
            raise ValueError(f"low and high must be finite numbers, got {low} and {high}")
        if low > high:
            raise ValueError(f"low must not be above high, got low {low:g} and high {high:g}")
        if self.scale == "log" and low <= 0:
            raise ValueError(f"a log scale needs low above 0, got {low:g}")
        if step is not None:
            if not math.isfinite(step) or step <= 0:
                raise ValueError(f"step must be above 0, got {step:g}")
            steps = (high - low) / step
            if self.scale == "linear" and high > low and abs(steps - round(steps)) > 1e-6:
                raise ValueError(
                    f"step {step:g} does not fit: it must divide the way from {low:g} to {high:g}"
                )
        if len(set(self.grid)) < len(self.grid):
            raise ValueError(f"grid points must not repeat, got {self.grid}")
        outside = [point for point in self.grid if not low <= point <= high]
        if outside:
            raise ValueError(f"grid points must lie from {low:g} to {high:g}, got {outside[0]:g}")
        return self

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
    def is_finite(self) -> bool:
        return self.step is not None or bool(self.grid) or self.low == self.high

    def points(self, most: int | None = None) -> list[Value]:
        if self.grid:
            return list(self.grid)
        if self.step is None:
            return [_tidy(value) for value in self._spread(most or 5)]
        count = round((self.high - self.low) / self.step) + 1
        every: list[Value] = [_tidy(self.low + k * self.step) for k in range(count)]
        if most is None or count <= most:
            return every
        return [every[int(k)] for k in np.unique(np.round(np.linspace(0, count - 1, most)))]

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
            raise ValueError(f"a choice must not repeat a value, got {self.values}")
        kinds = {
            str if isinstance(v, str) else bool if isinstance(v, bool) else float
            for v in self.values
        }
        if len(kinds) > 1:
            raise ValueError(f"the values of a choice must be of one kind, got {self.values}")
        return self

    def points(self, most: int | None = None) -> list[Value]:
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


class Space(BaseModel):
    """Named parameters, in the order in which a person wrote them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parameters: dict[str, AnyParameter] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, data: Any) -> Any:
        """A bare value is Fixed, a bare list a Choice: `epochs = 5`, `units = [16, 32]`."""
        if isinstance(data, Space) or not isinstance(data, Mapping):
            return data
        raw = data["parameters"] if set(data) == {"parameters"} else data
        return {"parameters": {name: _longhand(value) for name, value in raw.items()}}

    @model_validator(mode="after")
    def _conditions_are_known(self) -> Space:
        for name, parameter in self.parameters.items():
            for parent in parameter.when:
                if parent not in self.parameters:
                    raise ValueError(f"{name} depends on {parent}, which the space does not have")
        self.in_order()
        return self

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        return iter(self.parameters)

    def __len__(self) -> int:
        return len(self.parameters)

    def __contains__(self, name: object) -> bool:
        return name in self.parameters

    def __getitem__(self, name: str) -> AnyParameter:
        return self.parameters[name]

    @property
    def searched(self) -> dict[str, AnyParameter]:
        """The parameters that a strategy varies (a choice of one value is not varied)."""
        return {
            name: parameter
            for name, parameter in self.parameters.items()
            if parameter.searched and (not parameter.is_finite or len(parameter.points(2)) > 1)
        }

    @property
    def fixed(self) -> Values:
        """The values of the parameters that are not varied, inactive ones included."""
        searched = self.searched
        return {
            name: parameter.points(1)[0]
            for name, parameter in self.parameters.items()
            if name not in searched
        }

    def in_order(self) -> list[str]:
        """All names, each behind those its conditions name. ValueError for a circle."""
        order: list[str] = []
        waiting = dict(self.parameters)
        while waiting:
            ready = [n for n, p in waiting.items() if all(q in order for q in p.when)]
            if not ready:
                raise ValueError(f"the conditions of {', '.join(waiting)} form a circle")
            order += ready
            for name in ready:
                del waiting[name]
        return order

    def active(self, values: Mapping[str, Value]) -> Values:
        """Those of `values` whose conditions are met, in the space's order."""
        kept: Values = {}
        for name in self.in_order():
            parameter = self.parameters[name]
            met = all(p in kept and kept[p] in wanted for p, wanted in parameter.when.items())
            if met and name in values:
                kept[name] = values[name]
        return {name: kept[name] for name in self.parameters if name in kept}

    def replace(self, **changes: Parameter | Value) -> Space:
        """A copy with some parameters put in or replaced; a bare value becomes Fixed."""
        new = {
            name: change if isinstance(change, Parameter) else Fixed(value=change)
            for name, change in changes.items()
        }
        return Space.model_validate({"parameters": {**self.parameters, **new}})

    def combinations(self, most: int | None = None) -> Iterator[Values]:
        """Every distinct combination of active values, each range cut to `most` points."""
        names = self.in_order()

        def walk(index: int, chosen: Values) -> Iterator[Values]:
            if index == len(names):
                yield {name: chosen[name] for name in self.parameters if name in chosen}
                return
            name, parameter = names[index], self.parameters[names[index]]
            if all(p in chosen and chosen[p] in wanted for p, wanted in parameter.when.items()):
                for value in parameter.points(most):
                    yield from walk(index + 1, {**chosen, name: value})
            else:
                yield from walk(index + 1, chosen)

        return walk(0, {})

    def grid_size(self, most: int | None = None) -> int:
        """How many distinct combinations a full grid has."""
        parents = {parent for p in self.parameters.values() for parent in p.when}
        deciding = Space(parameters={n: p for n, p in self.parameters.items() if n in parents})
        others = {n: p for n, p in self.parameters.items() if n not in parents}
        sizes = {name: len(p.points(most)) for name, p in others.items()}
        return sum(
            math.prod(
                sizes[name]
                for name, p in others.items()
                if all(q in chosen and chosen[q] in wanted for q, wanted in p.when.items())
            )
            for chosen in deciding.combinations(most)
        )

    def unreachable(self) -> list[str]:
        """Parameters whose conditions no combination meets."""
        return [
            name
            for name, parameter in self.parameters.items()
            for parent, wanted in parameter.when.items()
            if not any(self.parameters[parent].contains(value) for value in wanted)
        ]


def _longhand(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return {"type": "choice", "values": list(value)}
    if isinstance(value, Mapping | Parameter):
        return value
    return {"type": "fixed", "value": value}


def _tidy(value: float) -> float:
    """Free of the last bits' noise: 0.30000000000000004 is 0.3."""
    return float(f"{value:.12g}")


def show(value: Value | Sequence[Value]) -> str:
    """A value as a person writes it: `0.00287`, `relu`, `on`."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"{value:.4g}"
    return "–" if value is None else str(value)
