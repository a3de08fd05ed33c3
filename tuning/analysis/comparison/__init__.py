"""Studies side by side: who leads at what cost, and whether that is luck.

Records (`StudyView`) become a `Trajectory` each; trajectories that differ in their seed alone are
one `Contender`; `verdict` judges contenders, `verdict_words` says it in words, `table` lists the
studies. Which studies may be compared is told by `comparable`. Must not import Streamlit.
"""

from tuning.analysis.comparison.contenders import Contender, Reached, contenders, seed_range
from tuning.analysis.comparison.table import Row, table
from tuning.analysis.comparison.trajectories import By, Trajectory, trajectory
from tuning.analysis.comparison.verdict import Place, Verdict, judge

__all__ = [
    "By",
    "Contender",
    "Place",
    "Reached",
    "Row",
    "Trajectory",
    "Verdict",
    "contenders",
    "judge",
    "seed_range",
    "table",
    "trajectory",
]
