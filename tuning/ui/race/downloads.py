"""What can be taken away of a race: its standings and studies, and all of its trials."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import streamlit as st

from tuning.export.race import race_csv, race_json
from tuning.store import RaceRecord
from tuning.store.view import StudyView
from tuning.ui import reports

ALL = "Who stands where, and every trial, fit and epoch."
TRIALS = "One line a trial, for a spreadsheet or pandas."


def render(race: RaceRecord, views: Sequence[StudyView]) -> None:
    """Each is made when it is asked for."""
    with st.container(horizontal=True):
        page = f"race-{race.id}.html"
        _download(reports.TITLE, lambda: reports.of_a_race(race, views), page, reports.HELP)
        _download("Trials (CSV)", lambda: race_csv(views), f"race-{race.id}.csv", TRIALS)
        _download("Everything (JSON)", lambda: _json(race, views), f"race-{race.id}.json", ALL)


def _json(race: RaceRecord, views: Sequence[StudyView]) -> str:
    return json.dumps(race_json(race, views), indent=2)


def _download(title: str, made: Callable[[], str], name: str, help: str) -> None:
    st.download_button(
        title,
        made,
        file_name=name,
        icon=":material/download:",
        help=help,
        on_click="ignore",
        key=f"download-{name.rpartition('.')[2]}",
    )
