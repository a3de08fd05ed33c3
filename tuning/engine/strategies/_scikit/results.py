"""What a search that is through has to tell, in plain types."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tuning.engine.strategies._scikit.spaces import searched
from tuning.errors import TuningError
from tuning.objective import Objective


def check_trained(search: Any) -> None:
    """Raises TuningError if no candidate has a score."""
    if not math.isfinite(search.best_score_):
        raise TuningError("No trial could be trained to the end, so there is no best model.")


def score_of(value: float, objective: Objective) -> float | None:
    """A fit's score from the search's: a loss again, not its negative; None if the fit failed."""
    return -objective.cost(float(value)) if math.isfinite(value) else None


def result_of(search: Any, objective: Objective) -> dict[str, Any]:
    """The best candidate and the table of all; a loss is a loss again, not its negative."""
    return {
        "best_score": -objective.cost(float(search.best_score_)),
        "best_params": searched(search.best_params_),
        "cv_results": table(search.cv_results_),
    }


def table(results: dict[str, Any]) -> list[dict[str, Any]]:
    """scikit-learn's `cv_results_` as rows, by its own column names; times are left to the fits."""
    columns = [
        name for name in results if name in ("iter", "n_resources") or name.endswith("_test_score")
    ]
    return [
        {"trial": k + 1, "params": searched(params)}
        | {name: _number(results[name][k]) for name in columns}
        for k, params in enumerate(results["params"])
    ]


def _number(value: Any) -> int | float | None:
    value = value.item() if isinstance(value, np.generic) else value
    return value if math.isfinite(value) else None
