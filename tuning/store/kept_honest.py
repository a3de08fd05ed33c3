"""How honest winners are, as the store keeps it: of one study all, of many what lists show."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Engine, func, select

from tuning.honesty import Honest
from tuning.store import schema

table = schema.honest


class Correction(NamedTuple):
    """A winner's score corrected for the choosing, as `Honest` has it."""

    corrected: float | None
    low: float | None
    high: float | None
    missing: str
    """Why it is not there; empty where it is."""


class KeptHonest:
    """What `Store` reads of it; a batch writes it."""

    _engine: Engine

    def honest(self, study_id: int, since: int = 0) -> Honest | None:
        """How honest the winner is, if that was written after change `since`."""
        query = select(table.c.honest).where(table.c.study_id == study_id, table.c.change > since)
        with self._engine.connect() as connection:
            text = connection.scalar(query)
        return None if text is None else Honest.from_json(json.loads(text))

    def corrections(self, studies: Collection[int] | None = None) -> dict[int, Correction]:
        """By study, of these or of all; those of which nothing was reckoned are left out."""
        found = (func.json_extract(table.c.honest, f"$.{name}") for name in Correction._fields)
        query = select(table.c.study_id, *found)
        if studies is not None:
            query = query.where(table.c.study_id.in_(studies))
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return {row[0]: Correction(row[1], row[2], row[3], row[4] or "") for row in rows}
