"""The desk over workers that are played: order, joined requests, lost workers, failures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.records.samples import store
from tests.waiting import wait_for
from tuning.engine.miniatures import desk as desk_module
from tuning.engine.miniatures.desk import Desk
from tuning.errors import StoreUnavailable
from tuning.store import MiniatureState, Store


@dataclass
class Workers:
    """Workers that answer when the test says so."""

    there: list[str] = field(default_factory=lambda: ["one"])
    given: list[tuple[str, int, Future[str]]] = field(default_factory=list)
    """Where, which seed, and what the desk waits for."""

    def addresses(self) -> list[str]:
        return self.there

    def submit_beside(self, address: str, call: Callable[..., str], *args: Any) -> Future[str]:
        future: Future[str] = Future()
        self.given.append((address, args[0]["seed"], future))
        return future

    def seeds(self) -> list[int]:
        return [seed for _, seed, _ in self.given]


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return store(tmp_path)


@pytest.fixture
def desk(kept: Store) -> Iterator[Desk]:
    desk = Desk(kept)
    yield desk
    desk.close()


def ask(kept: Store, seed: int, visitor: str, lesson: str = "learning_rate") -> str:
    """Asks for a seed; its key is the seed."""
    kept.ask_miniature(str(seed), {"kind": "training", "lesson": lesson, "seed": seed}, visitor)
    return str(seed)


def test_first_come_first_served_and_one_at_a_time_a_worker(kept: Store, desk: Desk) -> None:
    for seed, visitor in enumerate("abc"):
        ask(kept, seed, visitor)
    workers = Workers(["one", "two"])
    desk.serve(workers)
    wait_for(lambda: len(workers.given) == 2)
    assert workers.seeds() == [0, 1]
    assert {place for place, _, _ in workers.given} == {"one", "two"}
    workers.given[1][2].set_result('{"score": 1}')
    wait_for(lambda: len(workers.given) == 3)
    assert workers.given[2][:2] == (workers.given[1][0], 2)
    assert kept.miniature_answer("1") == '{"score": 1}'
    assert kept.miniature_answer("0") is None


def test_equal_requests_are_trained_once(kept: Store, desk: Desk) -> None:
    workers = Workers(["one", "two"])
    desk.serve(workers)
    ask(kept, 0, "ann")
    wait_for(lambda: workers.given)
    ask(kept, 0, "bob")
    states = lambda: [r.state for r in kept.open_miniatures()]  # noqa: E731
    wait_for(lambda: states() == [MiniatureState.TRAINING] * 2)
    workers.given[0][2].set_result("{}")
    wait_for(lambda: kept.miniature_answer("0"))
    assert (workers.seeds(), kept.open_miniatures()) == ([0], [])


def test_a_lesson_goes_to_the_worker_that_has_compiled_it(kept: Store, desk: Desk) -> None:
    workers = Workers(["one", "two"])
    desk.serve(workers)
    for seed in (0, 1):
        ask(kept, seed, str(seed), "learning_rate" if seed == 0 else "units")
        wait_for(lambda seed=seed: len(workers.given) == seed + 1)
    for _, _, future in workers.given:
        future.set_result("{}")
    wait_for(lambda: kept.miniature_answer("0") and kept.miniature_answer("1"))
    ask(kept, 2, "again", "units")
    wait_for(lambda: len(workers.given) == 3)
    assert workers.given[2][0] == workers.given[1][0]


def test_a_lost_one_is_tried_again_once(kept: Store, desk: Desk) -> None:
    workers = Workers(["one"])
    desk.serve(workers)
    ask(kept, 0, "ann")
    wait_for(lambda: len(workers.given) == 1)
    workers.there = ["two"]  # it does not say that it is gone
    wait_for(lambda: len(workers.given) == 2)
    assert workers.given[0][2].cancelled()
    assert workers.given[1][:2] == ("two", 0)
    workers.given[1][2].set_exception(CancelledError())
    wait_for(lambda: kept.open_miniatures()[0].state is MiniatureState.FAILED)
    assert kept.open_miniatures()[0].why == "Its worker was lost twice: try again."
    ask(kept, 1, "bob")
    wait_for(lambda: workers.seeds() == [0, 0, 1])


def test_a_fault_of_ours_is_told_and_ends_nothing_else(kept: Store, desk: Desk) -> None:
    workers = Workers()
    desk.serve(workers)
    ask(kept, 0, "ann")
    ask(kept, 1, "bob")
    wait_for(lambda: workers.given)
    workers.given[0][2].set_exception(KeyError("units"))
    wait_for(lambda: workers.seeds() == [0, 1])
    (failed, _) = kept.open_miniatures()
    assert (failed.key, failed.why) == ("0", "It could not be answered: KeyError.")


def test_one_that_hangs_is_given_up_and_its_worker_left_alone(
    kept: Store, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "MOST_SECONDS", 0.0)
    workers = Workers()
    desk.serve(workers)
    ask(kept, 0, "ann")
    wait_for(lambda: [r.state for r in kept.open_miniatures()] == [MiniatureState.FAILED])
    ask(kept, 1, "bob")
    workers.there.append("two")
    wait_for(lambda: len(workers.given) == 2)
    assert workers.given[1][0] == "two"


def test_what_was_asked_of_an_engine_that_is_gone_is_dropped(kept: Store) -> None:
    ask(kept, 0, "ann")
    kept.end_miniature("1", "{}")
    desk = Desk(kept)
    assert (kept.open_miniatures(), kept.miniature_answer("1")) == ([], "{}")
    ask(kept, 2, "bob")
    desk.close()
    assert kept.open_miniatures() == []


def test_a_store_that_is_locked_as_an_engine_begins_ends_no_engine(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(kept, 0, "ann")
    kept.begin_miniature("0")
    drop, refused = kept.drop_miniatures, []

    def refuse_once() -> None:
        if not refused:
            refused.append(True)
            raise StoreUnavailable("The store cannot be written now.", "it is locked")
        drop()

    monkeypatch.setattr(kept, "drop_miniatures", refuse_once)
    desk = Desk(kept)
    wait_for(lambda: kept.open_miniatures() == [])
    desk.close()
    assert refused


def test_a_search_is_answered_in_the_engine_itself(
    kept: Store, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module.answers, "answer", json.dumps)
    workers = Workers([])
    desk.serve(workers)
    said = {"kind": "search", "lesson": "random_search", "seed": 3}
    kept.ask_miniature("s", said, "ann")
    wait_for(lambda: kept.miniature_answer("s"))
    assert json.loads(kept.miniature_answer("s") or "") == said
    assert workers.given == []


def test_an_answer_is_kept_as_soon_as_the_store_can_be_written(
    kept: Store, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    workers, write, refused = Workers(), kept.end_miniature, []

    def refuse_once(key: str, answer: str) -> None:
        if not refused:
            refused.append(key)
            raise StoreUnavailable("The store cannot be written now.", "it is locked")
        write(key, answer)

    monkeypatch.setattr(kept, "end_miniature", refuse_once)
    desk.serve(workers)
    ask(kept, 0, "ann")
    wait_for(lambda: workers.given)
    workers.given[0][2].set_result('{"score": 1}')
    wait_for(lambda: kept.miniature_answer("0"))
    assert (refused, workers.seeds()) == (["0"], [0])
