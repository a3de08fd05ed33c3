"""What visitors' requests have in common, of miniatures and of predictions: their way in."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, insert, select

from tuning.errors import TooManyWait

MOST_WAITING = 200
"""Requests of a kind that may wait at once."""
WAITING = "waiting"


def enter(connection: Connection, table: Table, visitor: str, row: dict[str, Any]) -> int:
    """Keeps a request that waits, with its own `row`; returns its number. Raises TooManyWait.

    An older one of the same visitor that still waits is withdrawn, and this one has its place.
    """
    waits = table.c.state == WAITING
    own = and_(table.c.visitor == visitor, waits)
    places = connection.scalars(delete(table).where(own).returning(table.c.created)).all()
    waiting = connection.scalar(select(func.count()).select_from(table).where(waits)) or 0
    if waiting >= MOST_WAITING:
        raise TooManyWait(
            f"{MOST_WAITING} {table.name} wait already, which is the most: try again in a moment."
        )
    whole = row | {
        "visitor": visitor,
        "state": WAITING,
        "created": min([time.time(), *places]),
    }
    (number,) = connection.execute(insert(table).values(whole).returning(table.c.id)).one()
    return int(number)
