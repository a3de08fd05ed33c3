"""KerasTuner's RandomSearch."""

from __future__ import annotations

from typing import Any

import keras_tuner

from tuning.engine.strategies._kerastuner import KerasTunerStrategy


class RandomSearch(KerasTunerStrategy):
    """Draws every configuration at random."""

    name = "random_search"

    def make_oracle(self, settings: dict[str, Any]) -> keras_tuner.Oracle:
        return keras_tuner.oracles.RandomSearchOracle(
            max_trials=self.options["max_trials"], **settings
        )
