"""KerasTuner's oracles, made good where they end early or leave configurations out.

KerasTuner gives a space up after 20 draws that it had before; a Hyperband bracket that finds too
few configurations then never promotes one. Their states and files stay KerasTuner's own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import keras_tuner
import numpy as np
from keras_tuner.engine.trial import Trial, TrialStatus

from tuning.space import Space, Values
from tuning.strategies.hyperband import rung_sizes

MOST_LISTED = 100_000
"""Configurations of a space that are listed to find those not tried yet."""
MOST_COLLISIONS = 2_000
"""Draws in a row that were tried before, until a space too large to be listed counts as used up."""
ENDED = (TrialStatus.COMPLETED, TrialStatus.FAILED)
Answer = dict[str, Any]


class Exhaustive(keras_tuner.Oracle):
    """Draws at random until every configuration was tried."""

    _space = Space()
    _left: Iterator[Values] | None = None

    def cover(self, space: Space) -> None:
        """Says which space it draws from."""
        self._space = space
        if not self._can_be_listed():
            self._max_collisions = MOST_COLLISIONS

    def _can_be_listed(self) -> bool:
        is_finite = all(parameter.is_finite for parameter in self._space.searched.values())
        return is_finite and self._space.grid_size() <= MOST_LISTED

    def _random_values(self) -> Values | None:
        values: Values | None = super()._random_values()
        if values is None and self._can_be_listed():
            self._left = self._left or self._in_random_order()
            values = next((v for v in self._left if not self._duplicate(v)), None)
        return values

    def _in_random_order(self) -> Iterator[Values]:
        """All configurations, as the oracle names them."""
        searched = self._space.searched
        every = [
            {name: value for name, value in values.items() if name in searched}
            for values in self._space.combinations()
        ]
        random.Random(self.seed).shuffle(every)
        return iter(every)


class GridSearchOracle(Exhaustive, keras_tuner.oracles.GridSearchOracle):
    """KerasTuner's grid search, which goes on before a trial has ended: no result decides its way.

    By itself it has one trial under way at a time.
    """

    def populate_space(self, trial_id: str) -> Answer:
        answer: Answer = super().populate_space(trial_id)
        if answer["status"] == TrialStatus.RUNNING:
            self._populate_next.append(trial_id)
        return answer


class RandomSearchOracle(Exhaustive, keras_tuner.oracles.RandomSearchOracle):
    """KerasTuner's random search over all of a space."""


class BayesianOptimizationOracle(Exhaustive, keras_tuner.oracles.BayesianOptimizationOracle):
    """KerasTuner's Bayesian optimization; a space smaller than its random starts does not end it.

    Then it waits for the trials under way, and the Gaussian process looks again where it promises
    most. What that proposes follows from the trials it knows and from nothing else: by itself
    KerasTuner's draws from one stream of random numbers, and judges trials under way by what it
    expected when it made its last proposal, and no record has either.
    """

    trials: dict[str, Trial]

    def __init__(self, recall: Callable[[str], Values | None], **settings: Any) -> None:
        """`recall` gives the values of a trial that a record has under this id."""
        super().__init__(**settings)
        self._recall, self._asked = recall, ""

    def populate_space(self, trial_id: str) -> Answer:
        self._asked = trial_id
        ended = {key: t for key, t in self.trials.items() if t.status == TrialStatus.COMPLETED}
        first = self.num_initial_points or max(3 * len(self.hyperparameters.space), 3)
        if len(ended) >= first:
            values = self._recall(trial_id)
            if values is not None:
                return {"status": TrialStatus.RUNNING, "values": values}
            self._random_state = np.random.RandomState([self.seed, len(self.trials)])
            self._expect(ended)
        answer: Answer = super().populate_space(trial_id)
        return answer

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
        ended = sum(trial.status == TrialStatus.COMPLETED for trial in self.trials.values())
        if not ended:
            return answer
        self.num_initial_points = ended
        return self.populate_space(self._asked)


