"""The queue hands fits over from its own thread, and tells what came of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any, cast

import pytest

from tests.waiting import wait_for
from tuning.engine.queue.fit_queue import FitQueue
from tuning.engine.queue.turns import Fit, Lane
from tuning.errors import StudyStopped
from tuning.study import Turn


class Workers:
    """Those to whom fits are handed over; each ends when the test says so."""

    def __init__(self) -> None:
        self.there = ["a"]
        self.queue = FitQueue(lambda: self.there)
        self.begun: list[tuple[str, str]] = []
        self.ended: list[str] = []
        self.futures: dict[str, Future[str]] = {}

    def open(self, turn: Turn = Turn.FAIR) -> Lane:
        lane = self.queue.open(turn)
        lane.took = 0.1
        return lane

    def begin(self, name: str, address: str) -> Any:
        self.futures[name] = Future()
        self.begun.append((name, address))
        return self.futures[name]

    def add(self, lane: Lane, name: str, epochs: int = 1, **changes: Any) -> None:
        made: dict[str, Any] = {
            "begin": lambda address, _: self.begin(name, address),
            "ended": lambda future, _: self.ended.append(f"{name} {future.result()}"),
        }
        self.queue.add(lane, Fit(**made | changes, epochs=epochs))

    def wait_for(self, *names: str) -> None:
        wait_for(lambda: [name for name, _ in self.begun] == list(names))


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers()
    yield made
    made.queue.stop()


def never() -> None:
    pass


def test_a_fit_goes_to_a_worker_and_the_next_once_one_has_ended(workers: Workers) -> None:
    lane = workers.open()
    for name in ("1", "2", "3"):
        workers.add(lane, name)
    workers.wait_for("1", "2")
    workers.futures["1"].set_result("well")
    workers.wait_for("1", "2", "3")
    assert workers.ended == ["1 well"]
    assert workers.queue.at("a") == 2


def test_a_worker_that_comes_later_is_found(workers: Workers) -> None:
    workers.there = []
    workers.add(workers.open(), "1")
    workers.there = ["b"]
    wait_for(lambda: workers.begun == [("1", "b")])


def test_one_that_cannot_be_handed_over_is_told_and_costs_no_turn(workers: Workers) -> None:
    lane, told = workers.open(), list[object]()

    def fails(address: str, tasks: Any) -> Any:
        raise OSError("The worker is gone.")

    workers.add(lane, "1", epochs=5, begin=fails, ended=lambda error, _: told.append(error))
    wait_for(lambda: told)
    assert isinstance(told[0], OSError)
    assert (lane.level, workers.queue.at("a")) == (0, 0)


def test_a_fit_that_trained_less_than_it_was_to_costs_what_it_trained(workers: Workers) -> None:
    lane = workers.open()
    workers.add(lane, "1", epochs=10)
    workers.wait_for("1")
    assert lane.level == 10
    (fit,) = workers.queue._dispatch.fits_at("a")
    workers.queue.correct(lane, fit, 3, 0.5)
    assert (lane.level, lane.took) == (3, 0.5)


def test_what_waits_of_a_paused_study_begins_when_it_goes_on(workers: Workers) -> None:
    paused, other = workers.open(Turn.PAUSED), workers.open()
    workers.add(paused, "paused")
    workers.add(other, "other")
    workers.wait_for("other")
    workers.queue.change(paused, Turn.FAIR)
    workers.wait_for("other", "paused")


def test_what_was_taken_back_never_begins(workers: Workers) -> None:
    lane = workers.open(Turn.PAUSED)
    workers.add(lane, "taken back")
    workers.queue.drop(lane)
    workers.queue.change(lane, Turn.FAIR)
    workers.add(lane, "next")
    workers.wait_for("next")


def test_a_result_is_waited_for_until_the_study_stops(workers: Workers) -> None:
    lane, stopped = workers.open(Turn.PAUSED), threading.Event()

    def check() -> None:
        if stopped.is_set():
            raise StudyStopped("Stopped.")

    def asked(name: str) -> Any:
        return lambda: workers.queue.result(lane, lambda a: workers.begin(name, a), check)

    threading.Timer(0.05, stopped.set).start()
    with pytest.raises(StudyStopped):
        asked("1")()
    stopped.clear()
    workers.queue.drop(lane)
    workers.queue.change(lane, Turn.FAIR)
    given: list[object] = []
    thread = threading.Thread(target=lambda: given.append(asked("2")()))
    thread.start()
    workers.wait_for("2")
    workers.futures["2"].set_result(cast(Any, 0.9))
    thread.join(30)
    assert given == [0.9]
