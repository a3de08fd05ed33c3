"""Miniatures as the store keeps them: who waits for which, and the newest answers.

A row is a request that waits or trains, or an answer. The web process adds requests and takes them
back; the engine alone begins and ends them. A request's number is never given to another.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, func, insert, select, update

from tuning.store import requests, schema

MOST_ANSWERS = 300
"""Answers that are kept, the newest ones; each takes up to 40 KB."""
FAILURE_SECONDS = 60.0
"""How long it can be read why a request came to nothing."""

table = schema.miniatures


class MiniatureState(StrEnum):
    """What a row is; `failed` has a sentence in place of an answer."""

    WAITING = "waiting"
    TRAINING = "training"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True)
class MiniatureRecord:
    """A request that has no answer yet."""

    id: int
    key: str
    asked: str
    """JSON, as `tuning.learn.Asked` reads it."""
    visitor: str
    state: MiniatureState
    why: str | None
    """Of one that failed: a sentence."""


class Miniatures:
    """What `Store` reads and writes of miniatures."""

    path: Path
    _engine: Engine

    # -- the web process -------------------------------------------------------------------

    def ask_miniature(self, key: str, asked: dict[str, Any], visitor: str) -> int:
        """Keeps a request; returns its number. Raises TooManyWait.

        An older one of the same visitor that still waits is withdrawn, and this one has its place.
        """
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.key == key, _is("failed")))
            row = {"key": key, "asked": json.dumps(asked)}
            return requests.enter(connection, table, visitor, row)

    def withdraw_miniatures(self, numbers: Iterable[int]) -> None:
        """Takes back those of these requests that still wait."""
        with self._engine.begin() as connection:
            chosen = table.c.id.in_(list(numbers))
            connection.execute(delete(table).where(chosen, _is("waiting")))

    def miniature_answer(self, key: str) -> str | None:
        """The answer under a key, as JSON; None while there is none."""
        query = select(table.c.answer).where(table.c.key == key, _is("done")).limit(1)
        with self._engine.connect() as connection:
            return connection.scalar(query)

    # -- both ------------------------------------------------------------------------------

    def open_miniatures(self) -> list[MiniatureRecord]:
        """The requests without an answer, in the order in which they are served."""
        columns = (table.c.id, table.c.key, table.c.asked, table.c.visitor, table.c.state)
        query = select(*columns, table.c.answer).where(table.c.state != MiniatureState.DONE)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(table.c.created, table.c.id)).all()
        return [
            MiniatureRecord(id, key, asked, visitor, MiniatureState(state), why)
            for id, key, asked, visitor, state, why in found
        ]

    # -- the engine ------------------------------------------------------------------------

    def begin_miniature(self, key: str) -> None:
        """All that wait for this key wait no more: it trains."""
        change = {"state": MiniatureState.TRAINING, "started": time.time()}
        with self._engine.begin() as connection:
            chosen = and_(table.c.key == key, _is("waiting"))
            connection.execute(update(table).where(chosen).values(change))

    def return_miniature(self, key: str) -> None:
        """What trained under this key waits again, in its place."""
        change = {"state": MiniatureState.WAITING, "started": None}
        with self._engine.begin() as connection:
            chosen = and_(table.c.key == key, _is("training"))
            connection.execute(update(table).where(chosen).values(change))

    def end_miniature(self, key: str, answer: str) -> None:
        """Keeps an answer (JSON), for those who wait for it and for all who ask later."""
        with self._engine.begin() as connection:
            started = select(func.min(table.c.started)).where(table.c.key == key)
            row = {
                "key": key,
                "asked": "",
                "visitor": "",
                "state": MiniatureState.DONE,
                "created": time.time(),
                "started": connection.scalar(started),
                "finished": time.time(),
                "answer": answer,
            }
            connection.execute(delete(table).where(table.c.key == key))
            connection.execute(insert(table).values(row))
            _tidy(connection)

    def fail_miniature(self, key: str, why: str) -> None:
        """Says in one sentence why there is no answer, to those who wait for it."""
        change = {"state": MiniatureState.FAILED, "finished": time.time(), "answer": why}
        with self._engine.begin() as connection:
            chosen = and_(table.c.key == key, table.c.state != MiniatureState.DONE)
            connection.execute(update(table).where(chosen).values(change))

    def drop_miniatures(self) -> None:
        """Takes back every request without an answer: what an engine left that is gone."""
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.state != MiniatureState.DONE))

    def watch(self) -> Watch:
        """Tells whether anybody else has written to the store."""
        return Watch(self.path)


class Watch:
    """Whether the store was written by others since the last question; costs microseconds.

    For one thread at a time.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._seen = -1

    def moved(self) -> bool:
        """True at the first question, too."""
        before = self._seen
        with contextlib.suppress(sqlite3.OperationalError):  # it is asked again in a moment
            (self._seen,) = self._connection.execute("PRAGMA data_version").fetchone()
        return self._seen != before

    def close(self) -> None:
        self._connection.close()


def _is(state: str) -> Any:
    return table.c.state == MiniatureState(state)


def _tidy(connection: Connection) -> None:
    """Keeps the newest answers, and failures as long as somebody may still read them."""
    newest = select(table.c.id).where(_is("done")).order_by(table.c.finished.desc())
    kept = newest.limit(MOST_ANSWERS)
    connection.execute(delete(table).where(_is("done"), table.c.id.not_in(kept)))
    old = table.c.finished < time.time() - FAILURE_SECONDS
    connection.execute(delete(table).where(_is("failed"), old))
