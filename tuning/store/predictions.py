"""Predictions as the store keeps them: what visitors ask of a best model, until they have it.

The rows may be about people: an answer is deleted as it is taken, and whatever nobody takes, a
minute later. The web process adds requests and takes their answers; the engine alone answers.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, and_, delete, or_, select, update

from tuning.store import requests, schema

KEPT_SECONDS = 60.0
"""How long a request or an answer that nobody takes is kept."""

table = schema.predictions


class PredictionState(StrEnum):
    """What a row is; `failed` has a sentence in place of an answer."""

    WAITING = "waiting"
    BEGUN = "begun"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True)
class PredictionRecord:
    """A request, or what came of it."""

    id: int
    study_id: int
    asked: str
    """JSON; empty once it is answered."""
    state: PredictionState
    answer: str | None
    """JSON, or the sentence of one that failed."""


class Predictions:
    """What `Store` reads and writes of predictions."""

    _engine: Engine

    # -- the web process -------------------------------------------------------------------

    def ask_prediction(self, study_id: int, asked: dict[str, Any], visitor: str) -> int:
        """Keeps a request; returns its number. Raises TooManyWait.

        An older one of the same visitor that still waits is withdrawn, and this one has its place.
        """
        with self._engine.begin() as connection:
            _tidy(connection)
            row = {"study_id": study_id, "asked": json.dumps(asked)}
            return requests.enter(connection, table, visitor, row)

    def withdraw_predictions(self, numbers: Iterable[int]) -> None:
        """Deletes these requests, and their answers if they have any."""
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.id.in_(list(numbers))))

    def take_predictions(self, numbers: Iterable[int]) -> dict[int, PredictionRecord]:
        """Those of these requests that are there, by number; what is answered is deleted."""
        chosen = table.c.id.in_(list(numbers))
        columns = (table.c.id, table.c.study_id, table.c.asked, table.c.state, table.c.answer)
        with self._engine.connect() as connection:
            found = [_record(*row) for row in connection.execute(select(*columns).where(chosen))]
        ended = [record.id for record in found if _has_ended(record)]
        if ended:
            self.withdraw_predictions(ended)
        return {record.id: record for record in found}

    # -- the engine ------------------------------------------------------------------------

    def next_prediction(self) -> PredictionRecord | None:
        """The request that has waited longest, which is begun by this; None if none waits."""
        columns = (table.c.id, table.c.study_id, table.c.asked, table.c.state, table.c.answer)
        first = select(*columns).where(_is("waiting")).order_by(table.c.created, table.c.id)
        with self._engine.connect() as connection:
            row = connection.execute(first.limit(1)).one_or_none()
        if row is None:
            return None
        record = _record(*row)
        chosen = and_(table.c.id == record.id, _is("waiting"))
        with self._engine.begin() as connection:
            connection.execute(update(table).where(chosen).values(state=PredictionState.BEGUN))
        return record

    def end_prediction(self, number: int, answer: str) -> None:
        """Keeps an answer (JSON) until it is taken; none is kept of a request withdrawn."""
        self._settle(number, PredictionState.DONE, answer)

    def fail_prediction(self, number: int, why: str) -> None:
        """Says in one sentence why there is no answer."""
        self._settle(number, PredictionState.FAILED, why)

    def tidy_predictions(self) -> None:
        """Deletes what nobody has taken in time, though nobody asks any more."""
        with self._engine.connect() as connection:
            found = connection.scalar(select(table.c.id).where(_is_old()).limit(1))
        if found is not None:
            with self._engine.begin() as connection:
                _tidy(connection)

    def drop_predictions(self) -> None:
        """Deletes every request and answer: what an engine left that is gone."""
        with self._engine.begin() as connection:
            connection.execute(delete(table))

    def _settle(self, number: int, state: PredictionState, answer: str) -> None:
        change = {"state": state, "finished": time.time(), "answer": answer, "asked": ""}
        with self._engine.begin() as connection:
            connection.execute(update(table).where(table.c.id == number).values(change))
            _tidy(connection)


def _record(id: int, study_id: int, asked: str, state: str, answer: str | None) -> PredictionRecord:
    return PredictionRecord(id, study_id, asked, PredictionState(state), answer)


def _has_ended(record: PredictionRecord) -> bool:
    return record.state in (PredictionState.DONE, PredictionState.FAILED)


def _is(state: str) -> Any:
    return table.c.state == PredictionState(state)


def _tidy(connection: Connection) -> None:
    """Deletes what nobody has taken in time."""
    connection.execute(delete(table).where(_is_old()))


def _is_old() -> Any:
    old = time.time() - KEPT_SECONDS
    return or_(table.c.finished < old, table.c.created < old)
