"""A study's space in KerasTuner's terms, and an oracle's values as our own."""

from __future__ import annotations

from typing import Any

import keras_tuner

from tuning.space import AnyParameter, Boolean, Float, Int, Space, Value, Values
from tuning.space import Choice as ChoiceParameter


class Choice(keras_tuner.engine.hyperparameters.Choice):
    """KerasTuner's choice, which can place a value that a person tried beside the list.

    Of the same name, because KerasTuner's files name it.
    """

    def value_to_prob(self, value: Any) -> float:
        """Where a value lies from 0 to 1; one beside the list lies at the nearest."""
        values = self.values
        if value not in values:
            if not self.ordered:
                return 0.5
            value = min(values, key=lambda listed: abs(listed - value))
        return float(super().value_to_prob(value))


class HyperParameters(keras_tuner.HyperParameters):
    """KerasTuner's hyperparameters, whose copies have the same declarations, not copies of them.

    An oracle copies them several times a trial and changes the values alone.
    """

    def copy(self) -> HyperParameters:
        copied = HyperParameters()
        copied._hps.update({name: list(declared) for name, declared in self._hps.items()})
        copied._space = list(self._space)
        copied.values = dict(self.values)
        return copied


def hyperparameters(space: Space) -> keras_tuner.HyperParameters:
    """The searched part of a space in KerasTuner's terms, conditions included."""
    result = HyperParameters()
    searched = space.searched
    for name in space.in_order():
        if name in searched:
            _declare(result, name, space, dict(space[name].when))
    return result


def _declare(
    result: keras_tuner.HyperParameters, name: str, space: Space, when: dict[str, list[Any]]
) -> None:
    varying = {parent: wanted for parent, wanted in when.items() if parent in space.searched}
    if not varying:
        _add(result, name, space[name])
        return
    parent, wanted = next(iter(varying.items()))
    rest = {p: w for p, w in varying.items() if p != parent}
    possible = [value for value in wanted if space[parent].contains(value)]
    with result.conditional_scope(parent, possible):
        _declare(result, name, space, rest)


def _add(result: keras_tuner.HyperParameters, name: str, parameter: AnyParameter) -> None:
    if isinstance(parameter, Int):
        result.Int(
            name,
            parameter.low,
            parameter.high,
            step=None if parameter.scale == "log" else parameter.step,
            sampling=parameter.scale,
        )
    elif isinstance(parameter, Float) and parameter.step is None:
        result.Float(name, parameter.low, parameter.high, sampling=parameter.scale)
    elif isinstance(parameter, Float | ChoiceParameter):
        # KerasTuner's own stepped ranges leave the last value out: 0 to 0.5 by 0.1 ends at 0.4.
        values = parameter.points()
        result._retrieve(Choice(name, values, conditions=result._conditions))
    elif isinstance(parameter, Boolean):
        result.Boolean(name)


def searched_values(space: Space, values: dict[str, Any]) -> Values:
    """An oracle's values without its own entries (`tuner/epochs` …), in plain types."""
    return {name: _plain(space[name], value) for name, value in values.items() if name in space}


def _plain(parameter: AnyParameter, value: Any) -> Value:
    if isinstance(parameter, Int):
        return int(value)
    if isinstance(parameter, Float):
        return float(f"{float(value):.12g}")
    if isinstance(parameter, ChoiceParameter) and isinstance(parameter.values[0], bool):
        return bool(value)  # KerasTuner lists them as 0 and 1
    return value


def space_summary(space: Space) -> list[dict[str, Any]]:
    """What `tuner.search_space_summary()` prints, as rows."""
    return [
        {"name": hp.name, "kind": type(hp).__name__, **_shown(hp.get_config())}
        for hp in hyperparameters(space).space
    ]


def _shown(config: dict[str, Any]) -> dict[str, Any]:
    keep = ("values", "min_value", "max_value", "step", "sampling", "default")
    return {name: config[name] for name in keep if config.get(name) is not None}
