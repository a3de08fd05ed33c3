"""KerasTuner's RandomSearch."""

from __future__ import annotations

from typing import Any

from tuning.engine.strategies._kerastuner.oracles import RandomSearchOracle
from tuning.engine.strategies._kerastuner.search import KerasTunerStrategy


class RandomSearch(KerasTunerStrategy):
    """Draws every configuration at random."""

    name = "random_search"
    learns = False

    def make_oracle(self, settings: dict[str, Any]) -> RandomSearchOracle:
        return RandomSearchOracle(max_trials=self.options["max_trials"], **settings)
