"""scikit-learn's HalvingGridSearchCV."""

from __future__ import annotations

from typing import Any

from tuning.engine.strategies._scikit.candidate import Candidate
from tuning.engine.strategies._scikit.halving import HalvingStrategy

from sklearn.model_selection import HalvingGridSearchCV  # isort: skip  it must be asked for first


class HalvingGridSearch(HalvingStrategy):
    """Begins with every combination."""

    name = "halving_grid_search"

    def make_search(self, candidate: Candidate, settings: dict[str, Any]) -> HalvingGridSearchCV:
        return HalvingGridSearchCV(candidate, self.grids(), **self.halving(settings))
