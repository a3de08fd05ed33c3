"""Reports of studies and races as pages hand them out; what makes them is imported then."""

from __future__ import annotations

from collections.abc import Sequence

from tuning.store import RaceRecord
from tuning.store.view import StudyView
from tuning.ui import context

TITLE = "Report (HTML)"
HELP = (
    "One page that opens from disk, without a network: what came out, the charts, the table, and "
    "the replay with play and slider."
)


def of_a_study(view: StudyView) -> str:
    from tuning.export.report import study_report

    return study_report(view, context.settings())


def of_a_race(race: RaceRecord, views: Sequence[StudyView]) -> str:
    from tuning.export.report import race_report

    return race_report(race, views, context.settings())
