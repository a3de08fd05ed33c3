"""The study that would come next: a study's spec with one thing changed, for a card's button.

Its form holds it to the gate as any other; nothing here goes beyond a hyperparameter's own limits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from tuning import catalog
from tuning.catalog import Hyperparameter
from tuning.space import AnyParameter, Fixed, Float, Int, Space, Value
from tuning.study import Evaluation, StudySpec

FOLDS = 5


def in_space(spec: StudySpec, changed: Mapping[str, AnyParameter]) -> StudySpec:
    """With other parameters, or further ones, in its space."""
    space = Space(parameters={**spec.space.parameters, **changed})
    return spec.model_copy(update={"name": "", "space": space})


def fixed(spec: StudySpec, values: Mapping[str, Value]) -> StudySpec:
    """With hyperparameters that are no longer searched."""
    when = {name: spec.space[name].when for name in values}
    return in_space(spec, {n: Fixed(value=value, when=when[n]) for n, value in values.items()})


def stopping_early(spec: StudySpec, patience: int) -> StudySpec:
    """With fits that end after so many epochs without a better one; the best epoch then scores."""
    objective = spec.objective.model_copy(update={"reduce": "best"})
    return spec.model_copy(update={"name": "", "patience": patience, "objective": objective})


def held_back(spec: StudySpec) -> StudySpec | None:
    """With dropout and L2 to search, where its model has them and its space does not yet."""
    family = catalog.family(spec.model)
    names = [name for name in ("dropout", "l2") if name in family.names]
    new: dict[str, AnyParameter] = {
        name: family[name].search for name in names if not _is_searched(spec.space, name)
    }
    return in_space(spec, new) if new else None


def in_folds(spec: StudySpec) -> StudySpec:
    """With every training row validating once."""
    evaluation = Evaluation(method="folds", folds=FOLDS, executions=spec.evaluation.executions)
    return spec.model_copy(update={"name": "", "evaluation": evaluation})


def aiming_at(spec: StudySpec, metric: str) -> StudySpec:
    """Decided by another metric."""
    objective = spec.objective.model_copy(update={"metric": metric})
    return spec.model_copy(update={"name": "", "objective": objective})


def _is_searched(space: Space, name: str) -> bool:
    return name in space and space[name].searched


def widened(parameter: Int | Float, of: Hyperparameter, at_low: bool) -> Int | Float | None:
    """A range that is half as long again beyond one end; None where there is nothing beyond.

    Half of its length on its own scale, in whole steps, and never beyond the hyperparameter's
    limits.
    """
    end = _beyond(parameter, of, at_low)
    if end is None:
        return None
    ends = {"low": end} if at_low else {"high": end}
    grid = sorted({*parameter.grid, end}) if parameter.grid else []
    return type(parameter).model_validate(parameter.model_dump() | ends | {"grid": grid})


def _beyond(parameter: Int | Float, of: Hyperparameter, at_low: bool) -> float | None:
    """The new end."""
    old = parameter.low if at_low else parameter.high
    end = (
        _on_log(parameter, at_low) if parameter.scale == "log" else _stepped(parameter, of, at_low)
    )
    if of.above is not None and end <= of.above:
        end = (parameter.low + of.above) / 2
    end = max(end, of.low) if at_low and of.low is not None else end
    end = min(end, of.high) if not at_low and of.high is not None else end
    if isinstance(parameter, Int):
        end = round(end)
    if parameter.scale == "log" and end <= 0:
        return None
    return end if (end < old if at_low else end > old) else None


def _on_log(parameter: Int | Float, at_low: bool) -> float:
    factor = math.sqrt(parameter.high / parameter.low)
    end = parameter.low / factor if at_low else parameter.high * factor
    return float(f"{end:.2g}")


def _stepped(parameter: Int | Float, of: Hyperparameter, at_low: bool) -> float:
    length, step = parameter.high - parameter.low, parameter.step
    if step is None:
        end = parameter.low - length / 2 if at_low else parameter.high + length / 2
        return float(f"{end:.3g}")
    room = math.inf
    if at_low and of.low is not None:
        room = parameter.low - of.low
    elif not at_low and of.high is not None:
        room = of.high - parameter.high
    steps = min(math.ceil(round(length / step) / 2), math.floor(room / step + 1e-9))
    end = parameter.low - steps * step if at_low else parameter.high + steps * step
    return float(f"{end:.12g}")
