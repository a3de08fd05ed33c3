"""scikit-learn's GridSearchCV."""

from __future__ import annotations

from typing import Any

from sklearn.model_selection import GridSearchCV

from tuning.engine.strategies._scikit.candidate import Candidate
from tuning.engine.strategies._scikit.search import ScikitStrategy


class GridSearch(ScikitStrategy):
    """Tries every combination."""

    name = "grid_search_cv"

    def make_search(self, candidate: Candidate, settings: dict[str, Any]) -> GridSearchCV:
        return GridSearchCV(candidate, self.grids(), **settings)
