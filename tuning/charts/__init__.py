"""Tables -> Plotly figures as plain dicts, all from one palette; a file a kind of figure.

Nothing here imports Plotly (1.7 s; a figure is only a dict) or Streamlit.
"""

from tuning.charts._base import BEST, GREY, TRIALS, Figure, rounded, trial_colors
from tuning.charts.bars import class_counts, mattered
from tuning.charts.best_so_far import MOST_POINTS, best_so_far, under_way
from tuning.charts.learning_curves import learning_curves
from tuning.charts.test_set import confusion

__all__ = [
    "BEST",
    "GREY",
    "MOST_POINTS",
    "TRIALS",
    "Figure",
    "best_so_far",
    "class_counts",
    "confusion",
    "learning_curves",
    "mattered",
    "rounded",
    "trial_colors",
    "under_way",
]
