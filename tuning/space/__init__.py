"""The search space: named parameters, and when each of them matters.

A `Space` maps names to parameters (`parameters`). A parameter with `when` is active only
while other parameters have the values it names; an inactive value is absent from a trial's
values, never a number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tuning.space.parameters import (
    AnyParameter,
    Boolean,
    Choice,
    Fixed,
    Float,
    Int,
    Parameter,
    Value,
    Values,
)
from tuning.space.spelling import show

__all__ = [
    "AnyParameter",
    "Boolean",
    "Choice",
    "Fixed",
    "Float",
    "Int",
    "Parameter",
    "Space",
    "Value",
    "Values",
    "show",
]


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
        return {name: one for name, one in self.parameters.items() if one.is_varied}

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

    def without_grids(self) -> Space:
        """A copy whose ranges name no grid values."""
        return Space(
            parameters={
                name: p.model_copy(update={"grid": []}) if isinstance(p, Int | Float) else p
                for name, p in self.parameters.items()
            }
        )

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
