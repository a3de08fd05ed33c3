"""The books of a study: what is reported late, or at the same time, never undoes what is known."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests import records
from tuning.engine.books import fit_records
from tuning.engine.books.earlier import Earlier
from tuning.engine.books.ledger import Ledger
from tuning.engine.books.recorder import Recorder
from tuning.engine.books.summaries import Summaries
from tuning.engine.fits import FitOutcome, FitTask, Source
from tuning.engine.proposals import Proposal, Reason
from tuning.engine.reports import EpochEnded, FitEnded, FitLeft, FitStarted, Report, decode, encode
from tuning.store import Batch, EpochRecord, FitKey, FitRecord, RowScores, Store
from tuning.store.view import StudyView
from tuning.study import FitState, TrialState


class WatchedRecorder(Recorder):
    """Calls `meanwhile` as a fit is recorded as running, right before it is."""

    meanwhile: Callable[[], None] = staticmethod(lambda: None)

    def fit(self, study_id: int, record: FitRecord) -> None:
        if record.state is FitState.RUNNING:
            self.meanwhile()
        super().fit(study_id, record)


class WatchedLock(threading._RLock):  # type: ignore[name-defined, misc]
    """A lock that tells when a thread asks for it that does not hold it."""

    def __init__(self, asked: threading.Event) -> None:
        super().__init__()
        self._asked = asked

    def acquire(self, *how: Any) -> bool:
        if not self._is_owned():
            self._asked.set()
        return bool(super().acquire(*how))

    __enter__ = acquire


@dataclass
class Desk:
    ledger: Ledger
    recorder: WatchedRecorder
    store: Store
    task: FitTask

    def outcome(self, score: float = 0.75) -> FitOutcome:
        epochs = [epoch(self.task.key, number) for number in (1, 2)]
        trial, kind, index = self.task.key
        rows = RowScores.of((trial, kind.value, index), np.array([[True, False], [True, True]]))
        return FitOutcome(
            *self.task.key, score, 1.0, "graph", epochs, row_scores=rows, preparing=0.25
        )

    @property
    def row_scores(self) -> list[RowScores]:
        self.recorder.flush()
        return self.store.row_scores(self.ledger.study_id)

    @property
    def fit(self) -> FitRecord:
        self.recorder.flush()
        (fit,) = StudyView(self.store, self.ledger.study_id).fits.values()
        return fit


def epoch(fit: FitKey, number: int) -> EpochRecord:
    return EpochRecord(*fit, number, {"loss": 0.5, "val_accuracy": 0.75}, float(number))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A study with one trial of one fit, which waits for a worker."""
    store, summaries = Store(tmp_path / "s.sqlite"), Summaries(tmp_path / "logs")
    spec = records.spec(4)
    study = store.create_study(spec)
    summaries.open(study, spec)
    recorder = WatchedRecorder(store, summaries)
    source = Source(study, spec, "digits", 10)
    ledger = Ledger(source, recorder, Earlier(StudyView(store, study)), tmp_path / "models")
    task = source.task(1, {"units": 8, "epochs": 2}, 0)
    ledger.begin(Proposal(1, task.values), [task])
    ledger.open_fit(task)
    yield Desk(ledger, recorder, store, task)
    recorder.close()
    store.close()


def test_a_start_that_is_reported_late_does_not_undo_an_end(desk: Desk) -> None:
    desk.ledger.fit_ended(desk.outcome())
    desk.ledger.hear(FitStarted(desk.task.key, 1.0, worker="tcp://late"))
    assert desk.fit.state is FitState.COMPLETED
    assert desk.fit.worker is None


def test_a_fit_that_ends_while_its_start_is_recorded_has_ended(desk: Desk) -> None:
    """The start comes on Dask's thread, the end on the strategy's: one waits for the other."""
    goes_on = threading.Event()
    desk.ledger._changed = threading.Condition(WatchedLock(goes_on))

    def end() -> None:
        desk.ledger.fit_ended(desk.outcome())
        goes_on.set()

    ends = threading.Thread(target=end)

    def meanwhile() -> None:
        goes_on.clear()
        ends.start()
        assert goes_on.wait(60)  # it has ended, or asks for the lock

    desk.recorder.meanwhile = meanwhile
    desk.ledger.hear(FitStarted(desk.task.key, 1.0, worker="tcp://w"))
    ends.join()
    assert desk.fit.state is FitState.COMPLETED
    assert (desk.fit.score, desk.fit.worker) == (0.75, "tcp://w")


def test_epochs_that_are_reported_late_do_not_follow_a_new_beginning(desk: Desk) -> None:
    desk.ledger.hear(FitStarted(desk.task.key, 1.0))
    desk.ledger.hear(EpochEnded(epoch(desk.task.key, 1)))
    desk.ledger.open_fit(desk.task)
    desk.recorder.flush()
    view = StudyView(desk.store, desk.ledger.study_id)
    assert not any(view.curves.values())
    assert desk.fit.attempt == 2
    desk.ledger.close()
    desk.ledger.hear(EpochEnded(epoch(desk.task.key, 2)))
    assert desk.fit.state is FitState.STOPPED
    view.refresh()
    assert not any(view.curves.values())
    assert view.trials[1].state is TrialState.STOPPED


