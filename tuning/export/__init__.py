"""Taking a study away: its records and a script here; `package` and `card` have its best model's.

Writes no file, and imports neither TensorFlow nor Streamlit.
"""

from tuning.export.records import study_json, trials_csv
from tuning.export.script import script

__all__ = ["script", "study_json", "trials_csv"]
