"""Trials that people add to a study: each waits as a command until the engine records it as begun.

The command is taken off in the same transaction that writes the trial's record, so that a trial is
never lost, whichever process dies, and never begun twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Engine, delete, select

from tuning.space import Values
from tuning.store import schema
from tuning.store.commands import TRIAL, leave
from tuning.store.records import BY_HAND, Command, TrialRecord

commands = schema.commands


class AddedTrials:
    """What `Store` reads and writes of them."""

    _engine: Engine

    def add_trial(self, study_id: int, values: Values, by: str | None = None) -> None:
        """A person adds a trial to a study; `by`: who, where that is to be known."""
        with self._engine.begin() as connection:
            add(connection, study_id, values, by)

    def added(self, study_id: int) -> list[Command]:
        """The trials that were added to a study and are not begun, in the order they came."""
        with self._engine.connect() as connection:
            return waiting(connection, study_id)


def add(connection: Connection, study_id: int, values: Values, by: str | None) -> None:
    """Leaves a trial for the engine."""
    payload: dict[str, Any] = {"values": values} | ({"by": by} if by else {})
    leave(connection, TRIAL, study_id, **payload)


def waiting(connection: Connection, study_id: int) -> list[Command]:
    """The trials that were added to a study and are not begun."""
    query = select(commands).where(commands.c.kind == TRIAL, commands.c.study_id == study_id)
    return [
        Command(row.id, row.study_id, row.kind, json.loads(row.payload), row.created)
        for row in connection.execute(query.order_by(commands.c.id))
    ]


def take_off(connection: Connection, study_id: int, trials: Iterable[TrialRecord]) -> None:
    """Takes off the commands for trials that are recorded now."""
    found = [number for trial in trials if (number := _number(trial.native)) is not None]
    if found:
        own = commands.c.study_id == study_id
        connection.execute(delete(commands).where(commands.c.id.in_(found), own))


def _number(native: str | None) -> int | None:
    """The number of the command that a trial comes from; None for any other."""
    if native is None or not native.startswith(BY_HAND):
        return None
    number, dash, _ = native.removeprefix(BY_HAND).partition("-")
    return int(number) if dash and number.isdecimal() else None
