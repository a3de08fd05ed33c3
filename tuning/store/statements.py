"""What `Store` does to the tables within one transaction: a study made, moved on, written to."""

from __future__ import annotations

import json
import time
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from tuning.errors import NotFound, quoted
from tuning.store import added, rows, schema
from tuning.store.records import Batch
from tuning.study import FitKind, StudySpec, StudyState
from tuning.text import names

studies = schema.studies
_SQLITE = sqlite.dialect()
LARGEST_ID = 2**63 - 1
"""The largest number that SQLite can look up."""


def no_study(study_id: int) -> NotFound:
    return NotFound(f"There is no study {quoted(study_id)}.")


def create(connection: Connection, spec: StudySpec) -> int:
    """Keeps a checked spec as a new study in the queue, under a name of its own; returns its id."""
    row = {
        "name": spec.name,
        "strategy": spec.strategy.name,
        "dataset": spec.data.name,
        "spec": spec.model_dump_json(),
        "state": StudyState.QUEUED,
        "created": time.time(),
    }
    (study_id,) = connection.execute(insert(studies).values(row).returning(studies.c.id)).one()
    name = names.numbered(spec.name, alike(connection, spec.name, without=study_id))
    if name != spec.name:
        kept = spec.model_copy(update={"name": name}).model_dump_json()
        change(connection, study_id, {"name": name, "spec": kept})
    return int(study_id)


def alike(connection: Connection, name: str, without: int = 0) -> list[str]:
    """The names of studies that begin as this one does."""
    begins = studies.c.name.startswith(names.stem(name), autoescape=True)
    found = connection.scalars(select(studies.c.name).where(begins, studies.c.id != without))
    return list(found)


def touched(connection: Connection, study_id: int, *columns: Column) -> Row:
    """A study's row (or these columns of it), its change counter raised. Raises NotFound."""
    raised = (
        update(studies)
        .where(studies.c.id == study_id)
        .values(change=studies.c.change + 1)
        .returning(*(columns or studies.c))
    )
    row = connection.execute(raised).one_or_none()
    if row is None:
        raise no_study(study_id)
    return row


def change(connection: Connection, study_id: int, columns: dict[str, Any]) -> None:
    """Sets columns of a study's own row."""
    connection.execute(update(studies).where(studies.c.id == study_id).values(columns))


def write(connection: Connection, study_id: int, batch: Batch) -> int:
    """Writes one batch; returns the study's new change counter. Raises NotFound."""
    counter = int(touched(connection, study_id, studies.c.change).change)
    if batch.study:
        change(connection, study_id, rows.study_columns(batch.study))
    for fit in batch.restarted:
        _drop(connection, study_id, *fit)
    key = {"study_id": study_id, "change": counter}
    replace(connection, schema.trials, [key | rows.trial_row(t) for t in batch.trials])
    added.take_off(connection, study_id, batch.trials)
    replace(connection, schema.fits, [key | vars(fit) for fit in batch.fits])
    replace(connection, schema.epochs, [key | rows.epoch_row(epoch) for epoch in batch.epochs])
    known = [{"trial": n, "knowledge": rows.compact(k)} for n, k in batch.knowledge.items()]
    replace(connection, schema.knowledge, [{"study_id": study_id} | row for row in known])
    replace(connection, schema.row_scores, [key | vars(scores) for scores in batch.row_scores])
    if batch.honest is not None:
        row = key | {"honest": json.dumps(batch.honest.to_json())}
        replace(connection, schema.honest, [row])
    if batch.events:
        told = [{"study_id": study_id} | vars(record) for record in batch.events]
        connection.execute(insert(schema.events), told)
    return counter


def _drop(connection: Connection, study_id: int, trial: int, kind: FitKind, index: int) -> None:
    """Drops what a fit reported that begins again."""
    for table in (schema.epochs, schema.row_scores):
        connection.execute(
            delete(table)
            .where(table.c.study_id == study_id, table.c.trial == trial)
            .where(table.c.kind == kind, table.c["index"] == index)
        )


def replace(connection: Connection, table: Table, new: list[dict[str, Any]]) -> None:
    """Inserts whole rows; each replaces the one with its key.

    The driver is handed them as they are: SQLAlchemy takes longer over each than SQLite does.
    """
    if new:
        columns = itemgetter(*table.c.keys())
        connection.exec_driver_sql(_replacing(table), list(map(columns, new)))


@cache
def _replacing(table: Table) -> str:
    return str(insert(table).prefix_with("OR REPLACE").compile(dialect=_SQLITE))
