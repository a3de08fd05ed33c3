"""A study or a race as one HTML file that opens from a disk: what came out, and its replay.

`words`, `trials` and `figures` gather what is shown from a `StudyView` alone, `records` and
`frames` what replays it; `document` makes the file. In the browser, `page/` shows any moment, with
the modules that the app's pages draw with. Imported only when a report is made.
"""

from tuning.export.report.race import race_report
from tuning.export.report.study import study_report

__all__ = ["race_report", "study_report"]
