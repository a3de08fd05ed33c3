"""A study that is being written: its fields, read into a spec or into error messages.

Knows no widget: must not import Streamlit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from tuning import catalog, settings, strategies
from tuning.catalog import Family, Hyperparameter
from tuning.errors import DatasetUnavailable, InvalidInput, quoted
from tuning.objective import Objective
from tuning.planning.checks import check, check_space
from tuning.planning.remarks import remarks
from tuning.space import AnyParameter, Boolean, Choice, Fixed, Float, Int, Space
from tuning.space.spelling import numbers
from tuning.study import DataSpec, Evaluation, StrategySpec, StudySpec
from tuning.ui.new_study.fields import Kind, Mode, kind_of


@dataclass
class Draft:
    """What the fields say: a checked spec, or what is wrong and where."""

    spec: StudySpec | None
    errors: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, AnyParameter] = field(default_factory=dict)
    """The hyperparameters that could be read, wrong ones left out."""
    points: int | None = None
    """How many values a grid takes from a range; None where the strategy draws from all of it."""
    remarks: dict[str, str] = field(default_factory=dict)
    """A sentence for each field that the strategy does not use as it stands."""


def read(fields: Mapping[str, Any]) -> Draft:
    """The spec that the fields say, or all errors in them."""
    draft = Draft(spec=None)
    family = catalog.family(fields["model"])
    strategy = strategies.strategy(fields["strategy.name"])
    data = _data(draft, fields)
    evaluation = _part(draft, fields, "evaluation", Evaluation)
    objective = _part(draft, fields, "objective", Objective)
    options = {o.name: _option(draft, o, fields) for o in strategy.options}
    if strategy.needs_points:
        draft.points = strategy.points(options)
    space = _space(draft, family, fields)
    if draft.errors:
        return draft
    try:
        asked = StudySpec(
            name=fields["name"],
            data=data,
            model=family.name,
            strategy=StrategySpec(name=strategy.name, options=options),
            evaluation=evaluation,
            objective=objective,
            seed=fields["seed"],
            space=space,
        )
        spec = check(asked, settings.load())
        draft.spec, draft.remarks = spec, remarks(spec)
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


def _option(draft: Draft, option: strategies.Option, fields: Mapping[str, Any]) -> Any:
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
        values = parts["values"]
        return Choice(values=values if kind is Kind.TEXT else _numbers(values, kind))
    # Named grid values are ignored by a strategy that draws from the whole range.
    walks = strategies.strategy(fields["strategy.name"]).needs_points
    named = parts["grid"] if walks else ""
    return _range(kind, parts, _numbers(named, kind) if named.strip() else [])


def _numbers(text: str, kind: Kind) -> list[Any]:
    return list(numbers(text, whole=kind is Kind.INT))


def _range(kind: Kind, parts: Mapping[str, Any], grid: list[Any]) -> Int | Float:
    low, high = _given(parts["low"], "a lowest value"), _given(parts["high"], "a highest value")
    is_log = parts["scale"] == "log"
    if kind is Kind.INT:
        step = 1 if is_log else _given(parts["step"], "a step")
        return Int(low=low, high=high, step=step, scale=parts["scale"], grid=grid)
    step = None if is_log else parts["step"] or None
    return Float(low=low, high=high, step=step, scale=parts["scale"], grid=grid)


def _given(value: Any, what: str) -> Any:
    if value is None:
        raise InvalidInput(f"Give {what}.")
    return value


def sentence(error: ValidationError) -> str:
    """The first thing that is wrong."""
    return _worded(error.errors()[0])


def _worded(wrong: Any) -> str:
    message = str(wrong["msg"]).removeprefix("Value error, ").rstrip(".")
    if wrong["type"] != "value_error":
        message = message.replace("Input should be", "must be")
        message = f"It {message}, got {quoted(wrong['input'])}"
    return message[0].upper() + message[1:] + "."
