"""The route of the miniatures: what the gate refuses, the lines of an answer, who goes away."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.records import put_engine
from tests.records.samples import store
from tests.waiting import wait_for
from tuning.learn import LESSONS, Asked, examples
from tuning.processes.engine import EngineState
from tuning.store import EngineRecord, Store, requests
from tuning.ui.server import services, waiting
from tuning.ui.server.miniatures import MiniatureRoute
from tuning.ui.server.waiting import WaitingRoom

LESSON = LESSONS["learning_rate"]
START = examples.start(LESSON)


def said(visitor: str = "ann", seed: int = 0) -> dict[str, Any]:
    return {"visitor": visitor, **START.as_json(), "seed": seed}


def key(seed: int = 0) -> str:
    return Asked.of(said(seed=seed)).key


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    kept = store(tmp_path)
    put_engine(kept)
    return kept


@pytest.fixture
def client(kept: Store) -> Iterator[TestClient]:
    route = MiniatureRoute(WaitingRoom(lambda: kept))
    with TestClient(Starlette(routes=route.routes())) as client:
        yield client
        client.portal.call(route.close)  # type: ignore[union-attr]


def lines(response: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.iter_lines()]


@contextmanager
def played(kept: Store, *doings: Any) -> Iterator[None]:
    """An engine that does one thing after the other, as soon as the request is there."""

    def play() -> None:
        wait_for(kept.open_miniatures)
        for do in doings:
            time.sleep(2 * waiting.LOOK_SECONDS)  # so that each state is seen
            do()

    thread = threading.Thread(target=play)
    thread.start()
    yield
    thread.join()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{", "must be JSON"),
        (b"[" * 3000, "must be JSON"),
        (b" " * 5000, "at most 4,096 bytes"),
        (b"[]", "is asked for by an object"),
        (json.dumps(said(seed=10)).encode(), "The seed is a whole number from 0 to 9"),
        (json.dumps(said("")).encode(), "named by 1 to 100 letters, got ''"),
        (json.dumps(said("\ud800")).encode(), "named by 1 to 100 letters"),
        (json.dumps(said(7)).encode(), "named by 1 to 100 letters, got 7"),  # type: ignore[arg-type]
    ],
)
def test_the_gate_refuses_with_a_sentence(client: TestClient, body: bytes, why: str) -> None:
    response = client.post("/miniature", content=body)
    assert response.status_code == 422
    assert why in response.json()["why"]


def test_the_way_of_an_answer(client: TestClient, kept: Store) -> None:
    kept.ask_miniature("other", START.as_json(), "bob")
    answer = {"score": 0.5}

    def end() -> None:
        kept.end_miniature(key(), json.dumps(answer))

    with played(kept, lambda: kept.begin_miniature(key()), end):
        response = client.post("/miniature", json=said())
    assert response.headers["content-type"] == "application/x-ndjson"
    assert lines(response) == [
        {"state": "waiting", "ahead": 1},
        {"state": "training"},
        {"state": "done", "answer": answer},
    ]
    assert lines(client.post("/miniature", json=said("cay"))) == [
        {"state": "done", "answer": answer}
    ]


def test_a_failure_and_a_crowd_are_refused_with_their_sentences(
    client: TestClient, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with played(kept, lambda: kept.fail_miniature(key(), "Its worker was lost.")):
        told = lines(client.post("/miniature", json=said()))
    assert told[-1] == {"state": "refused", "why": "Its worker was lost."}
    monkeypatch.setattr(requests, "MOST_WAITING", 0)
    (told_crowd,) = lines(client.post("/miniature", json=said()))
    assert told_crowd["state"] == "refused"
    assert told_crowd["why"].startswith("0 miniatures wait already")


@pytest.mark.parametrize(
    ("state", "message", "why"),
    [
        ("warming", "Loading TensorFlow in the workers.", "Loading TensorFlow in the workers."),
        ("stopped", "", "it does not answer."),
    ],
)
def test_an_engine_that_is_not_ready_is_told_with_the_stored_example(
    client: TestClient, kept: Store, state: str, message: str, why: str
) -> None:
    now = time.time()
    kept.put_engine(EngineRecord(os.getpid(), state, message, 0, now, now, {}))
    (told,) = lines(client.post("/miniature", json=said(seed=3)))
    assert (told["state"], told["why"]) == ("stored", f"The engine is not ready: {why}")
    assert told["answer"]["lesson"] == "learning_rate"
    assert kept.open_miniatures() == []


def test_an_engine_that_dies_in_the_middle_is_told(
    client: TestClient, kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Supervisor:
        state, pid = EngineState.RUNNING, os.getpid()

    def die() -> None:
        Supervisor.pid += 1  # the next one runs already

    monkeypatch.setattr(services, "supervisor", lambda: Supervisor)
    with played(kept, die):
        told = lines(client.post("/miniature", json=said()))
    assert told[-1]["state"] == "stored"
    assert told[-1]["why"].endswith("it has ended, and is started again.")
    assert kept.open_miniatures() == []
    Supervisor.state = EngineState.RESTARTING
    assert lines(client.post("/miniature", json=said()))[-1] == told[-1]


def test_an_engine_that_began_anew_meanwhile_is_told(client: TestClient, kept: Store) -> None:
    with played(kept, kept.drop_miniatures):
        told = lines(client.post("/miniature", json=said()))
    assert told[-1] == {"state": "refused", "why": waiting.WITHDRAWN}


def test_who_goes_away_withdraws_what_nobody_else_waits_for(kept: Store) -> None:
    async def go() -> None:
        room = WaitingRoom(lambda: kept)
        ann = room.wait(Asked.of(said()), "ann")
        bob = room.wait(Asked.of(said()), "bob")
        cay = room.wait(Asked.of(said(seed=1)), "cay")
        async with aclosing(bob):
            async with aclosing(ann), aclosing(cay):
                for who in (ann, bob, cay):
                    assert json.loads(await anext(who))["state"] == "waiting"
            await asyncio.to_thread(wait_for, lambda: len(kept.open_miniatures()) == 1)
            assert kept.open_miniatures()[0].visitor == "bob"
        await room.close()

    asyncio.run(go())


def test_a_newer_request_ends_the_older_ones_lines(kept: Store) -> None:
    async def last(lines: AsyncIterator[str]) -> dict[str, Any]:
        return [json.loads(line) async for line in lines][-1]

    async def go() -> None:
        room = WaitingRoom(lambda: kept)
        older = asyncio.create_task(last(room.wait(Asked.of(said()), "ann")))
        await asyncio.to_thread(wait_for, kept.open_miniatures)
        newer = asyncio.create_task(last(room.wait(Asked.of(said(seed=1)), "ann")))
        assert await older == {"state": "refused", "why": waiting.WITHDRAWN}
        kept.end_miniature(key(1), "{}")
        assert await newer == {"state": "done", "answer": {}}
        await room.close()

    asyncio.run(go())


def test_each_lesson_has_a_stored_example_of_its_present_definition() -> None:
    stale = [
        name for name, lesson in LESSONS.items() if examples.example(examples.start(lesson)) is None
    ]
    assert stale == [], "python -m benchmarks.miniatures --record makes them"
    kept = {file.stem for file in examples.FOLDER.glob("*.json")}
    assert kept == set(LESSONS)
