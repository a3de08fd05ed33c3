"""Short fits travel together: a moment's work at most, and no worker goes without."""

from __future__ import annotations

from typing import Any

import pytest

from tuning.engine.queue.dispatch import Dispatch
from tuning.engine.queue.packing import EARLY_SECONDS, PACK_SECONDS, Pack
from tuning.engine.queue.turns import Fit, Lane
from tuning.study import Turn

SHORT = 0.01


def never(*_: Any) -> Any:
    raise AssertionError("Dispatch begins nothing.")


def fit(units: int = 8, epochs: int = 1, is_alone: bool = False) -> Fit:
    return Fit(never, never, epochs, 1.0, (("units", units),), is_alone=is_alone)


class Board:
    """Workers that have compiled one architecture, whose fits take as long as was measured."""

    def __init__(self, *workers: str, seconds: float = SHORT) -> None:
        self.workers, self.dispatch, self.now = workers, Dispatch(), 100.0
        first = self.dispatch.open(Turn.FAIR)
        for _ in workers:
            self.dispatch.add(first, fit())
        for pack in self.packs():
            self.dispatch.end(pack, self.now)
        self.dispatch.close(first)
        self.lane = self.open(seconds)
        self.lane.level = 0.0

    def open(self, seconds: float) -> Lane:
        lane = self.dispatch.open(Turn.FAIR)
        for _ in range(2):
            lane.measured(fit(), 1, seconds)
        return lane

    def add(self, count: int, lane: Lane | None = None, **told: Any) -> None:
        for _ in range(count):
            self.dispatch.add(lane or self.lane, fit(**told))

    def packs(self) -> list[Pack]:
        """What is handed over now."""
        given = []
        while (pack := self.dispatch.take(self.workers, self.now)) is not None:
            given.append(pack)
        return given

    def sizes(self) -> list[tuple[str, int]]:
        return [(pack.worker, len(pack.fits)) for pack in self.packs()]


def test_each_worker_gets_its_share_of_what_waits() -> None:
    board = Board("a", "b")
    board.add(8)
    assert board.sizes()[:2] == [("a", 4), ("b", 2)]


def test_a_pack_is_a_moments_work_and_counts_in_full() -> None:
    board = Board("a")
    board.add(100)
    first, second = board.packs()
    assert len(first.fits) == len(second.fits) == pytest.approx(PACK_SECONDS / SHORT, abs=1)
    assert board.lane.level == first.epochs + second.epochs
    assert board.dispatch.at("a") == first.epochs + second.epochs


def test_studies_that_wait_for_the_same_worker_share_the_moment() -> None:
    board = Board("a")
    other = board.open(SHORT)
    board.add(100)
    board.add(100, other)
    sizes = [len(pack.fits) for pack in board.packs()]
    assert sizes == pytest.approx([PACK_SECONDS / SHORT / 2] * 2, abs=1)


def test_what_a_worker_has_not_compiled_goes_alone_and_so_does_what_was_not_measured() -> None:
    board = Board("a")
    board.add(3, units=16)
    assert board.sizes() == [("a", 1), ("a", 1)]


def test_of_a_fit_measured_once_nothing_is_known_since_it_compiled() -> None:
    lane = Lane(Turn.FAIR)
    lane.measured(fit(), 10, 5.0)
    assert lane.seconds(fit(epochs=10)) == float("inf")
    lane.measured(fit(), 10, 0.1)
    assert lane.seconds(fit(epochs=20)) == pytest.approx(0.2)


def test_what_waits_for_a_worker_by_itself_joins_no_pack() -> None:
    board = Board("a")
    board.add(1, is_alone=True)
    board.add(6)
    assert [count for _, count in board.sizes()] == [1, 6]


def test_the_next_pack_is_handed_out_once_it_is_full_or_the_worker_has_little_left() -> None:
    board = Board("a")
    board.add(12)
    assert [count for _, count in board.sizes()] == [12]
    board.add(2)
    assert board.packs() == []
    assert board.dispatch.look_again == pytest.approx(board.now + 12 * SHORT - EARLY_SECONDS)
    board.now = board.dispatch.look_again
    assert [count for _, count in board.sizes()] == [2]


def test_a_full_pack_is_handed_out_early() -> None:
    board = Board("a")
    board.add(15)
    board.packs()
    board.add(15)
    assert [count for _, count in board.sizes()] == [15]
