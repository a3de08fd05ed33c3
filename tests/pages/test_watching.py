"""Live watched for long: a session holds what it shows, and nothing that it showed before."""

from __future__ import annotations

import gc
import time
import weakref

import pytest

from tests import records
from tests.pages.test_pages import home, run
from tests.pages.test_replay import show
from tuning.settings import Settings
from tuning.store import Batch, Store, TrialRecord
from tuning.store.view import StudyView
from tuning.study import StudyState, TrialState
from tuning.ui import figures
from tuning.ui.live import calm
from tuning.ui.pages import LIVE

__all__ = ["home"]


def test_no_earlier_state_of_a_study_is_held(
    home: tuple[Settings, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calm, "SECONDS", 0.0)
    monkeypatch.setattr(figures, "MANY", 1_000)  # no thread holds a view meanwhile
    shown, snapshot = {}, StudyView.snapshot

    def noted(view: StudyView) -> StudyView:
        found = snapshot(view)
        shown[found.change] = weakref.ref(found)
        return found

    monkeypatch.setattr(StudyView, "snapshot", noted)
    store, now = home[1], time.time()
    study = records.fill(
        store, records.spec(300), finished=120, running=1, state=StudyState.RUNNING, start=now
    )
    test = show(LIVE, study=str(study))
    values = store.trials(study)[0].values
    for first in range(150, 270, 30):  # each time other rows stand in the table
        batch = Batch()
        for n in range(first, first + 30):
            done = TrialState.COMPLETED
            batch.trials.append(TrialRecord(n, done, values, 0.5, started=now, finished=now + n))
        store.write(study, batch)
        run(test)
    gc.collect()
    assert len(shown) >= 5
    assert [change for change, view in shown.items() if view() is not None] == [max(shown)]
