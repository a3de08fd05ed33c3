"""Studies that run at once are level in epochs, within one fit, whatever their fits are like."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tuning.engine.queue.dispatch import Dispatch
from tuning.engine.queue.turns import Fit, Lane
from tuning.study import Turn


def never(*_: Any) -> Any:
    raise AssertionError("Dispatch begins nothing.")


class Race:
    """Studies whose fits never run out, at workers that train an epoch a step."""

    def __init__(self, workers: int = 2) -> None:
        self.dispatch = Dispatch()
        self.workers = [f"worker {number}" for number in range(workers)]
        self.epochs: dict[Lane, int] = {}
        self.trained: Counter[Lane] = Counter()
        self._at: dict[str, list[list[Any]]] = {worker: [] for worker in self.workers}
        self._made = 0

    def join(self, epochs: int, turn: Turn = Turn.FAIR) -> Lane:
        """A study whose fits have so many epochs."""
        lane = self.dispatch.open(turn)
        lane.took = 0.1
        self.epochs[lane] = epochs
        return lane

    def leave(self, lane: Lane) -> None:
        self.dispatch.close(lane)
        del self.epochs[lane]

    def steps(self, count: int) -> Counter[Lane]:
        """Trains on; the epochs that each study trained meanwhile."""
        before = self.trained.copy()
        for _ in range(count):
            self._hand_over()
            for there in filter(None, self._at.values()):
                lane, pack, left = there[0]
                self.trained[lane] += 1
                there[0][2] = left - 1
                if left == 1:
                    there.pop(0)
                    self.dispatch.end(pack, -1e9)
        return self.trained - before

    def _hand_over(self) -> None:
        for lane, epochs in self.epochs.items():
            while len(lane.waiting) < 2 * len(self.workers):
                self._made += 1
                self.dispatch.add(lane, Fit(never, never, epochs, 0.1, (("units", self._made),)))
        while (pack := self.dispatch.take(self.workers, 0.0)) is not None:
            self._at[pack.worker].append([pack.lane, pack, pack.epochs])


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_short_and_long_fits_come_to_the_same_epochs(workers: int) -> None:
    race = Race(workers)
    lanes = [race.join(epochs) for epochs in (1, 3, 10, 27)]
    for _ in range(10):
        race.steps(200)
        trained = [race.trained[lane] for lane in lanes]
        # What is under way counts beforehand: at most the longest fit at each worker and the next.
        assert max(trained) - min(trained) <= 27 * 2 * workers
    assert max(trained) - min(trained) <= 0.05 * max(trained) * workers


def test_a_study_that_joins_late_neither_waits_nor_has_others_wait() -> None:
    race = Race()
    old = race.join(5)
    race.steps(1000)
    new = race.join(5)
    trained = race.steps(200)
    assert trained[new] == pytest.approx(trained[old], abs=20)


def test_a_study_that_thinks_for_a_moment_gets_what_it_missed() -> None:
    race = Race(1)
    thinks, other = race.join(2), race.join(2)
    race.steps(100)
    race.epochs[thinks], kept = 2, race.epochs.pop(thinks)
    thinks.waiting.clear()
    race.steps(40)
    race.epochs[thinks] = kept
    race.steps(60)
    assert race.trained[thinks] == pytest.approx(race.trained[other], abs=4)


def test_a_study_that_waits_for_a_person_misses_nothing() -> None:
    race = Race(1)
    rests, other = race.join(2), race.join(2)
    kept = race.epochs.pop(rests)
    rests.rests = True
    race.steps(1000)
    race.epochs[rests] = kept
    trained = race.steps(100)
    assert trained[rests] == pytest.approx(trained[other], abs=6)


def test_a_paused_study_waits_and_has_nothing_to_catch_up_on() -> None:
    race = Race()
    paused, other = race.join(4), race.join(4)
    race.steps(100)
    race.dispatch.change(paused, Turn.PAUSED)
    race.steps(20)  # those under way end
    assert race.steps(200)[paused] == 0
    race.dispatch.change(paused, Turn.FAIR)
    trained = race.steps(200)
    assert trained[paused] == pytest.approx(trained[other], abs=16)


def test_a_study_that_is_paused_from_the_start_waits_too() -> None:
    race = Race()
    paused = race.join(4, Turn.PAUSED)
    assert race.steps(50)[paused] == 0


def test_the_study_that_was_put_first_leaves_others_what_it_cannot_use() -> None:
    race = Race()
    first, other = race.join(4), race.join(4)
    race.steps(100)
    race.dispatch.change(first, Turn.FIRST)
    race.steps(20)
    assert race.steps(200)[other] == 0
    kept = race.epochs.pop(first)
    first.waiting.clear()
    race.steps(20)
    assert race.steps(100)[other] == 200
    race.epochs[first] = kept


def test_what_a_study_was_given_while_it_was_first_is_not_held_against_it() -> None:
    race = Race()
    first, other = race.join(4, Turn.FIRST), race.join(4)
    race.steps(500)
    race.dispatch.change(first, Turn.FAIR)
    trained = race.steps(200)
    assert trained[first] == pytest.approx(trained[other], abs=16)


def test_what_waits_of_a_study_that_stops_is_dropped_and_the_others_go_on() -> None:
    race = Race()
    stopped, other = race.join(4), race.join(4)
    race.steps(100)
    race.leave(stopped)
    race.steps(20)
    trained = race.steps(100)
    assert (trained[stopped], trained[other]) == (0, 200)
