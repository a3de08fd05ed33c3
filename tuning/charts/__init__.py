"""Tables -> Plotly figures as plain dicts, all from one palette; a file a kind of figure.

What is text between marks (`scale`) is our own HTML. Nothing here imports Plotly (1.7 s; a figure
is only a dict) or Streamlit.
"""

from tuning.charts._base import BEST, GREY, TRIALS, Figure, held, rounded, trial_colors
from tuning.charts.bars import class_counts, mattered
from tuning.charts.baselines import Level, levels, with_baselines
from tuning.charts.best_so_far import (
    MOST_POINTS,
    best_so_far,
    corrected,
    line_names,
    under_way,
)
from tuning.charts.board import board
from tuning.charts.confirmed import LEGEND as CONFIRMED
from tuning.charts.confirmed import confirmed
from tuning.charts.confirmed import height as confirmed_height
from tuning.charts.distribution import distribution
from tuning.charts.estimates import estimates
from tuning.charts.heat_map import heat_map
from tuning.charts.learning_curves import learning_curves
from tuning.charts.quantity import quantity
from tuning.charts.residuals import predicted_against_true, residuals
from tuning.charts.slices import slice_of
from tuning.charts.test_set import confusion
from tuning.charts.threshold import threshold_curve
from tuning.charts.timeline import timeline

__all__ = [
    "BEST",
    "CONFIRMED",
    "GREY",
    "MOST_POINTS",
    "TRIALS",
    "Figure",
    "Level",
    "best_so_far",
    "board",
    "class_counts",
    "confirmed",
    "confirmed_height",
    "confusion",
    "corrected",
    "distribution",
    "estimates",
    "heat_map",
    "held",
    "learning_curves",
    "levels",
    "line_names",
    "mattered",
    "predicted_against_true",
    "quantity",
    "residuals",
    "rounded",
    "slice_of",
    "threshold_curve",
    "timeline",
    "trial_colors",
    "under_way",
    "with_baselines",
]
