"""KerasTuner's Hyperband: many short trials, of which the best train on where they stopped.

A promoted trial begins with the last weights of the trial it continues, fold by fold and execution
by execution, so that its epochs really add up. Weights are kept while their bracket is open.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from keras_tuner.engine.trial import Trial

from tuning.engine.ledger import Ended
from tuning.engine.strategies._kerastuner import KerasTunerStrategy
from tuning.engine.strategies._oracles import HyperbandOracle
from tuning.engine.worker import Weights


class Hyperband(KerasTunerStrategy):
    """Successive halving over several brackets."""

    name = "hyperband"
    learns = True
    state_is_more = True  # its brackets

    def make_oracle(self, settings: dict[str, Any]) -> HyperbandOracle:
        return HyperbandOracle(
            max_epochs=self.options["max_epochs"],
            factor=self.options["factor"],
            hyperband_iterations=self.options["hyperband_iterations"],
            **settings,
        )

    def reason(self, trial: Trial) -> dict[str, Any]:
        values = trial.hyperparameters.values
        bracket, rung = self._place(trial.trial_id)
        until, parent = values["tuner/epochs"], values.get("tuner/trial_id")
        text = f"Bracket {bracket}, rung {rung}: drawn at random, trained to epoch {until}."
        if parent:
            number = self.numbers.get(str(parent), 0)
            text = (
                f"Bracket {bracket}, rung {rung}: among the best of its rung, so trial {number} "
                f"trains on to epoch {until}."
            )
        reason = {"text": text, "bracket": bracket, "rung": rung, "until": until}
        return reason | ({"continues": self.numbers.get(str(parent))} if parent else {})

    def start_options(self, trial: Trial) -> dict[str, Any]:
        values = trial.hyperparameters.values
        parent = values.get("tuner/trial_id")
        return {
            "epochs": int(values["tuner/epochs"]),
            "first_epoch": int(values["tuner/initial_epoch"]),
            "weights": self._load(str(parent)) if parent else None,
            "keep_last": True,
        }

    def tell(self, ended: Ended) -> None:
        self._save(str(ended.native), ended.last_weights)
        super().tell(ended)
        self._forget_closed_brackets()

    def _place(self, trial_id: str) -> tuple[int, int]:
        """The bracket and the rung in which the oracle keeps a trial."""
        for bracket in self.oracle._brackets:
            for rung, members in enumerate(bracket["rounds"]):
                if any(member["id"] == trial_id for member in members):
                    return int(bracket["bracket_num"]), rung
        return 0, 0

    # -- weights between rungs -------------------------------------------------------------

    def _path(self, trial_id: str) -> Any:
        return self.folder / "rungs" / f"{trial_id}.npz"

    def _save(self, trial_id: str, weights: dict[int, Weights]) -> None:
        if not weights:
            return
        path = self._path(trial_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        arrays = {
            f"{index}/{k:03d}": weight
            for index, fit in weights.items()
            for k, weight in enumerate(fit)
        }
        np.savez(path, **arrays)  # type: ignore[arg-type]

    def _load(self, trial_id: str) -> dict[int, Weights]:
        weights: dict[int, Weights] = {}
        with np.load(self._path(trial_id), allow_pickle=False) as file:
            for name in sorted(file.files, key=lambda n: (int(n.split("/")[0]), n)):
                weights.setdefault(int(name.split("/")[0]), []).append(file[name])
        return weights

    def _forget_closed_brackets(self) -> None:
        """Only trials that may still be promoted need their weights."""
        open_ids = {
            member["id"]
            for bracket in self.oracle._brackets
            for members in bracket["rounds"]
            for member in members
        }
        for path in (self.folder / "rungs").glob("*.npz"):
            if path.stem not in open_ids:
                path.unlink()
