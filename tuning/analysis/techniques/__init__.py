"""What each technique itself reports, as plain tables: while it runs, where it can be.

One file a library. They are made from the reasons that its adapter leaves with each trial, and from
the study's result.
"""

from tuning.analysis.techniques.kerastuner import (
    best_trials,
    guesses,
    right_guesses,
    space_summary,
)
from tuning.analysis.techniques.rungs import Halved, cuts, halved, members, placed
from tuning.analysis.techniques.scikit import best_params, cv_results, refit, rounds
from tuning.analysis.techniques.walk import full_grid_fits, path, walked

__all__ = [
    "Halved",
    "best_params",
    "best_trials",
    "cuts",
    "cv_results",
    "full_grid_fits",
    "guesses",
    "halved",
    "members",
    "path",
    "placed",
    "refit",
    "right_guesses",
    "rounds",
    "space_summary",
    "walked",
]