def test_seconds_of_training_stand_while_nobody_trains(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The strategy that thinks before it hears of the end costs nothing."""
    now = [10.0]
    monkeypatch.setattr(fit_records.time, "monotonic", lambda: now[0])
    ledger, key = desk.ledger, desk.task.key
    assert ledger.training() == 0
    ledger.hear(FitStarted(key, 1.0))
    now[0] = 12.5
    assert ledger.training() == 0  # its network is compiled
    ledger.hear(EpochEnded(epoch(key, 1), 0.5))
    now[0] = 14.5
    assert ledger.training() == 2.5
    ledger.leave(key)
    ledger.hear(EpochEnded(epoch(key, 2), 2.5))  # on the way as it left
    now[0] = 99.0
    assert ledger.training() == 2.5
    ledger.fit_ended(desk.outcome())
    assert ledger.training() == 0.75  # as the worker measured it
    assert (desk.fit.seconds, desk.fit.training) == (1.0, 0.75)
    ledger.open_fit(desk.task)  # it begins again: what it had trained is dropped
    assert ledger.training() == 0
    ledger.hear(EpochEnded(epoch(key, 1), 0.5))
    now[0] = 100.0
    ledger.close(is_cut=True)
    assert (desk.fit.state, desk.fit.seconds) == (FitState.STOPPED, 1.5)
    earlier = Earlier(StudyView(desk.store, ledger.study_id))
    assert Ledger(ledger.source, desk.recorder, earlier, Path()).training() == 1.5


def test_what_a_trial_gave_is_told_once_all_its_fits_have_ended(desk: Desk) -> None:
    assert desk.ledger.end(1) is None
    desk.ledger.fit_ended(desk.outcome())
    ended = desk.ledger.end(1)
    assert ended is not None
    assert (ended.number, ended.score, ended.error) == (1, 0.75, None)
    assert [epoch.epoch for epoch in ended.curves[0]] == [1, 2]
    assert desk.ledger.end(1) is None
    assert desk.ledger.best is not None
    assert desk.ledger.best.fit == desk.task.key


def test_what_rows_gave_a_fit_is_kept_once_and_dropped_as_it_begins_again(desk: Desk) -> None:
    told = desk.outcome()
    desk.ledger.fit_ended(told)
    assert desk.row_scores == [told.row_scores]
    desk.ledger.fit_ended(told)
    desk.ledger.close()
    assert desk.row_scores == [told.row_scores]
    earlier = Earlier(StudyView(desk.store, desk.ledger.study_id))
    again = Ledger(desk.ledger.source, desk.recorder, earlier, Path())
    again.open_fit(desk.task)
    assert desk.row_scores == []
    with desk.recorder.together():  # and what it gives then stands, though both come in one batch
        again.open_fit(desk.task)
        again.fit_ended(told)
    assert desk.row_scores == [told.row_scores]


def test_reports_survive_the_way_through_dask(desk: Desk) -> None:
    from distributed.protocol import dumps, loads

    key = desk.task.key
    started = FitStarted(key, 1.0, {"units": 8, "activation": "relu"}, {"round": 1})
    diverged = EpochRecord(*key, 2, {"loss": 0.5}, 2.0)
    reports: list[Report] = [started, EpochEnded(epoch(key, 1)), EpochEnded(diverged)]
    reports.append(FitLeft(key, 0.5))
    *found, ended = decode(loads(dumps(encode([*reports, FitEnded(desk.outcome())]))))
    assert found == reports
    assert isinstance(ended, FitEnded)
    assert vars(ended.outcome) == vars(desk.outcome())


def test_a_fit_of_a_pack_that_has_ended_trained_as_long_as_it_says(desk: Desk) -> None:
    desk.ledger.hear(FitStarted(desk.task.key, 1.0))
    desk.ledger.hear(EpochEnded(epoch(desk.task.key, 1), 0.5))
    desk.ledger.hear(FitLeft(desk.task.key, 4.0))
    assert desk.ledger.training() == 4.0
    desk.ledger.leave(desk.task.key)
    assert desk.ledger.training() == 4.0


@pytest.mark.parametrize(
    "record",
    [
        {"text": "Drawn at random.", "thinking_seconds": 0.5},
        {"text": "Trained on.", "bracket": 2, "rung": 1, "until": 9, "continues": 3},
        {"text": "Proposed by hand.", "by_hand": True},
    ],
)
def test_a_recorded_reason_is_the_same_reason_again(record: dict[str, Any]) -> None:
    reason = Reason.recorded(record)
    assert reason.record() == record
    assert (reason.until, reason.by_hand) == (record.get("until"), "by_hand" in record)


def test_an_epoch_that_was_reported_is_not_written_again_with_the_end(desk: Desk) -> None:
    written: list[int] = []
    write = desk.store.write

    def watched(study: int, batch: Batch) -> int:
        written.extend(epoch.epoch for epoch in batch.epochs)
        return write(study, batch)

    desk.store.write = watched  # type: ignore[method-assign, assignment]
    desk.ledger.hear(FitStarted(desk.task.key, 1.0))
    desk.ledger.hear(EpochEnded(epoch(desk.task.key, 1)))
    desk.ledger.fit_ended(desk.outcome())
    desk.recorder.flush()
    assert written == [1, 2], "the second one's report did not come in time"
