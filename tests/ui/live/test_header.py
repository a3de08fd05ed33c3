"""What Live's counts say in few words: the time left, and how many trials run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests import records
from tests.records.samples import store as new_store
from tuning.analysis import progress
from tuning.store.view import StudyView
from tuning.study import StudyState
from tuning.ui import context
from tuning.ui.live import header


def test_it_is_told_once_its_bounds_say_something(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    number = records.fill(store, records.spec(12), finished=6, state=StudyState.RUNNING)
    view = StudyView(store, number)
    known = progress(view, now=records.START + 30)

    def told(left: tuple[float, float] | None) -> str:
        return header._left(view, replace(known, left=left), StudyState.RUNNING)

    assert [told(left) for left in (None, (1.0, 600.0))] == ["…", "…"]
    assert told((10.0, 40.0)) == "10 to 40 s"
    assert told((10.0, 12.0)) == "about 12 s"
    assert told((0.0, 0.0)) == "ending"
    view.ending = "the linear model"  # a search that ended before its plan, say
    assert told((10.0, 40.0)) == "ending"


def test_no_more_trials_run_than_there_are_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = new_store(tmp_path)
    records.put_engine(store, workers=2)
    monkeypatch.setattr(context, "engine", store.engine)
    view = StudyView(store, records.fill(store, records.spec(12), state=StudyState.RUNNING))
    known = progress(view, now=records.START + 30)
    told = [
        header._trials(view, replace(known, running=running, waiting=3, failed=0))
        for running in (1, 17)
    ]
    assert told == ["1 running, 3 waiting", "2 running, 18 waiting"]
