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

PARTS = ("mode", "value", "values", "low", "high", "step", "scale", "grid")
"""The fields of a hyperparameter; not every kind has all."""


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
    return Reader(fields).draft(fields["strategy.name"])


class Reader:
    """Reads fields for one strategy after the other; what they have in common is read once."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields
        self._spaces: dict[bool, Draft] = {}
        common = self._common = Draft(spec=None)
        self._parts = {
            "data": _data(common, fields),
            "evaluation": _part(common, fields, "evaluation", Evaluation),
            "objective": _part(common, fields, "objective", Objective),
        }

    def draft(self, name: str) -> Draft:
        """The study with the strategy of this name, and its options as the fields say them."""
        strategy = strategies.strategy(name)
        draft = Draft(spec=None, errors=dict(self._common.errors))
        options = {o.name: _option(draft, o, self._fields) for o in strategy.options}
        if strategy.needs_points:
            draft.points = strategy.points(options)
        self._put_space(draft)
        if not draft.errors:
            _check(draft, self._fields, self._parts, StrategySpec(name=name, options=options))
        return draft

    def _put_space(self, draft: Draft) -> None:
        # Named grid values are ignored by a strategy that draws from the whole range.
        walks, family = draft.points is not None, catalog.family(self._fields["model"])
        if walks not in self._spaces:
            self._spaces[walks] = _space(family, self._fields, walks)
        found = self._spaces[walks]
        draft.parameters = dict(found.parameters)
        draft.errors |= found.errors
        # Where nothing else is wrong, the gate says what is wrong with the space.
        if draft.errors and not found.errors:
            try:
                check_space(Space(parameters=draft.parameters), family)
            except InvalidInput as error:
                draft.errors[error.field] = str(error)


def _check(
    draft: Draft, fields: Mapping[str, Any], parts: dict[str, Any], strategy: StrategySpec
) -> None:
    """Puts the checked spec into a draft, or what the gate says."""
    try:
        asked = StudySpec(
            name=fields["name"],
            model=fields["model"],
            strategy=strategy,
            seed=fields["seed"],
            patience=fields["patience"],
            training_seconds=fields["training_seconds"],
            space=Space(parameters=draft.parameters),
            track=tuple(fields["track"]),
            **parts,
        )
        spec = check(asked, settings.load())
        draft.spec, draft.remarks = spec, remarks(spec)
    except ValidationError as error:
        draft.errors[str(error.errors()[0]["loc"][0])] = sentence(error)
    except InvalidInput as error:
        draft.errors[error.field] = str(error)
    except DatasetUnavailable as error:
        draft.errors["data.name"] = str(error)


def data_of(fields: Mapping[str, Any]) -> DataSpec:
    """The data that fields name, all of their rows; what is wrong with the rest is left out."""
    whole = {**fields, "data.rows": None}
    return _data(Draft(spec=None), whole) or DataSpec(name=fields["data.name"])


def _data(draft: Draft, fields: Mapping[str, Any]) -> DataSpec | None:
    """The data, without what was chosen for a table, or for own data, before."""
    data: DataSpec | None = _part(draft, fields, "data", DataSpec)
    if data is not None and not data.is_table:
        data = data.model_copy(update={"target": None, "columns": ()})
    if data is not None and not data.is_own:
        data = data.model_copy(update={"task": None})
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


def _space(family: Family, fields: Mapping[str, Any], walks: bool) -> Draft:
    """The hyperparameters that can be read, and what is wrong with the others."""
    draft = Draft(spec=None)
    for hyperparameter in family.hyperparameters:
        name = hyperparameter.name
        try:
            parameter = parameter_of(hyperparameter, fields, walks)
            if parameter is not None:
                hyperparameter.check(parameter)
                draft.parameters[name] = parameter
        except ValidationError as error:
            draft.errors[f"space.{name}"] = sentence(error)
        except InvalidInput as error:
            draft.errors[f"space.{name}"] = str(error)
    return draft


def parameter_of(
    hyperparameter: Hyperparameter, fields: Mapping[str, Any], walks: bool
) -> AnyParameter | None:
    """One hyperparameter as its fields say it; None if it is left out.

    `walks`: whether named grid values are used. Raises ValidationError or InvalidInput.
    """
    kind = kind_of(hyperparameter)
    own = f"space.{hyperparameter.name}."
    parts: dict[str, Any] = {part: fields.get(f"{own}{part}") for part in PARTS}
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
