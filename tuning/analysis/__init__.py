"""Records of a study -> plain tables and numbers, which figures, pages and reports then show.

Everything here is computed from a `StudyView` and can be tested without drawing. Must not import
Streamlit, Plotly or scikit-learn.
"""

from tuning.analysis.curves import (
    MOST_SELECTED,
    MOST_WATCHED,
    Curve,
    ShownCurves,
    best_so_far,
    curves,
    kept_epochs,
    lineage,
    mean_curves,
    scores_so_far,
    shown_curves,
    watched,
)
from tuning.analysis.distribution import Distribution, distribution
from tuning.analysis.extents import Extents, extents, together
from tuning.analysis.fits import REFIT, Part, parts
from tuning.analysis.gauge import course_of, gauge
from tuning.analysis.heat import Bins, HeatMap, heat_map
from tuning.analysis.kept import besides, kept, measured
from tuning.analysis.mattered import Mattered, mattered
from tuning.analysis.parallel import MOST_LINES, Parallel, ParallelAxis, brushable, coded, parallel
from tuning.analysis.progress import Progress, progress
from tuning.analysis.testset import confusion, guess, misclassified, residuals
from tuning.analysis.timeline import Timeline, timeline
from tuning.analysis.trials import (
    Setting,
    best_of,
    by_variety,
    settings_of,
    tied,
    title_of,
    trial_table,
    varying,
)

__all__ = [
    "MOST_LINES",
    "MOST_SELECTED",
    "MOST_WATCHED",
    "REFIT",
    "Bins",
    "Curve",
    "Distribution",
    "Extents",
    "HeatMap",
    "Mattered",
    "Parallel",
    "ParallelAxis",
    "Part",
    "Progress",
    "Setting",
    "ShownCurves",
    "Timeline",
    "besides",
    "best_of",
    "best_so_far",
    "brushable",
    "by_variety",
    "coded",
    "confusion",
    "course_of",
    "curves",
    "distribution",
    "extents",
    "gauge",
    "guess",
    "heat_map",
    "kept",
    "kept_epochs",
    "lineage",
    "mattered",
    "mean_curves",
    "measured",
    "misclassified",
    "parallel",
    "parts",
    "progress",
    "residuals",
    "scores_so_far",
    "settings_of",
    "shown_curves",
    "tied",
    "timeline",
    "title_of",
    "together",
    "trial_table",
    "varying",
    "watched",
]
