"""KerasTuner's BayesianOptimization: a Gaussian process proposes where it expects most.

A resumed study does not think again about trials that are recorded: it would wait for what it
knows, and another version of a library may propose other late digits.
"""

from __future__ import annotations

from typing import Any

from keras_tuner.engine.trial import Trial
from threadpoolctl import threadpool_limits

from tuning import metrics
from tuning.engine.proposals import Reason
from tuning.engine.strategies._base import LearningRunner
from tuning.engine.strategies._kerastuner import slices
from tuning.engine.strategies._kerastuner.bayesian_oracle import BayesianOptimizationOracle
from tuning.engine.strategies._kerastuner.search import KerasTunerStrategy
from tuning.text.words import score


class BayesianOptimization(KerasTunerStrategy):
    """Learns from the trials so far."""

    name = "bayesian"
    _trials: LearningRunner | None = None

    def make_oracle(self, settings: dict[str, Any]) -> BayesianOptimizationOracle:
        return BayesianOptimizationOracle(
            recall=self._recall,
            max_trials=self.options["max_trials"],
            num_initial_points=self.options["num_initial_points"] or None,
            alpha=self.options["alpha"],
            beta=self.options["beta"],
            **settings,
        )

    def search(self, trials: LearningRunner) -> dict[str, Any]:
        # Its matrices are small: threads would only fight the workers for the cores, and sum in
        # another order. For good: another such search may run.
        threadpool_limits(limits=1)
        self._trials = trials
        return super().search(trials)

    def most(self, workers: int) -> int:
        # One more than train: a worker has its next trial while the oracle thinks of another. Each
        # more would save a little waiting for the order, and is proposed knowing less. Of three,
        # one worker tries the same trials as two.
        return max(3, workers + 1)

    def formerly(self, workers: int) -> int:
        return workers + 1

    def _recall(self, trial_id: str) -> dict[str, Any] | None:
        known = self._trials.recorded_as(trial_id) if self._trials else None
        if known is None:
            return None
        names = self.search_space().searched
        return {name: value for name, value in known.values.items() if name in names}

    def reason(self, trial: Trial) -> Reason:
        expected = self._expectation(trial)
        if expected is None:
            return Reason("A random start: the Gaussian process has too few points yet.")
        mean, deviation = expected
        metric = metrics.within(metrics.title(self.spec.objective.metric))
        facts = {"expected": mean, "uncertainty": deviation, "beta": self.options["beta"]}
        text = f"The Gaussian process expects a {metric} of {score(mean, deviation)} here."
        again = self._tried_before(trial)
        if again is not None:
            text += f" The same as trial {again}: a second look at it."
        found = slices.slices(self.oracle, trial, self.spec.objective)
        return Reason(text, facts, knowledge={"slices": found})

    def _expectation(self, trial: Trial) -> tuple[float, float] | None:
        """What the process says of a proposal: mean and standard deviation of the score."""
        if not hasattr(self.oracle.gpr, "X_train_"):  # not fitted yet
            return None
        point = slices.vector(self.oracle, trial)
        (mean,), (deviation,) = slices.believed(self.oracle, point[None], self.spec.objective)
        return mean, deviation

    def _tried_before(self, trial: Trial) -> int | None:
        same = (
            self.numbers.get(other.trial_id)
            for other in self.oracle.trials.values()
            if other.trial_id != trial.trial_id
            and other.hyperparameters.values == trial.hyperparameters.values
        )
        return next(same, None)
