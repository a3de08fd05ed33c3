"""scikit-learn's RandomizedSearchCV."""

from __future__ import annotations

from typing import Any

from sklearn.model_selection import RandomizedSearchCV

from tuning.engine.proposals import Reason
from tuning.engine.strategies._scikit.candidate import Candidate
from tuning.engine.strategies._scikit.places import Place
from tuning.engine.strategies._scikit.search import ScikitStrategy


class RandomizedSearch(ScikitStrategy):
    """Tries combinations drawn at random."""

    name = "randomized_search_cv"

    def make_search(self, candidate: Candidate, settings: dict[str, Any]) -> RandomizedSearchCV:
        return RandomizedSearchCV(
            candidate,
            self.distributions(),
            n_iter=self.expected,
            random_state=self.spec.seed,
            **settings,
        )

    def reason(self, place: Place) -> Reason:
        return Reason(f"Draw {place.number} of {self.expected}, at random.")
