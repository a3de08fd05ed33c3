"""Commands for the engine: how one is left in the store, whatever transaction it belongs to, and
taken off."""

from __future__ import annotations

import json
import time
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from tuning.store import schema
from tuning.store.records import Command

TRIAL = "trial"
"""The kind of a trial that a person adds: it stays until it is recorded, see `added`."""
# Made once: the engine asks ten times a second, and a statement takes longer to make than to run.
_OTHERS = schema.commands.c.kind != TRIAL
_WAITING = select(schema.commands.c.id).where(_OTHERS).limit(1)
_TAKEN = delete(schema.commands).where(_OTHERS).returning(*schema.commands.c)


class Commands:
    """What `Store` sends and takes."""

    _engine: Engine

    def send(self, kind: str, study_id: int | None = None, **payload: Any) -> None:
        """Leaves a command for the engine: start, stop, …"""
        with self._engine.begin() as connection:
            leave(connection, kind, study_id, **payload)

    def take_commands(self) -> list[Command]:
        """All waiting commands in the order they were sent; they are taken off.

        Trials that people add stay until they are recorded: see `added`.
        """
        with self._engine.connect() as connection:
            if connection.execute(_WAITING).first() is None:
                return []
        with self._engine.begin() as connection:
            found = connection.execute(_TAKEN).all()
        return [
            Command(row.id, row.study_id, row.kind, json.loads(row.payload), row.created)
            for row in sorted(found, key=lambda row: row.id)
        ]

    def drop_commands(self, study_id: int) -> None:
        """Takes a study's waiting commands back."""
        table = schema.commands
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.c.study_id == study_id))


def leave(connection: Connection, kind: str, study_id: int | None = None, **payload: Any) -> None:
    """Leaves a command: start, stop, trial, …"""
    row = {
        "kind": kind,
        "study_id": study_id,
        "payload": json.dumps(payload),
        "created": time.time(),
    }
    connection.execute(insert(schema.commands).values(row))
