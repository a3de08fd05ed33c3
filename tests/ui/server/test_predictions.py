"""The route of predictions: what it refuses, the way of an answer, who is withdrawn."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.records import put_engine
from tests.records.samples import store
from tests.waiting import wait_for
from tuning.store import EngineRecord, PredictionRecord, Store
from tuning.ui.server.predictions import WITHDRAWN, PredictionRoute

ROW = {"age": 41.5, "city": None}


def said(visitor: Any = "ann", study: Any = 1, **asked: Any) -> dict[str, Any]:
    return {"visitor": visitor, "study": study, **(asked or {"row": ROW})}


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    kept = store(tmp_path)
    put_engine(kept)
    return kept


@pytest.fixture
def client(kept: Store) -> Iterator[TestClient]:
    route = PredictionRoute(lambda: kept)
    with TestClient(Starlette(routes=route.routes())) as client:
        yield client
        client.portal.call(route.close)  # type: ignore[union-attr]


@contextmanager
def played(kept: Store, do: Callable[[PredictionRecord], object]) -> Iterator[None]:
    """An engine that does this with the first request."""

    def play() -> None:
        found: list[PredictionRecord] = []
        wait_for(lambda: (request := kept.next_prediction()) and found.append(request) is None)
        do(found[0])

    thread = threading.Thread(target=play)
    thread.start()
    yield
    thread.join()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{", "must be JSON"),
        (b"[" * 3000, "must be JSON"),
        (b'{"row": NaN}', "must be JSON"),
        (b" " * 2_000_001, "at most 2,000,000 bytes"),
        (b"[]", "is asked for by an object"),
        (json.dumps(said(study="1")).encode(), "A study is named by its number, got '1'."),
        (json.dumps(said(study=True)).encode(), "by its number, got True"),
        (json.dumps(said(study=2**63)).encode(), "by its number"),
        (json.dumps(said("")).encode(), "named by 1 to 100 letters, got ''"),
        (json.dumps(said(row=ROW, image=[])).encode(), "by one of row, rows and image"),
        (json.dumps(said(other=1)).encode(), "by one of row, rows and image"),
        (json.dumps(said(rows=[])).encode(), "The rows are a list of 1 to 100, got []."),
        (json.dumps(said(rows=101 * [ROW])).encode(), "The rows are a list of 1 to 100"),
        (json.dumps(said(row=ROW, dates={"day": 1})).encode(), "A date's form is a text"),
    ],
)
def test_what_is_no_request_is_refused_with_a_sentence(
    client: TestClient, body: bytes, why: str
) -> None:
    response = client.post("/prediction", content=body)
    assert response.status_code == 422
    assert why in response.json()["why"]


def test_the_way_of_an_answer(client: TestClient, kept: Store) -> None:
    asked: list[PredictionRecord] = []

    def answer(request: PredictionRecord) -> None:
        asked.append(request)
        kept.end_prediction(request.id, '{"outputs": [0.25, 0.75]}')

    with played(kept, answer):
        response = client.post("/prediction", json=said(study=7, row=ROW))
    assert (response.status_code, response.json()) == (200, {"outputs": [0.25, 0.75]})
    assert response.headers["cache-control"] == "no-store"
    assert (asked[0].study_id, json.loads(asked[0].asked)) == (7, {"row": ROW, "dates": {}})
    assert kept.take_predictions([asked[0].id]) == {}


def test_what_the_model_cannot_take_is_told(client: TestClient, kept: Store) -> None:
    with played(kept, lambda request: kept.fail_prediction(request.id, "It takes a number.")):
        response = client.post("/prediction", json=said())
    assert (response.status_code, response.json()) == (422, {"why": "It takes a number."})


def test_one_that_is_withdrawn_is_told_so(client: TestClient, kept: Store) -> None:
    with played(kept, lambda request: kept.withdraw_predictions([request.id])):
        response = client.post("/prediction", json=said())
    assert (response.status_code, response.json()) == (409, {"why": WITHDRAWN})


def test_an_engine_that_is_not_ready_is_told_and_nothing_is_kept(
    client: TestClient, kept: Store
) -> None:
    now = time.time()
    kept.put_engine(EngineRecord(os.getpid(), "warming", "Loading.", 0, now, now, {}))
    response = client.post("/prediction", json=said())
    assert response.status_code == 503
    assert response.json() == {"why": "The engine is not ready: Loading."}
    assert kept.next_prediction() is None


def test_an_engine_that_dies_meanwhile_is_told(client: TestClient, kept: Store) -> None:
    now = time.time()
    with played(
        kept,
        lambda _: kept.put_engine(EngineRecord(os.getpid(), "stopped", "", 0, now, now, {})),
    ):
        response = client.post("/prediction", json=said())
    assert (response.status_code, response.json()["why"]) == (
        503,
        "The engine is not ready: it does not answer.",
    )
