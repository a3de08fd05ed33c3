"""A store that is locked or full loses nothing of what is recorded, and says so afterwards."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf
from sqlalchemy import event
from tensorboard.compat.proto import event_pb2

from tests import records
from tests.waiting import wait_for
from tuning.engine.books import recorder as recorder_module
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.errors import StoreUnavailable
from tuning.store import Batch, EpochRecord, Store, TrialRecord
from tuning.study import StudyState, TrialState


@dataclass
class Desk:
    store: Store
    recorder: Recorder
    study: int

    def report(self, *epochs: int, trial: int = 1) -> None:
        for epoch in epochs:
            row = EpochRecord(
                trial, "execution", 0, epoch, {"loss": 0.5, "val_loss": 0.5}, time.time()
            )
            self.recorder.epochs(self.study, [row])

    @property
    def recorded(self) -> list[int]:
        return [epoch.epoch for epoch in self.store.epochs(self.study)]

    @property
    def told(self) -> list[str]:
        return [told.text for told in self.store.events(self.study) if told.kind == "store"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store, summaries = Store(tmp_path / "s.sqlite", patience=0.05), Summaries(tmp_path / "logs")
    spec = records.spec(4)
    study = store.create_study(spec)
    store.set_state(study, StudyState.RUNNING)
    summaries.open(study, spec)
    desk = Desk(store, Recorder(store, summaries), study)
    yield desk
    desk.recorder.close()
    store.close()


class Full:
    """The disk of a store, full for as long as it lasts."""

    def __init__(self, store: Store) -> None:
        self._store, self._is_full = store, True
        event.listen(store._engine, "begin", self._limit)

    def _limit(self, connection: Any) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() if self._is_full else 10**9
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def end(self) -> None:
        self._is_full = False


def test_a_locked_store_is_waited_out(desk: Desk) -> None:
    other = sqlite3.connect(desk.store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    desk.report(1, 2)
    wait_for(lambda: "locked" in desk.recorder.trouble)
    desk.report(3)
    with pytest.raises(StoreUnavailable, match="cannot be written now: another program keeps it"):
        desk.store.send("stop", desk.study)
    other.execute("ROLLBACK")
    wait_for(lambda: bool(desk.told))
    assert desk.recorded == [1, 2, 3]
    assert "another program keeps it locked; what was reported is kept." in desk.told[0]
    assert len(desk.told) == 1


def test_a_full_disk_is_waited_out_and_the_end_of_the_study_with_it(desk: Desk) -> None:
    full = Full(desk.store)
    desk.report(*range(1, 2001))
    wait_for(lambda: "full" in desk.recorder.trouble)
    full.end()
    desk.recorder.flush()
    desk.recorder.patiently(
        lambda: desk.store.set_state(desk.study, StudyState.COMPLETED),
    )
    wait_for(lambda: bool(desk.told))
    assert desk.recorded == list(range(1, 2001))
    assert desk.store.study(desk.study).state is StudyState.COMPLETED


def test_a_fit_that_begins_again_while_nothing_can_be_written_counts_once(desk: Desk) -> None:
    other = sqlite3.connect(desk.store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    desk.report(1, 2)
    wait_for(lambda: bool(desk.recorder.trouble))
    desk.recorder.restart(desk.study, (1, "execution", 0))  # type: ignore[arg-type]
    desk.report(1)
    other.execute("ROLLBACK")
    desk.recorder.flush()
    assert desk.recorded == [1]


def test_what_there_is_no_room_for_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder_module, "MOST_EPOCHS", 3)
    other = sqlite3.connect(desk.store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    desk.report(1)
    wait_for(lambda: bool(desk.recorder.trouble))
    desk.report(2, 3, 4, 5)
    other.execute("ROLLBACK")
    wait_for(lambda: bool(desk.told))
    assert desk.recorded == [1, 2, 3]
    assert "the curves lack 2 epochs" in desk.told[0]


def test_event_files_that_cannot_be_written_are_written_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, full = tf.io.TFRecordWriter, ["/dev/full"] * 2
    monkeypatch.setattr(tf.io, "TFRecordWriter", lambda path: opened(full.pop() if full else path))
    desk.report(1, 2)
    desk.recorder.flush()
    wait_for(lambda: bool(desk.told))
    assert desk.recorded == [1, 2]
    assert "disk is full" in desk.told[0]
    (events,) = curves_below(desk.store.path.parent / "logs" / str(desk.study))
    assert events == [1, 2]


def test_a_trial_too_short_to_be_seen_running_is_among_those_of_tensorboard(tmp_path: Path) -> None:
    summaries, spec = Summaries(tmp_path), records.spec(4)
    summaries.open(1, spec)
    ended = TrialRecord(1, TrialState.COMPLETED, {"units": 8}, 0.5, started=1.0, finished=2.0)
    epoch = EpochRecord(1, "execution", 0, 1, {"loss": 0.5, "val_loss": 0.5}, 1.5)
    summaries.write(1, Batch(trials=[ended], epochs=[epoch]))
    (path,) = (tmp_path / "1").glob("trial-0001/*tfevents*")
    version, began, trained, over, scored = events_of(path)
    assert version.file_version == "brain.Event:2"
    assert b"session_start_info" in began.SerializeToString()
    assert {v.tag: v.simple_value for v in trained.summary.value} == {"loss": 0.5, "val_loss": 0.5}
    assert trained.step == 1
    assert b"session_end_info" in over.SerializeToString()
    assert [value.tag for value in scored.summary.value] == ["score"]


def events_of(path: Path) -> list[event_pb2.Event]:
    """The events of a file; TensorFlow checks the sums of each record."""
    found = tf.data.TFRecordDataset(str(path)).as_numpy_iterator()
    return [event_pb2.Event.FromString(record) for record in found]


def curves_below(folder: Path) -> list[list[int]]:
    """Of each run's files that have a curve, its epochs."""
    steps = ([e.step for e in events_of(path) if e.step] for path in folder.rglob("*tfevents*"))
    return [each for each in steps if each]
