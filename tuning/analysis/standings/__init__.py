"""Where the strategies of a race stand: score, probabilities, area and epochs to a target.

`field` says who counts and at which cost all are compared, `course` reads the curves, `words` makes
the sentence, `places` gives a comparison the same verdict, and `standings` is all of it; `overall`
is what those on several data sets say together. The
probabilities are those of `tuning.analysis.paired`. Must not import Streamlit.
"""

from tuning.analysis.standings.overall import by_dataset, overall
from tuning.analysis.standings.places import are_seeds, verdict
from tuning.analysis.standings.records import Band, Overall, Standing, Standings
from tuning.analysis.standings.standings import of_trajectories, standings

__all__ = [
    "Band",
    "Overall",
    "Standing",
    "Standings",
    "are_seeds",
    "by_dataset",
    "of_trajectories",
    "overall",
    "standings",
    "verdict",
]
