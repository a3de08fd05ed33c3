"""Best model's trackers: what they have of a study, and sending it there."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tests import records
from tests.pages.test_pages import commands, home, run, show, words
from tuning.settings import Settings
from tuning.store import Batch, EventRecord, Store
from tuning.trackers import INSTALL, TRACKERS
from tuning.ui.pages import BEST

__all__ = ["home"]
Home = tuple[Settings, Store]


def read(test: AppTest) -> str:
    """What a person reads, without what keeps it from being Markdown."""
    return words(test).replace("\\", "")


def test_a_study_is_sent_and_what_came_of_it_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = replace(TRACKERS["comet"], modules=("no_such_client",))
    monkeypatch.setitem(TRACKERS, "comet", gone)
    place, store = home
    study = records.fill(store)
    test = show(BEST, study)
    test.session_state["popover-trackers"] = True
    run(test)
    assert test.button(key="send-comet").disabled
    assert f"Comet needs its client, which is not installed: {INSTALL}" in read(test)
    run(test.button(key="send-mlflow").click())
    (sent,) = commands(store)
    assert (sent.kind, sent.study_id, sent.payload) == ("track", study, {"to": ["mlflow"]})
    assert test.button(key="send-mlflow").disabled
    assert "The engine is sending it" in read(test)
    folder = place.tracked / str(study) / "mlflow"
    text = f"MLflow has 12 trials of study 1 (12 sent now), offline in {folder}: mlflow ui"
    event = EventRecord(time.time(), "track-mlflow", text)
    store.write(study, Batch(events=[event]))
    run(test)
    assert not test.button(key="send-mlflow").disabled
    assert "MLflow has 12 trials of study 1" in read(test)
    assert [code.value for code in test.code] == ["mlflow ui"]
