"""A trial that a person proposes: the values it begins from, and whether it can be trained.

Imports neither Streamlit nor anything that trains.
"""

from __future__ import annotations

from collections.abc import Mapping

from tuning import catalog, strategies
from tuning.errors import InvalidInput
from tuning.planning.checks import check_values
from tuning.space import AnyParameter, Fixed, Float, Int, Space, Value, Values
from tuning.store.view import StudyView
from tuning.study import StrategySpec, StudySpec


def start_values(view: StudyView, number: int | None) -> Values:
    """A value for every hyperparameter of the space, inactive ones too: a trial's, or sensible."""
    spec = view.study.spec
    trial = view.trials.get(number) if number is not None else None
    given = trial.values if trial else {}
    family = catalog.family(spec.model)
    return {
        name: given[name] if name in given else _sensible(parameter, family[name].default)
        for name, parameter in spec.space.parameters.items()
    }


def _sensible(parameter: AnyParameter, default: Value) -> Value:
    if isinstance(parameter, Fixed):
        return parameter.value
    if default is not None and parameter.contains(default):
        return default
    points = parameter.points(3)
    return points[len(points) // 2] if isinstance(parameter, Int | Float) else points[0]


def problem(values: Mapping[str, Value], spec: StudySpec) -> tuple[str, str] | None:
    """What is wrong with the active values, as (hyperparameter, sentence); None if nothing is."""
    active = spec.space.active(values)
    for name, value in active.items():
        if value is None:
            return name, "Give a value."
    try:
        check_values(active, spec.space, catalog.family(spec.model))
    except InvalidInput as error:
        return error.field.rpartition(".")[2], str(error)
    return None


def spec_like(spec: StudySpec, values: Values) -> StudySpec:
    """Like another study, but by hand; these values are its first trial."""
    own = strategies.by_person()
    first = {option.name: [dict(values)] for option in own.options if option.kind == "trials"}
    options = strategies.check_options(own.options, first, "strategy")
    strategy = StrategySpec(name=own.name, options=options)
    return spec.model_copy(update={"name": "", "strategy": strategy})


def same_as(view: StudyView, values: Mapping[str, Value]) -> int | None:
    """The first trial that has just these values already."""
    space: Space = view.study.spec.space
    wanted = space.active(values)
    return next(
        (n for n, t in sorted(view.trials.items()) if space.active(t.values) == wanted), None
    )
