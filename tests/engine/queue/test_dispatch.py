"""Fits go to a worker that has compiled their architecture, and no worker goes without."""

from __future__ import annotations

from typing import Any

import pytest

from tuning.engine.queue.dispatch import (
    DEPTH,
    KEPT_SECONDS,
    LONG_SECONDS,
    TRACING_SECONDS,
    Dispatch,
)
from tuning.engine.queue.packing import Pack
from tuning.engine.queue.turns import Fit, Lane
from tuning.study import Turn


def never(*_: Any) -> Any:
    raise AssertionError("Dispatch begins nothing.")


def fit(units: int = 8, epochs: int = 1) -> Fit:
    """One of an architecture; the more units, the longer it takes."""
    return Fit(never, never, epochs, float(units), (("units", units),))


class Board:
    """A dispatch and its workers."""

    def __init__(self, *workers: str) -> None:
        self.workers = list(workers)
        self.dispatch = Dispatch()
        self.now = 0.0
        self.lane = self.open()

    def open(self, turn: Turn = Turn.FAIR, took: float = LONG_SECONDS / 2) -> Lane:
        lane = self.dispatch.open(turn)
        lane.took = took
        return lane

    def end(self, fit: Fit) -> None:
        """The pack of a fit has ended."""
        packs = [pack for worker in self.workers for pack in self.dispatch.packs_at(worker)]
        self.dispatch.end(next(pack for pack in packs if fit in pack.fits), self.now)

    def add(self, *fits: Fit) -> tuple[Fit, ...]:
        for each in fits:
            self.dispatch.add(self.lane, each)
        return fits

    def handed(self) -> list[tuple[int, str]]:
        """The units of the fits that are handed over now, with their workers."""
        return [(units, pack.worker) for pack in self.packs() for units in _units(pack)]

    def packs(self) -> list[Pack]:
        """What is handed over now."""
        given = []
        while (pack := self.dispatch.take(self.workers, self.now)) is not None:
            given.append(pack)
        return given


def _units(pack: Pack) -> list[int]:
    return [int(fit.architecture[0][1] or 0) for fit in pack.fits if fit.architecture]


def test_fits_of_one_architecture_stay_with_the_worker_that_compiled_it() -> None:
    board = Board("a", "b")
    board.add(*(fit(units) for units in (16, 8) for _ in range(DEPTH)))
    assert sorted(board.handed()) == [(8, "b"), (8, "b"), (16, "a"), (16, "a")]


def test_a_worker_with_nothing_of_its_own_takes_what_waits() -> None:
    board = Board("a", "b")
    board.add(*(fit() for _ in range(4)))
    assert [worker for _, worker in board.handed()] == ["a", "b", "a", "b"]


def test_the_last_fit_goes_to_whoever_is_free_first() -> None:
    board = Board("a", "b")
    fits = board.add(fit(), fit(), fit())
    assert [worker for _, worker in board.handed()] == ["a", "b"]
    board.end(fits[1])
    assert [worker for _, worker in board.handed()] == ["b"]


def test_of_the_fits_that_nobody_compiled_the_longest_comes_first() -> None:
    board = Board("a", "b")
    board.add(fit(8), fit(16), fit(32))
    assert board.handed() == [(32, "a"), (16, "b")]


def test_long_fits_are_not_handed_out_before_their_turn() -> None:
    board = Board("a")
    board.lane.took = LONG_SECONDS
    board.add(*(fit() for _ in range(DEPTH)))
    assert len(board.handed()) == 1
    board.lane.took = LONG_SECONDS / 2
    assert len(board.handed()) == 1


def test_a_short_fit_is_not_put_behind_a_long_one_of_another_study() -> None:
    board = Board("a")
    board.lane.took = LONG_SECONDS
    board.add(fit())
    board.handed()
    board.lane = board.open()
    board.add(fit(), fit())
    assert board.handed() == []


def test_a_worker_that_still_trains_leaves_others_what_they_compiled() -> None:
    board = Board("a", "b")
    mine, theirs, *_ = board.add(fit(16), fit(8), fit(16), fit(8))
    assert len(board.handed()) == 4
    board.add(fit(8))
    board.end(mine)
    assert board.handed() == []
    board.end(theirs)
    board.add(fit(16))
    assert sorted(board.handed()) == [(8, "b"), (16, "a")]


def test_a_free_worker_leaves_what_is_soon_trained_to_whoever_compiled_it() -> None:
    board = Board("a", "b")
    (first,) = board.add(fit())
    assert board.handed() == [(8, "a")]
    board.end(first)
    few = int(2 * TRACING_SECONDS / 0.1) - 1
    for _ in range(2):
        board.lane.measured(first, 1, 0.1)
    board.add(*(fit() for _ in range(few)))
    assert {worker for _, worker in board.handed()} == {"a"}
    board.add(*(fit() for _ in range(few)))
    assert {worker for _, worker in board.handed()} == {"b"}


def test_a_worker_is_given_no_more_than_it_trains_and_the_next() -> None:
    board = Board("a")
    fits = board.add(*(fit() for _ in range(DEPTH + 1)))
    assert len(board.handed()) == DEPTH == board.dispatch.at("a")
    board.end(fits[0])
    assert len(board.handed()) == 1


def test_what_was_at_a_lost_worker_does_not_hold_up_the_others() -> None:
    board = Board("a")
    board.add(*(fit() for _ in range(DEPTH + 1)))
    board.handed()
    board.workers = []
    assert board.handed() == []
    board.workers = ["b"]
    assert board.handed() == [(8, "b")]


def test_a_free_worker_is_kept_for_a_study_whose_next_fit_comes_in_a_moment() -> None:
    board = Board("a")
    (behind,) = board.add(fit(8, epochs=3))
    board.handed()
    other = board.lane
    board.lane = board.open()
    board.lane.level = 10
    board.add(fit(16, epochs=100))
    board.end(behind)
    assert board.handed() == []
    board.dispatch.add(other, fit(32, epochs=3))
    assert board.handed() == [(32, "a")]


@pytest.mark.parametrize("took", [KEPT_SECONDS / 2, 10 * KEPT_SECONDS])
def test_it_is_kept_no_longer_than_that_and_than_the_other_fit_takes(took: float) -> None:
    board = Board("a")
    (behind,) = board.add(fit(8, epochs=3))
    board.handed()
    board.lane = board.open(took=took)
    board.lane.level = 10
    board.add(fit(16, epochs=100))
    board.end(behind)
    board.now = min(took, KEPT_SECONDS) + 0.01
    assert board.handed() == [(16, "a")]


def test_a_study_that_is_ahead_gets_no_place_behind_a_fit_of_one_that_is_not() -> None:
    board = Board("a")
    board.add(fit(8, epochs=3))
    board.handed()
    board.lane = board.open()
    board.lane.level = 10
    board.add(fit(16, epochs=100), fit(16, epochs=100))
    assert board.handed() == []
