"""KerasTuner's Hyperband, made good where a bracket finds too few configurations.

By itself KerasTuner then never promotes one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras_tuner
from keras_tuner.engine.trial import Trial, TrialStatus

from tuning.engine.strategies._kerastuner.oracles import Answer, Exhaustive
from tuning.strategies.hyperband import rung_sizes

ENDED = (TrialStatus.COMPLETED, TrialStatus.FAILED)


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