class HyperbandOracle(Exhaustive, keras_tuner.oracles.HyperbandOracle):
    """KerasTuner's Hyperband, whose brackets begin with the configurations that there are.

    A rung promotes its best as soon as they are certain, as KerasTuner does; a trial that failed
    counts as the worst.
    """

    _brackets: list[dict[str, Any]]

    def populate_space(self, trial_id: str) -> Answer:
        """As KerasTuner's, over all open brackets and then the next ones."""
        self._remove_completed_brackets()
        for bracket in self._brackets:
            answer = self._begun(trial_id, bracket) or self._promoted(trial_id, bracket)
            if answer is not None:
                return answer
        while not self._is_last_bracket():
            self._increment_bracket_num()
            self._start_new_bracket()
            answer = self._begun(trial_id, self._brackets[-1])
            if answer is not None:
                return answer
        status = TrialStatus.IDLE if self.ongoing_trials else TrialStatus.STOPPED
        return {"status": status, "values": None}

    def _is_last_bracket(self) -> bool:
        is_last = self._current_iteration + 1 == self.hyperband_iterations
        return bool(self._current_bracket == 0 and is_last)

    def _begun(self, trial_id: str, bracket: dict[str, Any]) -> Answer | None:
        """A new configuration for the first rung; None if that is full, or nothing is new."""
        if len(bracket["rounds"][0]) >= self._sizes(bracket)[0]:
            return None
        answer: Answer = self._random_trial(trial_id, bracket)
        if answer["status"] == TrialStatus.RUNNING:
            answer["values"]["tuner/bracket"] = bracket["bracket_num"]
            return answer
        bracket["size"] = len(bracket["rounds"][0])
        return None

    def _promoted(self, trial_id: str, bracket: dict[str, Any]) -> Answer | None:
        """The best trial of a rung that is sure to be among those kept; None if none is yet."""
        rounds = bracket["rounds"]
        for rung, (before, keep) in enumerate(self._steps(bracket), 1):
            taken = {member["past_id"] for member in rounds[rung]}
            ended = self._ended(rounds[rung - 1])
            left = [
                trial
                for trial in ended
                if trial.status == TrialStatus.COMPLETED and trial.trial_id not in taken
            ]
            if left and len(taken) < keep and len(ended) - len(taken) > before - keep:
                best = max if self.objective.direction == "max" else min
                trial = best(left, key=lambda t: t.score)
                rounds[rung].append({"past_id": trial.trial_id, "id": trial_id})
                return {
                    "status": TrialStatus.RUNNING,
                    "values": trial.hyperparameters.values
                    | {
                        "tuner/trial_id": trial.trial_id,
                        "tuner/epochs": self._get_epochs(bracket["bracket_num"], rung),
                        "tuner/initial_epoch": self._get_epochs(bracket["bracket_num"], rung - 1),
                        "tuner/bracket": bracket["bracket_num"],
                        "tuner/round": rung,
                    },
                }
        return None

    def _ended(self, rung: list[dict[str, Any]]) -> list[Trial]:
        members = [self.trials[member["id"]] for member in rung]
        return [trial for trial in members if trial.status in ENDED]

    def _sizes(self, bracket: dict[str, Any]) -> list[int]:
        """How many trials each rung of a bracket is to have, if none fails."""
        number = bracket["bracket_num"]
        planned = [self._get_size(number, rung) for rung in range(number + 1)]
        return rung_sizes(planned, bracket.get("size", planned[0]), self.factor)

    def _steps(self, bracket: dict[str, Any]) -> Iterator[tuple[int, int]]:
        """For each rung but the first: how many the rung before it has, how many it keeps."""
        sizes = self._sizes(bracket)
        has = sizes[0]
        for rung, size in enumerate(sizes[1:], 1):
            ended = self._ended(bracket["rounds"][rung - 1])
            failed = sum(trial.status == TrialStatus.FAILED for trial in ended)
            keep = min(size, has - failed)
            yield has, keep
            has = keep

    def _remove_completed_brackets(self) -> None:
        self._brackets = [bracket for bracket in self._brackets if not self._is_full(bracket)]

    def _is_full(self, bracket: dict[str, Any]) -> bool:
        *_, last = [self._sizes(bracket)[0], *(keep for _, keep in self._steps(bracket))]
        first, *_ = bracket["rounds"]
        return len(first) >= self._sizes(bracket)[0] and len(bracket["rounds"][-1]) >= last
