"""KerasTuner's Hyperband: many short trials, of which the best train on where they stopped.

A promoted trial begins with the last weights of the trial it continues, fold by fold and execution
by execution, so that its epochs really add up. Weights are kept while their bracket is open.
"""

from __future__ import annotations

from typing import Any

from keras_tuner.engine.trial import Trial

from tuning.engine.proposals import Reason, TrialOutcome
from tuning.engine.strategies._base import LearningRunner
from tuning.engine.strategies._kerastuner.hyperband_oracle import HyperbandOracle
from tuning.engine.strategies._kerastuner.search import KerasTunerStrategy


class Hyperband(KerasTunerStrategy):
    """Successive halving over several brackets."""

    name = "hyperband"
    keeps_last = True

    def make_oracle(self, settings: dict[str, Any]) -> HyperbandOracle:
        return HyperbandOracle(
            max_epochs=self.options["max_epochs"],
            factor=self.options["factor"],
            hyperband_iterations=self.options["hyperband_iterations"],
            **settings,
        )

    def reason(self, trial: Trial) -> Reason:
        values = trial.hyperparameters.values
        bracket, rung = self._place(trial.trial_id)
        until, parent = values["tuner/epochs"], values.get("tuner/trial_id")
        number = self.numbers[str(parent)] if parent else None
        why = f"drawn at random, trained to epoch {until}."
        if number is not None:
            why = f"among the best of its rung, so trial {number} trains on to epoch {until}."
        text = f"Bracket {bracket}, rung {rung}: {why}"
        facts = {"bracket": bracket, "rung": rung}
        return Reason(text, facts, until=until, continues=number)

    def most(self, workers: int) -> int:
        # It waits for so many results of a rung, however many are under way, so that it decides
        # knowing no less. Of sixteen, short ones form packs, and up to eight workers try the same.
        return max(16, 2 * workers)

    def formerly(self, workers: int) -> int:
        return max(4, 2 * workers)

    def search(self, trials: LearningRunner) -> dict[str, Any]:
        self._trials = trials
        return super().search(trials)

    def tell(self, ended: TrialOutcome) -> None:
        super().tell(ended)
        if not self._trials.is_catching_up:
            self._trials.forget_weights(but=self._open())

    def _place(self, trial_id: str) -> tuple[int, int]:
        """The bracket and the rung in which the oracle keeps a trial."""
        for bracket in self.oracle._brackets:
            for rung, members in enumerate(bracket["rounds"]):
                if any(member["id"] == trial_id for member in members):
                    return int(bracket["bracket_num"]), rung
        return 0, 0

    def _open(self) -> set[int]:
        """The trials whose bracket is open: they may still be promoted."""
        return {
            self.numbers[member["id"]]
            for bracket in self.oracle._brackets
            for members in bracket["rounds"]
            for member in members
        }
