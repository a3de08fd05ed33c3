"""What a study's fits reported, as the store keeps it and readers ask for it: only what is new."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Engine, Row, select

from tuning.store import rows, schema
from tuning.store.records import EpochRecord, EventRecord, FitRecord, TrialRecord


class Results:
    """What `Store` reads of trials, fits, epochs and events."""

    _engine: Engine

    def trials(self, study_id: int, since: int = 0) -> list[TrialRecord]:
        """Trials written after change `since`, by number."""
        found = self._new(rows.TRIAL, study_id, since)
        return sorted(map(rows.trial_record, found), key=lambda record: record.number)

    def scores(self, study_id: int) -> list[float]:
        """The scores of a study's trials, in the order in which they ended."""
        table = schema.trials
        query = select(table.c.score).where(
            table.c.study_id == study_id, table.c.score.is_not(None)
        )
        with self._engine.connect() as connection:
            return list(connection.scalars(query.order_by(table.c.finished, table.c.number)))

    def fits(self, study_id: int, since: int = 0) -> list[FitRecord]:
        """Fits written after change `since`."""
        return [rows.fit_record(row) for row in self._new(rows.FIT, study_id, since)]

    def epochs(self, study_id: int, since: int = 0) -> list[EpochRecord]:
        """Epochs written after change `since`, each fit's in order."""
        return rows.epoch_records(self._new(rows.EPOCH, study_id, since))

    def knowledge(self, study_id: int, trial: int) -> dict[str, Any]:
        """What a trial's strategy left of what it knew as it proposed it; empty for most.

        Apart from the trial's record, since it is large and only read of a trial looked at.
        """
        table = schema.knowledge
        query = select(table.c.knowledge).where(table.c.study_id == study_id)
        with self._engine.connect() as connection:
            text = connection.scalar(query.where(table.c.trial == trial))
        known: dict[str, Any] = json.loads(text) if text else {}
        return known

    def events(self, study_id: int) -> list[EventRecord]:
        """What happened to a study, the oldest first."""
        table = schema.events
        with self._engine.connect() as connection:
            found = connection.execute(
                select(table).where(table.c.study_id == study_id).order_by(table.c.id)
            ).all()
        return [EventRecord(row.time, row.kind, row.text) for row in found]

    def _new(self, columns: list[Column], study_id: int, since: int) -> Sequence[Row]:
        """These columns of one table, of all rows of a study that were written after `since`."""
        table = columns[0].table
        query = select(*columns).where(table.c.study_id == study_id)
        if since:
            query = query.where(table.c.change > since)
        with self._engine.connect() as connection:
            return connection.execute(query).all()
