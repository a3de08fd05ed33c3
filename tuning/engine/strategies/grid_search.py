"""KerasTuner's GridSearch over the points of every range."""

from __future__ import annotations

import json
from typing import Any

from keras_tuner.engine.trial import Trial

from tuning.engine.proposals import Reason, TrialOutcome
from tuning.engine.strategies._kerastuner.oracles import GridSearchOracle
from tuning.engine.strategies._kerastuner.search import KerasTunerStrategy
from tuning.space import Choice, Float, Int, Space


class GridSearch(KerasTunerStrategy):
    """Every combination, in order."""

    name = "grid_search"
    learns = False

    def make_oracle(self, settings: dict[str, Any]) -> GridSearchOracle:
        return GridSearchOracle(max_trials=None, **settings)

    def search_space(self) -> Space:
        points = int(self.options["points"])
        return Space(
            parameters={
                name: Choice(values=parameter.points(points), when=parameter.when)  # type: ignore[arg-type]
                if isinstance(parameter, Int | Float)
                else parameter
                for name, parameter in self.spec.space.parameters.items()
            }
        )

    def native(self, trial: Trial) -> str:
        return json.dumps(trial.hyperparameters.values, sort_keys=True)

    def tell(self, ended: TrialOutcome) -> None:
        # The oracle walks from each combination to the next: one beside the grid has no place.
        if not ended.is_by_hand:
            super().tell(ended)

    def reason(self, trial: Trial) -> Reason:
        return Reason("The next combination of the grid.")
