"""Where the strategies of a race stand: score, probabilities, area and epochs to a target.

`field` says who counts and at which cost all are compared, `course` reads the curves, `words` makes
the sentence, and `standings` all of it. The probabilities are those of `tuning.analysis.paired`.
Must not import Streamlit.
"""

from tuning.analysis.standings.records import Standing, Standings
from tuning.analysis.standings.standings import of_trajectories, standings

__all__ = ["Standing", "Standings", "of_trajectories", "standings"]
