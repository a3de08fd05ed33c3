"""What can be taken away of a race: its standings and studies, and all of its trials."""

from __future__ import annotations

import json
from collections.abc import Sequence

import streamlit as st

from tuning.export.race import race_csv, race_json
from tuning.store import RaceRecord
from tuning.store.view import StudyView
from tuning.ui import reports
from tuning.ui.download import TRIALS, download

ALL = "Who stands where, and every trial, fit and epoch."


def render(race: RaceRecord, views: Sequence[StudyView]) -> None:
    """Each is made when it is asked for."""
    with st.container(horizontal=True):
        page = f"race-{race.id}.html"
        download(reports.TITLE, lambda: reports.of_a_race(race, views), page, reports.HELP)
        download("Trials (CSV)", lambda: race_csv(views), f"race-{race.id}.csv", TRIALS)
        download("Everything (JSON)", lambda: _json(race, views), f"race-{race.id}.json", ALL)


def _json(race: RaceRecord, views: Sequence[StudyView]) -> str:
    return json.dumps(race_json(race, views), indent=2)
