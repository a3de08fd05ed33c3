"""What a Gaussian process believes around the point it proposed, along each hyperparameter."""

from __future__ import annotations

from typing import Any

import keras_tuner
import numpy as np
from keras_tuner.engine.trial import Trial

from tuning.engine.strategies._kerastuner.spaces import Choice
from tuning.objective import Objective
from tuning.space import Value

POINTS = 25
"""Values along a range; a list of texts is taken whole."""
Slices = dict[str, dict[str, list[Any]]]


def vector(oracle: Any, trial: Trial) -> np.ndarray:
    """(hyperparameters,): where KerasTuner's own mapping places a trial, from 0 to 1 in each.

    An inactive hyperparameter lies at its default, as it does for the process.
    """
    hps = trial.hyperparameters
    space = oracle._nonfixed_space()
    return np.array([hp.value_to_prob(hps.values.get(hp.name, hp.default)) for hp in space])


def believed(oracle: Any, points: np.ndarray, objective: Objective) -> tuple[list, list]:
    """The score that the process expects at points (n, hyperparameters), and its uncertainty.

    The process learns costs, which are the smaller the better; this is the score in its own sign.
    The uncertainty is the standard deviation of its posterior.
    """
    mean, deviation = oracle.gpr.predict(points, return_std=True)
    means = [objective.cost(value) for value in np.ravel(mean).tolist()]
    return means, np.ravel(deviation).tolist()


def slices(oracle: Any, trial: Trial, objective: Objective) -> Slices:
    """Through the trial's point, for each hyperparameter that it uses: values, mean, uncertainty.

    The other hyperparameters stay as the trial has them. All are asked for in one call.
    """
    hps, point = trial.hyperparameters, vector(oracle, trial)
    lines: dict[str, list[Value]] = {}
    points = []
    for place, hp in enumerate(oracle._nonfixed_space()):
        if not hps.is_active(hp) or hp.name not in hps.values:
            continue
        lines[hp.name] = _along(hp, hps.values[hp.name])
        for value in lines[hp.name]:
            points.append(point.copy())
            points[-1][place] = hp.value_to_prob(value)
    means, deviations = map(iter, believed(oracle, np.array(points), objective))
    return {
        name: {
            "values": values,
            "mean": [_short(next(means)) for _ in values],
            "uncertainty": [_short(next(deviations)) for _ in values],
        }
        for name, values in lines.items()
    }


def _along(hp: keras_tuner.engine.hyperparameters.HyperParameter, chosen: Value) -> list[Value]:
    """Values of a hyperparameter from end to end, the chosen one among them."""
    is_listed = isinstance(hp, Choice) and not hp.ordered
    count = len(hp.values) if is_listed else POINTS
    found = [_plain(hp.prob_to_value(place)) for place in np.linspace(0.0, 1.0, count)]
    found = list(dict.fromkeys([*found, _plain(chosen)]))
    return found if is_listed else sorted(found, key=lambda value: float(value or 0))


def _plain(value: Any) -> Value:
    value = value.item() if isinstance(value, np.generic) else value
    return float(f"{value:.12g}") if isinstance(value, float) else value


def _short(value: float) -> float:
    """Six digits: more than a figure shows."""
    return float(f"{value:.6g}")
