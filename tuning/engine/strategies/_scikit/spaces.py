"""A study's space in scikit-learn's terms, and the parameters of its estimators as our values."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import stats

from tuning import strategies
from tuning.space import AnyParameter, Float, Int, Space, Value, Values
from tuning.study import StudySpec

ROUTED = "model__"
DIRECT = ("batch_size", "epochs")
"""Hyperparameters that SciKeras takes itself; it routes the others to the model's function."""


def sklearn_name(name: str) -> str:
    """A hyperparameter's name among the parameters of the estimator."""
    return name if name in DIRECT else ROUTED + name


def searched(params: dict[str, Any]) -> Values:
    """Hyperparameters by their own names, in plain types; SciKeras' own parameters stay out."""
    return {
        name.removeprefix(ROUTED): _plain(value)
        for name, value in params.items()
        if name.startswith(ROUTED) or name in DIRECT
    }


def _plain(value: Any) -> Value:
    value = value.item() if isinstance(value, np.generic) else value
    return float(f"{value:.12g}") if isinstance(value, float) else value


def chosen(spec: StudySpec, params: dict[str, Any]) -> Values:
    """The active values of a trial, from the parameters of its estimator.

    Where rounds raise the epochs, those that this trial got are among them.
    """
    given, space = searched(params), spec.space
    own = {name: given[name] for name in space if name in given}
    values = space.active({**space.fixed, **own})
    return values | {"epochs": given["epochs"]} if strategies.decides_epochs(spec) else values


def grids(space: Space, points: int) -> list[dict[str, list[Any]]]:
    """The space as grids without conditions: one for each combination of what decides them."""
    return [
        {name: list(parameter.points(points)) for name, parameter in part.items()}
        for part in conditionless(space, points)
    ]


def distributions(space: Space) -> list[dict[str, Any]]:
    """The space as distributions without conditions; lists where values can be listed."""
    return [
        {name: distribution(parameter) for name, parameter in part.items()}
        for part in conditionless(space, None)
    ]


def conditionless(space: Space, points: int | None) -> list[dict[str, AnyParameter]]:
    """The searched parameters without conditions: a part for each combination of deciding values.

    Within a part every parameter is active, and the deciding ones have one value each.
    """
    varied = space.searched
    parents = {parent for parameter in space.parameters.values() for parent in parameter.when}
    deciding = Space(parameters={n: p for n, p in space.parameters.items() if n in parents})
    parts = []
    for combination in deciding.combinations(points):
        part = {}
        for name, parameter in varied.items():
            if name in combination:
                part[name] = space.replace(**{name: combination[name]})[name]
            elif name not in parents and all(
                parent in combination and combination[parent] in wanted
                for parent, wanted in parameter.when.items()
            ):
                part[name] = parameter
        parts.append({sklearn_name(name): parameter for name, parameter in part.items()})
    return parts


def distribution(parameter: AnyParameter) -> Any:
    """What RandomizedSearchCV draws from: a list, or a distribution of SciPy."""
    if isinstance(parameter, Float) and not parameter.is_finite:
        if parameter.scale == "log":
            return stats.loguniform(parameter.low, parameter.high)
        return stats.uniform(parameter.low, parameter.high - parameter.low)
    if isinstance(parameter, Int) and parameter.scale == "log" and not parameter.grid:
        return LogInts(parameter)
    return list(parameter.points())


class LogInts:
    """Whole numbers on a log scale, as a distribution."""

    def __init__(self, parameter: Int) -> None:
        self.parameter = parameter

    def rvs(self, random_state: Any = None) -> int:
        low, high, step = self.parameter.low, self.parameter.high, self.parameter.step
        drawn = stats.loguniform(low, high).rvs(random_state=random_state) if high > low else low
        return int(low + round((drawn - low) / step) * step)
