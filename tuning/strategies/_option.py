"""An option of a strategy: what it may be, and the sentence when it is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tuning.errors import InvalidInput, quoted
from tuning.space.parameters import is_number


@dataclass(frozen=True)
class Option:
    """One setting of a strategy."""

    name: str
    title: str
    help: str
    kind: Literal["int", "float", "bool", "choice", "names", "trials"]
    default: Any
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: Any, field_name: str) -> Any:
        """The value in its own type. Raises InvalidInput with the rule and the value."""
        number, shown = is_number(value), quoted(value)
        if self.kind in ("int", "float"):
            if not number or (self.kind == "int" and value != int(value)):
                kind = "a whole number" if self.kind == "int" else "a number"
                raise InvalidInput(f"{self.name} must be {kind}, got {shown}.", field_name)
            if self.low is not None and value < self.low:
                raise InvalidInput(
                    f"{self.name} must be at least {self.low:g}, got {value:g}.", field_name
                )
            if self.high is not None and value > self.high:
                raise InvalidInput(
                    f"{self.name} must be at most {self.high:g}, got {value:g}.", field_name
                )
            return int(value) if self.kind == "int" else float(value)
        if self.kind == "bool" and not isinstance(value, bool):
            raise InvalidInput(f"{self.name} must be true or false, got {shown}.", field_name)
        if self.kind == "choice" and value not in self.choices:
            known = ", ".join(self.choices)
            raise InvalidInput(f"{self.name} must be one of {known}, got {shown}.", field_name)
        if self.kind == "names" and not (
            isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)
        ):
            raise InvalidInput(f"{self.name} must be a list of names, got {shown}.", field_name)
        if self.kind == "trials" and not (
            isinstance(value, list | tuple) and all(isinstance(trial, Mapping) for trial in value)
        ):
            raise InvalidInput(f"{self.name} must be a list of tables, got {shown}.", field_name)
        return list(value) if self.kind in ("names", "trials") else value


def check_options(options: tuple[Option, ...], given: Mapping[str, Any], where: str) -> dict:
    """`given` completed with defaults. Raises InvalidInput for unknown names and bad values."""
    known = {option.name: option for option in options}
    for name in given:
        if name not in known:
            raise InvalidInput(
                f"{where} has no option {quoted(name)}; it has {', '.join(known) or 'none'}.",
                f"{where}.{name}",
            )
    return {
        name: option.check(given.get(name, option.default), f"{where}.{name}")
        for name, option in known.items()
    }
