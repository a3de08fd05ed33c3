"""The fields that a study is written in, and the fields that read as a given study.

A field is named as `InvalidInput.field` names it ("strategy.max_trials"), a hyperparameter's parts
one level deeper ("space.units.low"), so that every sentence finds its place beside a widget.
Knows no widget: must not import Streamlit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from tuning import catalog, strategies
from tuning.catalog import Family, Hyperparameter
from tuning.space import AnyParameter, Boolean, Choice, Fixed, Float, Int, Space
from tuning.space.parameters import is_number
from tuning.space.spelling import spell
from tuning.study import DataSpec, StudySpec

Fields = dict[str, Any]


class Mode(StrEnum):
    """What is done with one hyperparameter."""

    RANGE = "range"
    LIST = "list"
    FIXED = "fixed"
    OUT = "out"


class Kind(StrEnum):
    """What values a hyperparameter takes."""

    INT = "int"
    FLOAT = "float"
    TEXT = "text"
    BOOL = "bool"

    @property
    def is_number(self) -> bool:
        return self in (Kind.INT, Kind.FLOAT)

    def modes(self) -> list[Mode]:
        numbers = [Mode.RANGE, Mode.LIST, Mode.FIXED, Mode.OUT]
        return numbers if self.is_number else [Mode.LIST, Mode.FIXED, Mode.OUT]


def kind_of(hyperparameter: Hyperparameter) -> Kind:
    """What kind of values a hyperparameter takes, by its usual search."""
    search = hyperparameter.search
    if isinstance(search, Boolean):
        return Kind.BOOL
    if isinstance(search, Choice):
        return Kind.TEXT if isinstance(search.values[0], str) else Kind.INT
    return Kind.INT if isinstance(search, Int) else Kind.FLOAT


def fields_of(spec: StudySpec) -> Fields:
    """The fields that read as `spec`; those not in use hold sensible values."""
    strategy = strategies.strategy(spec.strategy.name)
    fields: Fields = {
        "name": spec.name,
        "data.name": spec.data.name,
        "data.rows": spec.data.rows,
        "data.target": spec.data.target,
        "data.task": spec.data.task,
        "data.columns": column_fields(spec.data),
        "data.small_classes": spec.data.small_classes,
        "data.rules": spec.data.rules,
        "data.missing": spec.data.missing,
        "model": spec.model,
        "strategy.name": strategy.name,
        "seed": spec.seed,
        "patience": spec.patience,
        "training_seconds": spec.training_seconds,
        "track": list(spec.track),
    }
    for option in (o for s in strategies.STRATEGIES.values() for o in s.options):
        fields.setdefault(f"strategy.{option.name}", option.default)
    fields |= {f"strategy.{name}": value for name, value in spec.strategy.options.items()}
    for place, part in (("evaluation", spec.evaluation), ("objective", spec.objective)):
        fields |= {f"{place}.{name}": value for name, value in part.model_dump().items()}
    fields["evaluation.fraction"] = spell(spec.evaluation.fraction)
    return fields | space_fields(catalog.family(spec.model), spec.space)


def column_fields(data: DataSpec) -> dict[str, Any]:
    """What a person decided about columns, by their names, as plain data."""
    return {each.name: each.model_dump(mode="json", exclude={"name"}) for each in data.columns}


def complete(fields: Fields, model: str) -> None:
    """Adds the fields that a model needs; new ones begin at their usual search range."""
    family = catalog.family(model)
    if all(f"space.{h.name}.mode" in fields for h in family.hyperparameters):
        return
    best = Space(parameters={h.name: h.search for h in family.hyperparameters})
    for name, value in space_fields(family, best).items():
        fields.setdefault(name, value)


def restored(kept: Mapping[str, Any], start: StudySpec) -> Fields:
    """Fields that were kept, perhaps by an earlier version.

    What is missing, or cannot be shown any more, is as in `start`.
    """
    fields = fields_of(start)
    for model in catalog.FAMILIES:
        complete(fields, model)
    known: dict[str, Mapping[str, Any]] = {
        "model": catalog.FAMILIES,
        "strategy.name": strategies.STRATEGIES,
    }
    for name, value in kept.items():
        if name == "evaluation.fraction" and is_number(value):
            value = spell(value)
        if name not in fields or not _is_alike(value, fields[name]):
            continue
        if name.endswith(".mode"):
            fields[name] = Mode(value) if value in list(Mode) else fields[name]
        elif name not in known or value in known[name]:
            fields[name] = value
    return fields


def _is_alike(value: Any, known: Any) -> bool:
    """Whether a widget that shows one can show the other."""
    for kind in (bool, str, list, dict):
        if isinstance(known, kind):
            return isinstance(value, kind)
    return value is None or is_number(value) or (known is None and isinstance(value, str))


def space_fields(family: Family, space: Space) -> Fields:
    """The fields of every hyperparameter of a family."""
    fields: Fields = {}
    for hyperparameter in family.hyperparameters:
        name = hyperparameter.name
        parameter = space.parameters.get(name)
        own = _own_fields(hyperparameter, parameter)
        fields |= {f"space.{name}.{part}": value for part, value in own.items()}
    return fields


def _own_fields(hyperparameter: Hyperparameter, parameter: AnyParameter | None) -> Fields:
    kind, search = kind_of(hyperparameter), hyperparameter.search
    fields: Fields = {"mode": _mode(parameter), "value": hyperparameter.default}
    if fields["value"] is None:
        fields["value"] = search.points(1)[0]
    shown = parameter if isinstance(parameter, Choice) else search
    if kind is Kind.TEXT:
        fields["values"] = shown.points()
    elif kind.is_number:
        fields["values"] = ", ".join(map(spell, shown.points(4)))
        fields |= _range_fields(kind, parameter if isinstance(parameter, Int | Float) else search)
    if isinstance(parameter, Fixed):
        fields["value"] = parameter.value
    if kind is Kind.FLOAT:
        fields["value"] = float(fields["value"])
    return fields


def _mode(parameter: AnyParameter | None) -> Mode:
    if parameter is None:
        return Mode.OUT
    if isinstance(parameter, Fixed):
        return Mode.FIXED
    return Mode.RANGE if isinstance(parameter, Int | Float) else Mode.LIST


def _range_fields(kind: Kind, shown: AnyParameter) -> Fields:
    grid: list[float] = []
    if isinstance(shown, Int | Float):
        low, high, step, scale = shown.low, shown.high, shown.step, shown.scale
        grid = shown.grid
    else:
        ends = [float(value) for value in shown.points() if value is not None]
        low, high, step, scale = min(ends), max(ends), min(ends), "linear"
    make: Callable[[Any], Any] = int if kind is Kind.INT else float
    return {
        "low": make(low),
        "high": make(high),
        "step": None if step is None else make(step),
        "scale": scale,
        "grid": ", ".join(map(spell, grid)),
    }
