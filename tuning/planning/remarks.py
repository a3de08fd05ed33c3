"""What a study says and its strategy does not use: no mistakes, but a person should know.

The page shows each sentence beside its field, the command line prints them before it starts.
"""

from __future__ import annotations

from tuning import strategies
from tuning.space import Float, Int
from tuning.study import StudySpec


def remarks(spec: StudySpec) -> dict[str, str]:
    """A sentence for each field that is not used as it stands, by the field's name.

    `spec` as a person gave it: its check drops what is not used.
    """
    return _epochs(spec) | _grids(spec) | _reduction(spec) | _patience(spec)


def _epochs(spec: StudySpec) -> dict[str, str]:
    if not strategies.decides_epochs(spec) or "epochs" not in spec.space:
        return {}
    strategy, given = strategies.strategy_of(spec), spec.fixed("epochs")
    if strategy.sets_epochs:
        text = f"Epochs ({given}) is not used: {strategy.title} decides how long each trial trains."
    else:
        text = f"Epochs ({given}) is the most: the rounds of {strategy.title} raise them up to it."
    return {"space.epochs": text}


def _grids(spec: StudySpec) -> dict[str, str]:
    strategy = strategies.strategy_of(spec)
    if strategy.needs_points:
        return {}
    return {
        f"space.{name}": f"The grid values of {name} are not used: {strategy.title} draws from the "
        "whole range."
        for name, parameter in spec.space.parameters.items()
        if isinstance(parameter, Int | Float) and parameter.grid
    }


def _reduction(spec: StudySpec) -> dict[str, str]:
    given, reason = spec.objective, strategies.strategy_of(spec).last_epoch
    if spec.patience is not None:
        is_last = given.reduce == "last" and "reduce" in given.model_fields_set
        text = "reduce = last is not used: early stopping leaves the best epoch's weights."
        return {"objective.reduce": text} if is_last else {}
    if not reason or given.reduce == "last" or "reduce" not in given.model_fields_set:
        return {}
    return {"objective.reduce": f"reduce = {given.reduce} is not used: {reason}"}


def _patience(spec: StudySpec) -> dict[str, str]:
    if spec.patience is None:
        return {}
    strategy, given = strategies.strategy_of(spec), spec.strategy
    options = {option.name: option.default for option in strategy.options} | given.options
    completed = spec.model_copy(update={"strategy": given.model_copy(update={"options": options})})
    most = strategies.most_epochs(completed)
    if spec.patience < most:
        return {}
    text = f"patience = {spec.patience} stops nothing: no fit has more than {most} epochs."
    return {"patience": text}
