"""A study while a person still writes it: flat fields, read into a spec or into sentences.

A field is named as `InvalidInput.field` names it ("strategy.max_trials"), a hyperparameter's parts
one level deeper ("space.units.low"), so that every sentence finds its place beside a widget.
Knows no widget: must not import Streamlit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError

from tuning import catalog, datasets
from tuning.catalog import Family, Hyperparameter
from tuning.checks import check_space
from tuning.errors import DatasetUnavailable, InvalidInput
from tuning.space import AnyParameter, Boolean, Choice, Fixed, Float, Int, Space, Value
from tuning.study import DataSpec, Evaluation, Objective, StrategySpec, StudySpec

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


@dataclass
class Draft:
    """What the fields say: a checked spec, or what is wrong and where."""

    spec: StudySpec | None
    errors: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, AnyParameter] = field(default_factory=dict)
    """The hyperparameters that could be read, wrong ones left out."""


def kind_of(hyperparameter: Hyperparameter) -> Kind:
    search = hyperparameter.search
    if isinstance(search, Boolean):
        return Kind.BOOL
    if isinstance(search, Choice):
        return Kind.TEXT if isinstance(search.values[0], str) else Kind.INT
    return Kind.INT if isinstance(search, Int) else Kind.FLOAT


def fields_of(spec: StudySpec) -> Fields:
    """The fields that read as `spec`; those not in use hold sensible values."""
    strategy = catalog.strategy(spec.strategy.name)
    fields: Fields = {
        "name": spec.name,
        "data.name": spec.data.name,
        "data.rows": spec.data.rows,
        "data.target": spec.data.target,
        "data.missing": spec.data.missing,
        "model": spec.model,
        "strategy.name": strategy.name,
        "seed": spec.seed,
    }
    for option in (o for s in catalog.STRATEGIES.values() for o in s.options):
        fields.setdefault(f"strategy.{option.name}", option.default)
    fields |= {f"strategy.{name}": value for name, value in spec.strategy.options.items()}
    for place, part in (("evaluation", spec.evaluation), ("objective", spec.objective)):
        fields |= {f"{place}.{name}": value for name, value in part.model_dump().items()}
    return fields | space_fields(catalog.family(spec.model), spec.space)


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
        fields["values"] = ", ".join(f"{point:g}" for point in shown.points(4))
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
    if isinstance(shown, Int | Float):
        low, high, step, scale = shown.low, shown.high, shown.step, shown.scale
    else:
        ends = [float(value) for value in shown.points() if value is not None]
        low, high, step, scale = min(ends), max(ends), min(ends), "linear"
    make: Callable[[Any], Any] = int if kind is Kind.INT else float
    return {
        "low": make(low),
        "high": make(high),
        "step": None if step is None else make(step),
        "scale": scale,
    }


def read(fields: Mapping[str, Any]) -> Draft:
    """The spec that the fields say, or every sentence about what is wrong."""
    draft = Draft(spec=None)
    family = catalog.family(fields["model"])
    strategy = catalog.strategy(fields["strategy.name"])
    data = _data(draft, fields)
    evaluation = _part(draft, fields, "evaluation", Evaluation)
    objective = _part(draft, fields, "objective", Objective)
    options = {o.name: _option(draft, o, fields) for o in strategy.options}
    space = _space(draft, family, fields)
    if draft.errors:
        return draft
    try:
        spec = StudySpec(
            name=fields["name"],
            data=data,
            model=family.name,
            strategy=StrategySpec(name=strategy.name, options=options),
            evaluation=evaluation,
            objective=objective,
            seed=fields["seed"],
            space=space,
        ).check()
        datasets.check(spec)
        draft.spec = spec
    except ValidationError as error:
        draft.errors[str(error.errors()[0]["loc"][0])] = sentence(error)
    except InvalidInput as error:
        draft.errors[error.field] = str(error)
    except DatasetUnavailable as error:
        draft.errors["data.name"] = str(error)
    return draft


def _data(draft: Draft, fields: Mapping[str, Any]) -> Any:
    """The data, without the target of a CSV that was chosen before."""
    data = _part(draft, fields, "data", DataSpec)
    if data is not None and data.kind != ".csv":
        return data.model_copy(update={"target": None})
    return data


def _part(draft: Draft, fields: Mapping[str, Any], place: str, model: type[BaseModel]) -> Any:
    given = {
        name: fields[f"{place}.{name}"]
        for name in model.model_fields
        if f"{place}.{name}" in fields
    }
    try:
        return model(**given)
    except ValidationError as error:
        for wrong in error.errors():
            draft.errors[f"{place}.{wrong['loc'][0]}"] = _worded(wrong)
        return None


def _option(draft: Draft, option: catalog.Option, fields: Mapping[str, Any]) -> Any:
    place = f"strategy.{option.name}"
    try:
        return option.check(fields[place], place)
    except InvalidInput as error:
        draft.errors[place] = str(error)
        return option.default


def _space(draft: Draft, family: Family, fields: Mapping[str, Any]) -> Space:
    for hyperparameter in family.hyperparameters:
        name = hyperparameter.name
        try:
            parameter = parameter_of(hyperparameter, fields)
            if parameter is not None:
                hyperparameter.check(parameter)
                draft.parameters[name] = parameter
        except ValidationError as error:
            draft.errors[f"space.{name}"] = sentence(error)
        except InvalidInput as error:
            draft.errors[f"space.{name}"] = str(error)
    space = Space(parameters=draft.parameters)
    if not any(place.startswith("space.") for place in draft.errors):
        try:
            check_space(space, family)
        except InvalidInput as error:
            draft.errors[error.field] = str(error)
    return space


def parameter_of(hyperparameter: Hyperparameter, fields: Mapping[str, Any]) -> AnyParameter | None:
    """One hyperparameter as its fields say it; None if it is left out.

    Raises ValidationError or InvalidInput.
    """
    kind = kind_of(hyperparameter)
    own = f"space.{hyperparameter.name}."
    parts = {key.removeprefix(own): value for key, value in fields.items() if key.startswith(own)}
    mode = parts["mode"]
    if mode == Mode.OUT:
        return None
    if mode == Mode.FIXED:
        return Fixed(value=_given(parts["value"], "a value"))
    if mode == Mode.LIST:
        if kind is Kind.BOOL:
            return Boolean()
        return Choice(
            values=parts["values"] if kind is Kind.TEXT else numbers(parts["values"], kind)
        )
    return _range(kind, parts)


def _range(kind: Kind, parts: Mapping[str, Any]) -> Int | Float:
    low, high = _given(parts["low"], "a lowest value"), _given(parts["high"], "a highest value")
    is_log = parts["scale"] == "log"
    if kind is Kind.INT:
        step = 1 if is_log else _given(parts["step"], "a step")
        return Int(low=low, high=high, step=step, scale=parts["scale"])
    step = None if is_log else parts["step"] or None
    return Float(low=low, high=high, step=step, scale=parts["scale"])


def _given(value: Any, what: str) -> Any:
    if value is None:
        raise InvalidInput(f"Give {what}.")
    return value


def numbers(text: str, kind: Kind) -> list[Any]:
    """`8, 16, 32` as numbers. Raises InvalidInput for a word that is none."""
    found: list[Value] = []
    for word in text.replace(";", ",").split(","):
        if not word.strip():
            continue
        try:
            found.append(int(word) if kind is Kind.INT else float(word))
        except ValueError:
            what = "whole numbers" if kind is Kind.INT else "numbers"
            raise InvalidInput(f"The list takes {what}, got {word.strip()!r}.") from None
    if not found:
        raise InvalidInput("The list needs at least one value, got none.")
    return found


def sentence(error: ValidationError) -> str:
    """The first thing that is wrong."""
    return _worded(error.errors()[0])


def _worded(wrong: Any) -> str:
    message = str(wrong["msg"]).removeprefix("Value error, ").rstrip(".")
    if wrong["type"] != "value_error":
        message = message.replace("Input should be", "must be")
        message = f"It {message}, got {wrong['input']!r}"
    return message[0].upper() + message[1:] + "."
