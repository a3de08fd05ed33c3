"""Taking a study away as text, from its `StudyView`'s records alone.

Writes no file, and imports neither TensorFlow nor Streamlit.
"""

from tuning.export.records import study_json, trials_csv
from tuning.export.script import script

__all__ = ["script", "study_json", "trials_csv"]
