"""scikit-learn's HalvingRandomSearchCV."""

from __future__ import annotations

from typing import Any

from tuning.engine.strategies._scikit.candidate import Candidate
from tuning.engine.strategies._scikit.halving import HalvingStrategy

from sklearn.model_selection import HalvingRandomSearchCV  # isort: skip  it must be asked for first


class HalvingRandomSearch(HalvingStrategy):
    """Begins with combinations drawn at random."""

    name = "halving_random_search"

    def make_search(self, candidate: Candidate, settings: dict[str, Any]) -> HalvingRandomSearchCV:
        return HalvingRandomSearchCV(
            candidate,
            self.distributions(),
            n_candidates=self.options["n_candidates"],
            **self.halving(settings),
        )
