"""One hyperparameter of a model family: what it means, its limits, and the sentence when broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tuning.errors import InvalidInput, quoted
from tuning.space import AnyParameter, Boolean, Choice, Fixed, Float, Int, Value
from tuning.space.parameters import is_number


@dataclass(frozen=True)
class Hyperparameter:
    """One hyperparameter of a model family."""

    name: str
    title: str
    help: str
    default: Value
    search: AnyParameter
    """A sensible range to search, and with it the kind of values it takes."""
    low: float | None = None
    above: float | None = None
    """Of what has no lowest value: a number that every value is larger than."""
    high: float | None = None
    when: dict[str, list[Any]] = field(default_factory=dict)
    tasks: tuple[str, ...] | None = None
    """The learning tasks that it is for; None: all."""
    unless: dict[str, list[Any]] = field(default_factory=dict)
    """Values of others with which it does nothing: a condition only where a space allows them."""

    def check(self, parameter: AnyParameter) -> None:
        """Raises InvalidInput if a parameter could give this hyperparameter a wrong value."""
        where = f"space.{self.name}"
        if parameter.flaw:
            raise InvalidInput(f"{self.name} is wrong: {parameter.flaw}.", where)
        ends = (
            [parameter.low, parameter.high]
            if isinstance(parameter, Int | Float)
            else parameter.points()
        )
        for value in ends:
            self._check_value(value, where)

    def in_kind(self, parameter: AnyParameter) -> AnyParameter:
        """A checked parameter with its listed numbers in the hyperparameter's own type.

        A study file may write a rate of 1 as `1`, and 32 units as `32.0`.
        """
        if isinstance(parameter, Choice):
            return parameter.model_copy(update={"values": [self._own(v) for v in parameter.values]})
        if isinstance(parameter, Fixed):
            return parameter.model_copy(update={"value": self._own(parameter.value)})
        return parameter

    def every(self) -> list[Value]:
        """All values that it may have: of a choice, or of whole numbers with limits."""
        if isinstance(self.search, Int):
            assert self.low is not None
            assert self.high is not None
            return list(range(int(self.low), int(self.high) + 1))
        return self.search.points()

    def _own(self, value: Value) -> Value:
        if not is_number(value):
            return value
        return float(value) if isinstance(self.search, Float) else int(value)

    def _check_value(self, value: Value, where: str) -> None:
        kind, shown = self.search, quoted(value)
        if isinstance(kind, Choice) and isinstance(kind.values[0], str):
            if value not in kind.values:
                known = ", ".join(map(str, kind.values))
                raise InvalidInput(f"{self.name} must be one of {known}, got {shown}.", where)
            return
        if isinstance(kind, Boolean):
            if not isinstance(value, bool):
                raise InvalidInput(f"{self.name} must be true or false, got {shown}.", where)
            return
        if not is_number(value):
            raise InvalidInput(f"{self.name} must be a number, got {shown}.", where)
        if not isinstance(kind, Float) and value != int(value):
            raise InvalidInput(f"{self.name} must be a whole number, got {value:g}.", where)
        if self.low is not None and value < self.low:
            raise InvalidInput(f"{self.name} must be at least {self.low:g}, got {value:g}.", where)
        if self.above is not None and value <= self.above:
            raise InvalidInput(f"{self.name} must be above {self.above:g}, got {value:g}.", where)
        if self.high is not None and value > self.high:
            raise InvalidInput(f"{self.name} must be at most {self.high:g}, got {value:g}.", where)
