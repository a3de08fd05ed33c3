"""KerasTuner's Bayesian optimization, whose proposals a resumed study can repeat."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, SimpleNamespace
from typing import Any

import keras_tuner
import numpy as np
from keras_tuner.engine.trial import Trial, TrialStatus

from tuning.engine.strategies._kerastuner.gaussian_process import GaussianProcess
from tuning.engine.strategies._kerastuner.gradients import minimize
from tuning.engine.strategies._kerastuner.oracles import Answer, Exhaustive
from tuning.space import Values


def _with_gradients(method: FunctionType) -> FunctionType:
    """KerasTuner's own code, to which `scipy.optimize.minimize` is ours."""
    scipy = SimpleNamespace(optimize=SimpleNamespace(minimize=minimize))
    return FunctionType(method.__code__, {**method.__globals__, "scipy": scipy})


class BayesianOptimizationOracle(Exhaustive, keras_tuner.oracles.BayesianOptimizationOracle):
    """KerasTuner's Bayesian optimization; a space smaller than its random starts does not end it.

    Then it waits for the trials under way, and the Gaussian process looks again where it promises
    most. What that proposes follows from the trials it knows and from nothing else: by itself
    KerasTuner's draws from one stream of random numbers, and judges trials under way by what it
    expected when it made its last proposal, and no record has either.

    It finds what KerasTuner's finds, but for late digits: that takes its gradients from differences
    of neighbouring values, and here they are exact.
    """

    trials: dict[str, Trial]
    _think = _with_gradients(keras_tuner.oracles.BayesianOptimizationOracle.populate_space)

    def __init__(self, recall: Callable[[str], Values | None], **settings: Any) -> None:
        """`recall` gives the values of a trial that a record has under this id."""
        super().__init__(**settings)
        self._recall, self._asked = recall, ""

    def populate_space(self, trial_id: str) -> Answer:
        self._asked = trial_id
        ended = self.ended()
        first = self.num_initial_points or max(3 * len(self.hyperparameters.space), 3)
        if len(ended) >= first:
            values = self._recall(trial_id)
            if values is not None:
                return {"status": TrialStatus.RUNNING, "values": values}
            self._random_state = np.random.RandomState([self.seed, len(self.trials)])
            self._expect(ended)
        answer: Answer = self._think(trial_id)
        return answer

    def _make_gpr(self) -> GaussianProcess:
        return GaussianProcess(**super()._make_gpr().get_params(deep=False))

    def ended(self) -> dict[str, Trial]:
        """The trials that have a score, by their ids."""
        return {key: t for key, t in self.trials.items() if t.status == TrialStatus.COMPLETED}

    def _expect(self, ended: dict[str, Trial]) -> None:
        """Fits the process to the trials that have ended, to judge those under way by it."""
        trials, self.trials = self.trials, ended
        x, y = self._vectorize_trials()
        self.trials = trials
        self.gpr.fit(np.nan_to_num(x, posinf=0, neginf=0), np.nan_to_num(y, posinf=0, neginf=0))

    def _vector_to_values(self, vector: np.ndarray) -> Values:
        """As KerasTuner's, in the digits that are trained with and recorded."""
        values: Values = super()._vector_to_values(vector)
        return {n: float(f"{v:.12g}") if isinstance(v, float) else v for n, v in values.items()}

    def _random_populate_space(self) -> Answer:
        answer: Answer = super()._random_populate_space()
        if answer["status"] != TrialStatus.STOPPED:
            return answer
        if self.ongoing_trials:
            return {"status": TrialStatus.IDLE, "values": None}
        ended = len(self.ended())
        if not ended:
            return answer
        self.num_initial_points = ended
        return self.populate_space(self._asked)
