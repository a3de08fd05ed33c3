"""A pack's fits in the books: those that a lost worker had are trained again, each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from tests import records
from tuning.engine.fits import FitOutcome, FitTask, Source
from tuning.engine.queued_fits import QueuedFits
from tuning.errors import StudyStopped
from tuning.store import FitKey, FitRecord
from tuning.study import FitState

SOURCE = Source(1, records.spec(4), "digits", 10)
TASKS = [SOURCE.task(number, {"units": 8, "epochs": 1}, 0) for number in (1, 2, 3)]


class Around:
    """The books and the queue, as far as they are asked."""

    def __init__(self) -> None:
        self.states: dict[int, FitState] = {}
        self.added: list[tuple[int, int, bool]] = []
        self.notes: list[str] = []
        self.ended_fits: list[int] = []
        self.is_stopped = False
        self.fits = QueuedFits(self, self)  # type: ignore[arg-type]

    # -- the books

    def check(self) -> None:
        if self.is_stopped:
            raise StudyStopped("Stopped.")

    def stop(self) -> None:
        self.is_stopped = True

    def note(self, kind: str, text: str) -> None:
        self.notes.append(text)

    def is_running(self, number: int) -> bool:
        return True

    def fit(self, key: FitKey) -> FitRecord:
        return FitRecord(*key, 0, self.states.get(key[0], FitState.WAITING))

    def open_fit(self, task: FitTask) -> None:
        self.states[task.trial] = FitState.WAITING

    def leave(self, key: FitKey) -> None:
        pass

    def fit_ended(self, outcome: FitOutcome) -> None:
        self.ended_fits.append(outcome.trial)

    # -- the queue

    def add(self, task: FitTask, begin: Any, ended: Any, *, is_alone: bool) -> None:
        self.added.append((task.trial, task.attempt, is_alone))

    def filled(self) -> None:
        pass

    def ended(self, key: FitKey, epochs: int, seconds: float) -> None:
        pass

    def fate(self, address: str | None) -> str:
        return ""

    # -- the test

    def come_back(self, gave: Sequence[FitOutcome] | Exception) -> list[int | None]:
        """The pack is back; the trials that may have ended with it."""
        future: Future[Sequence[FitOutcome]] = Future()
        if isinstance(gave, Exception):
            future.set_exception(gave)
        else:
            future.set_result(gave)
        self.fits._left(future, TASKS)  # type: ignore[arg-type]
        return [self.fits.next(0.0) for _ in TASKS]


def outcome(task: FitTask) -> FitOutcome:
    return FitOutcome(*task.key, 0.5, 0.1, "xla", [])


def test_what_a_pack_gave_is_taken_in_fit_by_fit() -> None:
    around = Around()
    assert around.come_back([outcome(task) for task in TASKS]) == [1, 2, 3]
    assert around.ended_fits == [1, 2, 3]
    assert around.fits.next(0.0) is None


def test_of_a_lost_pack_the_fit_that_trained_counts_an_attempt_and_all_go_on_alone() -> None:
    around = Around()
    around.states = {1: FitState.RUNNING, 2: FitState.RUNNING}
    assert around.come_back(OSError("The worker is gone.")) == [None] * 3
    assert around.added == [(1, 1, True), (2, 2, True), (3, 1, True)]
    assert len(around.notes) == 1
    assert "trial 2" in around.notes[0]


def test_a_lost_pack_that_stood_behind_another_costs_none_of_its_fits_an_attempt() -> None:
    around = Around()
    around.come_back(OSError("The worker is gone."))
    assert around.added == [(1, 1, True), (2, 1, True), (3, 1, True)]
    assert around.notes == []


def test_what_follows_a_fit_that_ended_its_pack_begins_again() -> None:
    around = Around()
    assert around.come_back([outcome(TASKS[0])]) == [1, None, None]
    assert around.added == [(2, 2, True), (3, 1, True)]


def test_a_pack_that_was_stopped_stops_the_study() -> None:
    around = Around()
    with pytest.raises(StudyStopped):
        around.come_back(StudyStopped("Stopped."))
    assert around.is_stopped


def test_what_ended_before_a_stop_is_taken_in_and_the_rest_left() -> None:
    around = Around()
    around.is_stopped = True
    with pytest.raises(StudyStopped):
        around.come_back([outcome(TASKS[0])])
    assert around.ended_fits == [1]


def test_a_fit_by_itself_that_said_no_word_is_spared_but_not_for_ever() -> None:
    around = Around()
    for attempt in (1, 1, 2, 3):
        task = replace(TASKS[0], attempt=attempt)
        around.fits._left(OSError("The worker is gone."), [task])
        assert around.fits.next(0.0) == (None if attempt < 3 else 1)
    assert around.added == [(1, 1, True), (1, 1, True), (1, 3, True)]
    assert around.ended_fits == [1]


def test_a_fit_that_lost_its_worker_too_often_fails() -> None:
    around = Around()
    around.states = {1: FitState.RUNNING}
    task = replace(TASKS[0], attempt=3)
    future: Future[Any] = Future()
    future.set_exception(OSError("The worker is gone."))
    around.fits._left(future, [task])  # type: ignore[arg-type]
    assert around.fits.next(0.0) == 1
    assert around.ended_fits == [1]
